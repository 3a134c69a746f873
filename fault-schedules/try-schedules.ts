import * as fc from 'fast-check';
import { arbitrarySchedule } from './arbitrary-schedule.ts';
import { type RunScheduleOptions, runSchedule, type ScheduleResult } from './run-schedule.ts';
import type { Schedule, SystemName } from './schedule.ts';

export interface TryOptions extends Pick<RunScheduleOptions, 'change'> {
  readonly system: SystemName;
  readonly runs: number;
  readonly seed: number;
  /** Is told after each run. @defaultValue nobody is */
  readonly onRun?: ((runs: number) => void) | undefined;
}

/** What many schedules came to. */
export interface Trial {
  readonly system: SystemName;
  readonly seed: number;
  readonly runs: number;
  readonly requests: number;
  readonly kills: number;
  /** How often each kind struck. */
  readonly faults: ReadonlyMap<string, number>;
  /** How the executions ended. */
  readonly verdicts: ReadonlyMap<string, number>;
  /** The first violation, and the least that has to happen for it; undefined where there was none. */
  readonly violation: { readonly words: string; readonly schedule: Schedule } | undefined;
}

/** Tries an executor on schedules drawn from a seed, until one violates a law; then looks for the least of it. */
export async function trySchedules({ system, runs, seed, change, onRun }: TryOptions): Promise<Trial> {
  const tally = createTally();
  const property = fc.asyncProperty(arbitrarySchedule(system), async (schedule) => {
    tally.add(await runSchedule({ system, schedule, change }));
    onRun?.(tally.total.runs);
  });
  const details = await fc.check(property, { seed, numRuns: runs });
  const [schedule] = details.counterexample ?? [];
  const violation = schedule === undefined ? undefined : { words: wordsOf(details.errorInstance), schedule };
  return { system, seed, ...tally.total, violation };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

interface Tally {
  readonly total: { runs: number; requests: number; kills: number } & Pick<Trial, 'faults' | 'verdicts'>;
  add(result: ScheduleResult): void;
}

function createTally(): Tally {
  const faults = new Map<string, number>();
  const verdicts = new Map<string, number>();
  const total = { runs: 0, requests: 0, kills: 0, faults, verdicts };
  return {
    total,
    add(result) {
      total.runs += 1;
      total.requests += result.requests;
      total.kills += result.kills;
      for (const kind of result.faults) count(faults, kind);
      count(verdicts, result.verdict);
    },
  };
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
