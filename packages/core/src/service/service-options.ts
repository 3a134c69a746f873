import type { Catalog } from '../catalog/catalog.ts';
import type { Clock } from '../clock.ts';
import type { ExecutionEvent } from '../execution/event.ts';
import type { ExecutionStore } from '../store/execution-store.ts';
import type { TraceContext } from './trace-context.ts';

/** The parts that an execution service is made from. @public */
export interface ExecutionServiceOptions {
  readonly catalog: Catalog;
  readonly store: ExecutionStore;
  readonly clock: Clock;
  /**
   * Makes ids that can't be guessed. UUIDs of version 7, which sort by time, have new executions lie together in a store's
   * indexes; `createExecutionId` of `@sluice/mcp-server` makes them.
   */
  readonly createId: () => string;
  /** Names this server among all that share the store. @defaultValue one that `createId` makes, when it is needed */
  readonly serverId?: string | undefined;
  /**
   * Is told of every change, once it is stored. What it throws is logged and goes no further; what takes longer than five
   * seconds is not waited for.
   */
  readonly onEvent?: ((event: ExecutionEvent) => void | Promise<void>) | undefined;
  readonly logger?: ServiceLogger | undefined;
  /**
   * Tells the trace that a start belongs to, for the runs of pipelines that want it (`traceContext` in the config).
   *
   * @defaultValue there are no traces
   */
  readonly traceContext?: (() => TraceContext | undefined) | undefined;
  /** How often a waiting reader looks at the CI system. @defaultValue 1000 */
  readonly pollIntervalMs?: number | undefined;
  /** How long a start may take before another server may look into it. @defaultValue 60000 */
  readonly startLeaseMs?: number | undefined;
  /**
   * How long a run may still appear after a start without an answer. Longer than the lease of a start and the difference
   * between any two servers' clocks together.
   *
   * @defaultValue 180000
   */
  readonly settleWindowMs?: number | undefined;
  /** How long a CI system may take for anything else than a start. @defaultValue 60000 */
  readonly callTimeoutMs?: number | undefined;
}

/** Where the service says what went wrong behind the scenes; fits pino and Powertools. @public */
export interface ServiceLogger {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}
