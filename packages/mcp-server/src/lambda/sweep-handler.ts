import type { Clock, ExecutionService, SweepReport } from '@sluice/core';
import { systemClock } from '../system-clock.ts';
import { createDeadline } from './deadline.ts';
import type { LambdaContext } from './lambda-context.ts';
import { type Lazy, resolveLazy } from './lazy.ts';

/** What a Lambda handler that sweeps is made from. @public */
export interface SweepHandlerOptions {
  readonly service: Lazy<ExecutionService>;
  /** Is told of every sweep that came to its end, for metrics. @defaultValue nobody is told */
  readonly onSweep?: ((report: SweepReport) => void) | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

/** Looks after whatever has not finished, once. @public */
export type SweepHandler = (event: unknown, context: LambdaContext) => Promise<SweepReport>;

/** What is kept of the function's time to put the sweep's lease back. */
const RESERVE_MS = 2000;

/**
 * Makes a handler that sweeps once, for EventBridge Scheduler or a rule: where the server is a function there is no loop
 * that does. Any number of them may run beside servers that sweep too. What it leaves comes first next time.
 *
 * @example
 * ```ts
 * export const handler = createSweepHandler({ service: openService });
 * ```
 * @throws what the store fails with, so that the schedule's retries and alarms see it
 * @public
 */
export function createSweepHandler({ onSweep, clock = systemClock, ...options }: SweepHandlerOptions): SweepHandler {
  const service = resolveLazy(options.service);
  return async (_event, context) => {
    const deadline = createDeadline(clock, context.getRemainingTimeInMillis() - RESERVE_MS);
    try {
      const report = await (await service()).sweep(deadline.signal);
      onSweep?.(report);
      return report;
    } finally {
      deadline.clear();
    }
  };
}
