import { type Clock, type ExecutionService, redactSecrets, type ServiceLogger } from '@sluice/core';

/** @internal */
export interface SweepLoopOptions {
  readonly service: ExecutionService;
  readonly clock: Clock;
  readonly logger: ServiceLogger;
  /** From the end of one sweep to the start of the next. */
  readonly intervalMs: number;
  /** Ends the loop. */
  readonly signal: AbortSignal;
}

/** Looks after unfinished executions, now and then again and again, one sweep at a time, until the signal. */
export async function keepSweeping({ service, clock, logger, intervalMs, signal }: SweepLoopOptions): Promise<void> {
  while (!signal.aborted) {
    try {
      await service.sweep(signal);
    } catch (error) {
      if (signal.aborted) return;
      const reason = redactSecrets(error instanceof Error ? error.message : String(error));
      logger.error({ reason, next_in_ms: intervalMs }, 'A sweep over the unfinished executions failed');
    }
    await clock.sleep(intervalMs, signal).catch(() => {});
  }
}
