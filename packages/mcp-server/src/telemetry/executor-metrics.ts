import { Counter, Histogram, type Registry } from 'prom-client';

/** Measures the calls of executors. @public */
export interface ExecutorMetrics {
  onExecutorCall(call: ExecutorCallMeasurement): void;
  /** Takes down that a CI system said 429, and how long it is left alone for that. */
  onRateLimit(executor: string, waitMs: number): void;
}

/** One call of an executor. @public */
export interface ExecutorCallMeasurement {
  /** Its name in the config. */
  readonly executor: string;
  /** The method of the port, in snake_case: `start`, `read_log`. */
  readonly operation: string;
  /**
   * `not_started` and `unknown` are a start's, `failed` all others'. `held_back`: the CI system wants to be asked later.
   * `aborted`: the caller did not wait for it.
   */
  readonly outcome: 'ok' | 'not_started' | 'unknown' | 'failed' | 'held_back' | 'aborted';
  readonly durationMs: number;
}

const CALL_DURATIONS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const WAITS = [0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 3600];

/** Makes the metrics of executors. */
export function createExecutorMetrics(registry: Registry): ExecutorMetrics {
  const registers = [registry];
  const calls = new Histogram({
    name: 'sluice_executor_call_duration_seconds',
    help: 'Time that calls of an executor took, by operation and outcome: ok, not_started, unknown, failed, held_back, aborted.',
    labelNames: ['executor', 'operation', 'outcome'],
    buckets: CALL_DURATIONS,
    registers,
  });
  const waits = new Histogram({
    name: 'sluice_executor_rate_limit_wait_seconds',
    help: 'How long a CI system wanted to be left alone, once for each answer with 429.',
    labelNames: ['executor'],
    buckets: WAITS,
    registers,
  });
  const refusals = new Counter({
    name: 'sluice_executor_rate_limited_total',
    help: 'Answers with 429 of CI systems.',
    labelNames: ['executor'],
    registers,
  });
  return {
    onExecutorCall({ executor, operation, outcome, durationMs }) {
      calls.observe({ executor, operation, outcome }, durationMs / 1000);
    },
    onRateLimit(executor, waitMs) {
      refusals.inc({ executor });
      waits.observe({ executor }, waitMs / 1000);
    },
  };
}
