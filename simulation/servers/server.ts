import {
  type Clock,
  createExecutionService,
  type ExecutionService,
  type ExecutionStore,
  type PipelineExecutor,
  type ServiceLogger,
} from '@sluice/core';
import { executorOverLine } from '../network/executor-line.ts';
import { createLine, never } from '../network/line.ts';
import { storeOverLine } from '../network/store-line.ts';
import { currentActor } from '../world/actor.ts';
import type { Life } from '../world/life.ts';
import type { World } from '../world/world.ts';
import type { CatalogMaker } from './catalog.ts';

/** A server: it dies and comes back with nothing but what is in the store. */
export interface Server {
  readonly name: string;
  /** Its life now; undefined while it is down. */
  life(): Life | undefined;
  service(): ExecutionService;
  /** Brings it back, if it is down. */
  comeBack(): void;
}

export interface ServerOptions {
  readonly world: World;
  readonly name: string;
  /** How far its clock is off. */
  readonly skewMs: number;
  readonly store: ExecutionStore;
  readonly executor: PipelineExecutor;
  readonly catalogFor: CatalogMaker;
  readonly startLeaseMs: number;
}

const LONGEST_DOWN_MS = 100_000;
const POLL_MS = 15_000;

export function createServer(options: ServerOptions): Server {
  const { world, name, store, executor, catalogFor, startLeaseMs } = options;
  const { timeline, journal, decisions, limits } = world;
  let lives = 0;
  let current: { readonly life: Life; readonly service: ExecutionService } | undefined;

  function crash(life: Life, reason: string): void {
    if (!life.alive) return;
    life.alive = false;
    current = undefined;
    journal.note(() => `${name} dies: ${reason}`);
    timeline.plan({ afterMs: decisions.between(`${name} is down (${lives})`, 1_000, LONGEST_DOWN_MS), act: comeBack });
  }

  function comeBack(): void {
    if (current !== undefined) return;
    lives += 1;
    const life: Life = { server: name, alive: true, standsStillUntil: 0 };
    const line = createLine(world, life, (reason) => crash(life, reason));
    const service = createExecutionService({
      catalog: catalogFor(executorOverLine(world, line, executor)),
      store: storeOverLine(world, line, store),
      clock: clockOf(options, life),
      createId: () => currentActor().nextId(),
      serverId: `${name}, life ${lives}`,
      onEvent: listenerOf(world),
      logger: loggerOf(world, name),
      pollIntervalMs: POLL_MS,
      startLeaseMs,
      settleWindowMs: limits.settleWindowMs,
      callTimeoutMs: limits.callTimeoutMs,
    });
    if (lives > 1) journal.note(() => `${name} is back`);
    current = { life, service };
  }

  comeBack();
  return {
    name,
    comeBack,
    life: () => current?.life,
    service() {
      if (current === undefined) throw new Error(`${name} is down.`);
      return current.service;
    },
  };
}

/** A clock that is off, and stands still for whom its server dies under. */
function clockOf({ world: { timeline }, skewMs }: ServerOptions, life: Life): Clock {
  return {
    now: () => timeline.now() + skewMs,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const abort = (): void => {
          callOff();
          reject(signal?.reason);
        };
        const wake = (): void => {
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        const callOff = timeline.plan({ afterMs: milliseconds, life, act: wake });
        signal?.addEventListener('abort', abort, { once: true });
      }),
  };
}

/** Whoever is told of events: now and then it fails, or never comes to an end. */
function listenerOf({
  checks,
  decisions,
  temper,
  journal,
}: World): NonNullable<Parameters<typeof createExecutionService>[0]['onEvent']> {
  return (event) => {
    checks.eventIsPublished(event);
    const title = currentActor().nextCall('onEvent');
    if (decisions.happens(`${title}: it fails`, temper.listener)) {
      journal.count('listener: it fails');
      throw new Error('The listener failed.');
    }
    if (!decisions.happens(`${title}: it never ends`, temper.listener)) return undefined;
    journal.count('listener: it never ends');
    return never();
  };
}

function loggerOf({ journal }: World, name: string): ServiceLogger {
  const note =
    (level: string) =>
    (fields: Record<string, unknown>, message: string): void =>
      journal.note(() => `${name} logs (${level}): ${message}${reasonOf(fields)}`);
  return { info: () => {}, warn: note('warning'), error: note('error') };
}

function reasonOf({ reason, failure }: Record<string, unknown>): string {
  const why = reason ?? failure;
  return why === undefined ? '' : `: ${String(why)}`;
}
