import type { Decisions } from '../randomness/decisions.ts';
import type { Temper } from '../randomness/temper.ts';

/** What will become of a run if nobody interferes. Times are milliseconds after the step before. */
export interface RunPlan {
  readonly queuedMs: number;
  /** Goes by another id until it begins. */
  readonly changesId: boolean;
  readonly runningMs: number;
  /** Waits for an answer in between: so long, or for ever. */
  readonly blockedMs?: number | undefined;
  readonly end: 'succeeded' | 'failed' | 'skipped' | 'cancelled';
  /** Is deleted so long after it was made. */
  readonly deletedMs?: number | undefined;
}

export function planRun(name: string, decisions: Decisions, { run }: Temper): RunPlan {
  const happens = (what: string, share: number): boolean => decisions.happens(`${name} ${what}`, run * share);
  const between = (what: string, low: number, high: number): number => decisions.between(`${name}: ${what}`, low, high);
  return {
    queuedMs: between('queued', 500, 20_000),
    changesId: happens('changes its id', 0.4),
    runningMs: between('running', 500, 90_000),
    blockedMs: happens('waits for an answer', 0.3)
      ? between('blocked', 5_000, 90_000)
      : happens('waits for an answer for ever', 0.15)
        ? Number.POSITIVE_INFINITY
        : undefined,
    end: happens('fails', 0.3)
      ? 'failed'
      : happens('is skipped', 0.1)
        ? 'skipped'
        : happens('is cancelled by somebody', 0.15)
          ? 'cancelled'
          : 'succeeded',
    deletedMs: happens('is deleted', 0.1) ? between('deleted', 1_000, 300_000) : undefined,
  };
}
