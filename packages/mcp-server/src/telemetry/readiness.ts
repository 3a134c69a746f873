import { type Catalog, type Clock, type Pipeline, redactSecrets, type ServiceLogger, type Wire } from '@sluice/core';
import { type CheckResult, createKeptCheck, type KeptCheck } from './kept-check.ts';

/** What is checked before a server counts as ready, and how long each finding is kept. @public */
export interface ReadinessOptions {
  readonly catalog: Catalog;
  /** Throws where the store does not answer: `checkStore` of the execution service. */
  readonly checkStore: () => Promise<void>;
  readonly clock: Clock;
  /** Is told why something is not well, and when it is again. */
  readonly logger: ServiceLogger;
  /** Aborted when the server closes: it is not ready from then on. @defaultValue never */
  readonly shutdownSignal?: AbortSignal | undefined;
  /** How long it is kept whether the store answers, in milliseconds. @defaultValue 5000 */
  readonly storeCacheMs?: number | undefined;
  /** The same for CI systems. @defaultValue 30000 */
  readonly executorCacheMs?: number | undefined;
  /** How long a check may take, in milliseconds. @defaultValue 2000 */
  readonly timeoutMs?: number | undefined;
}

/** Tells whether a server can work. @public */
export interface Readiness {
  /**
   * Returns what the store and the executors were found to be. However often it is asked, each of them is asked at most
   * once in a while; it never rejects, and never says why: that goes to the log, once for each change.
   */
  check(): Promise<Wire['Readiness']>;
}

/**
 * Makes what tells whether a server can work: its store answers, else it is `not_ready`; its CI systems do, else it is
 * `degraded`, since it still answers for what it knows. An executor is asked for the newest runs of one of its pipelines.
 *
 * @example
 * ```ts
 * const readiness = createReadiness({ catalog: service.catalog, checkStore: service.checkStore, clock, logger });
 * const { status } = await readiness.check();
 * ```
 * @public
 */
export function createReadiness(options: ReadinessOptions): Readiness {
  const { clock, timeoutMs = 2000, storeCacheMs = 5000, executorCacheMs = 30_000, shutdownSignal } = options;
  const store = createKeptCheck({
    clock,
    timeoutMs,
    keepMs: storeCacheMs,
    check: options.checkStore,
    onResult: reporter(options.logger, 'store'),
  });
  const executors = new Map(
    [...firstPipelines(options.catalog)].map(([name, pipeline]): [string, KeptCheck] => {
      const onResult = reporter(options.logger, name);
      const check = (signal: AbortSignal): Promise<unknown> => askFor(pipeline, clock, signal);
      return [name, createKeptCheck({ clock, timeoutMs, keepMs: executorCacheMs, check, onResult })];
    }),
  );
  return {
    async check() {
      if (shutdownSignal?.aborted === true) return { status: 'not_ready', checks: [] };
      const [stored, ...found] = await Promise.all([
        resultOf('store', store.fresh()),
        ...[...executors].map(([name, check]) => resultOf(name, check.latest())),
      ]);
      return { status: statusOf(stored, found), checks: [stored, ...found] };
    },
  };
}

type Check = Wire['ReadinessCheck'];

async function resultOf(name: string, checked: Promise<CheckResult>): Promise<Check> {
  return { name, status: 'failure' in (await checked) ? 'failed' : 'ok' };
}

function statusOf(store: Check, executors: readonly Check[]): Wire['Readiness']['status'] {
  if (store.status === 'failed') return 'not_ready';
  return executors.some(({ status }) => status === 'failed') ? 'degraded' : 'ready';
}

/** One pipeline of each executor. */
function firstPipelines({ pipelines }: Catalog): ReadonlyMap<string, Pipeline> {
  return new Map(pipelines.toReversed().map((pipeline) => [pipeline.executorName, pipeline]));
}

async function askFor({ executor, environments }: Pipeline, clock: Clock, signal: AbortSignal): Promise<unknown> {
  const [environment] = environments.values();
  return executor.list({ target: environment?.target, since: clock.now(), signal });
}

/** Logs a result that is another one than before; a first one only where something is wrong. */
function reporter(logger: ServiceLogger, check: string): (result: CheckResult) => void {
  let wasWell = true;
  return (result) => {
    const isWell = !('failure' in result);
    if (isWell === wasWell) return;
    wasWell = isWell;
    if (isWell) logger.info({ check }, `${check} answers again`);
    else logger.error({ check, reason: reasonOf(result.failure) }, `${check} does not answer`);
  };
}

function reasonOf(failure: unknown): string {
  return redactSecrets(failure instanceof Error ? failure.message : String(failure));
}
