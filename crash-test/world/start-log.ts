import { UNLIMITED } from '../config/environments.ts';
import type { CiRun } from './ci-system.ts';

/** The starts that reached a CI system. */
export interface StartLog {
  /** How often it was asked to start a run of an execution, whatever became of it. */
  readonly asked: ReadonlyMap<string, number>;
  /** The executions whose start it carried out. */
  readonly carriedOut: ReadonlySet<string>;
  /** Starts that were carried out beside an unfinished run that should have kept them away. */
  readonly overlaps: readonly string[];
  noteAsked(executionId: string): void;
  /** @param runs - those that could be in the way, also finished ones */
  noteCarriedOut(started: CiRun, runs: readonly CiRun[]): void;
}

/** Makes an empty log. */
export function createStartLog(): StartLog {
  const asked = new Map<string, number>();
  const carriedOut = new Set<string>();
  const overlaps: string[] = [];
  return {
    asked,
    carriedOut,
    overlaps,
    noteAsked(executionId) {
      asked.set(executionId, (asked.get(executionId) ?? 0) + 1);
    },
    noteCarriedOut(started, runs) {
      carriedOut.add(started.executionId);
      for (const run of runs) {
        if (run.outcome !== undefined || !excludes(run, started)) continue;
        overlaps.push(`the run of ${started.executionId} began beside the run of ${run.executionId}`);
      }
    },
  };
}

/** Of one request, or of one tenant in one environment, only one execution may be unfinished. */
function excludes(one: CiRun, other: CiRun): boolean {
  if (one.executionId === other.executionId || one.environment !== other.environment) return false;
  if (one.request === other.request) return true;
  return one.environment !== UNLIMITED && one.tenantId === other.tenantId;
}
