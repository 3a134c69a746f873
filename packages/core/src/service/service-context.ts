import type { LookResult } from './refresh.ts';
import type { ExecutionServiceOptions, ServiceLogger } from './service-options.ts';
import { createSharedWork, type SharedWork } from './shared-work.ts';
import { createSweepMemory, type SweepMemory } from './sweep/sweep-memory.ts';
import { createDeliveryMemory, type DeliveryMemory } from './webhook.ts';

type ResolvedOptions = {
  readonly [Key in Exclude<keyof ExecutionServiceOptions, 'serverId'>]-?: Exclude<
    ExecutionServiceOptions[Key],
    undefined
  >;
};

/** The options with their defaults, and what the parts of the service share besides. */
export interface ServiceContext extends ResolvedOptions {
  /** Names this server among all that share the store. */
  readonly serverId: () => string;
  readonly deliveries: DeliveryMemory;
  /** The looks at runs that are under way. */
  readonly looks: SharedWork<LookResult>;
  readonly sweeps: SweepMemory;
}

const DELIVERIES = 10_000;

const SILENT: ServiceLogger = { info: () => {}, warn: () => {}, error: () => {} };

/** Fills in the defaults. */
export function createServiceContext(options: ExecutionServiceOptions): ServiceContext {
  let serverId = options.serverId;
  return {
    catalog: options.catalog,
    store: options.store,
    clock: options.clock,
    createId: options.createId,
    serverId() {
      serverId ??= options.createId();
      return serverId;
    },
    onEvent: options.onEvent ?? (() => {}),
    logger: options.logger ?? SILENT,
    traceContext: options.traceContext ?? (() => undefined),
    pollIntervalMs: options.pollIntervalMs ?? 1000,
    startLeaseMs: options.startLeaseMs ?? 60_000,
    settleWindowMs: options.settleWindowMs ?? 180_000,
    callTimeoutMs: options.callTimeoutMs ?? 60_000,
    deliveries: createDeliveryMemory(DELIVERIES),
    looks: createSharedWork(),
    sweeps: createSweepMemory(),
  };
}
