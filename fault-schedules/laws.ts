import type { FindResult, Run, RunSummary } from '@sluice/core';
import { isFinished, type Verdict } from './driver.ts';
import type { Schedule } from './schedule.ts';
import type { CiSystem, TrueRun } from './systems/ci-system.ts';
import type { Time } from './time.ts';
import { law, Violation } from './violation.ts';

/** What must hold, whatever goes wrong. Each method throws a Violation where it does not, unless it says otherwise. */
export interface Laws {
  /** Looks at the CI system; what it sees, `holdSoFar` tells. */
  observe(): void;
  /** A request was sent that can start a run; as `observe`. */
  countStart(): void;
  /** Tells of what was seen while requests were under way: thrown there, an executor would take it for a fault. */
  holdSoFar(): void;
  /** That request was turned away before anybody looked at it. */
  discountStart(): void;
  /** Tells whether the run has been there for long enough to be seen. */
  isThere(): boolean;
  isOurs(runId: string): void;
  tellsTheTruth(run: Run): void;
  listsTheTruth(runs: readonly RunSummary[]): void;
  isRightlyNotFound(found: Exclude<FindResult, { outcome: 'found' }>, wasThere: boolean): void;
  /** It is concluded that there is no run. */
  isAbsent(): void;
  isGone(runId: string): void;
  /** A call rejected with something else than an ExecutorError. */
  isGivenUp(error: unknown, signal: AbortSignal): { readonly outcome: 'given-up' };
  /** It was not told of a run that it ended. */
  notFollowed(runId: string): Verdict;
  /** All is over, long ago. */
  holdInTheEnd(verdict: Verdict): void;
}

export interface LawsOptions {
  readonly schedule: Schedule;
  readonly executionId: string;
  readonly system: CiSystem;
  readonly time: Time;
}

/** Makes the laws for one execution. */
export function createLaws({ schedule, executionId, system, time }: LawsOptions): Laws {
  const seen = new Map<string, number>();
  let starts = 0;
  let broken: Violation | undefined;
  const ours = (): readonly TrueRun[] => system.runs().filter((run) => run.executionId === executionId);
  const hiddenMs = Math.max(0, ...faultsOf(schedule).map(hidesFor));

  const laws: Laws = {
    observe() {
      for (const { key } of ours()) {
        if (!seen.has(key)) seen.set(key, time.now());
      }
      if (seen.size > 1) broken ??= new Violation(`one start made ${seen.size} runs`);
    },
    countStart() {
      starts += 1;
      if (starts > 1) broken ??= new Violation('a start was sent again');
    },
    holdSoFar() {
      if (broken !== undefined) throw broken;
    },
    discountStart() {
      starts -= 1;
    },
    isThere() {
      const [run] = ours();
      return run !== undefined && (seen.get(run.key) ?? Number.POSITIVE_INFINITY) + hiddenMs < time.now();
    },
    isOurs(runId) {
      const run = system.runNamed(runId);
      const wasOurs = run === undefined ? seen.size > 0 && ours().length === 0 : run.executionId === executionId;
      law(wasOurs, 'a run was taken for ours that is not', { runId, run });
    },
    tellsTheTruth({ id, status, rawStatus }) {
      const run = system.runNamed(id) ?? ours()[0];
      // A run that was taken out of the queue, or lost with it, left nothing to compare.
      if (run === undefined) law(status !== 'succeeded', 'a run that is nowhere was called a success');
      else law(run.status === status, 'a run was said to have ended as it did not', { run, status, rawStatus });
    },
    listsTheTruth(runs) {
      for (const { id, status } of runs) {
        const run = system.runNamed(id);
        const isTrue = run === undefined || !isFinished(status) || run.status === status;
        law(isTrue, 'a list said that a run ended as it did not', { id, status, run });
      }
    },
    isRightlyNotFound(found, wasThere) {
      law(found.outcome !== 'absent' || !wasThere || ours().length === 0, 'a run that exists was called absent');
      law(found.outcome !== 'ambiguous' || ours().length > 1, 'one run was called several', found);
    },
    isAbsent() {
      law(ours().length === 0, 'a run that exists was called absent when the settle window was over');
    },
    isGone(runId) {
      law(system.runNamed(runId) === undefined, 'a run that exists was called gone', { runId });
    },
    isGivenUp(error, signal) {
      const isGivenUp = signal.aborted && error === signal.reason;
      law(isGivenUp, 'a call rejected with what is no ExecutorError', String(error));
      return { outcome: 'given-up' };
    },
    notFollowed(runId) {
      const run = system.runNamed(runId);
      if (run !== undefined) throw new Violation(`nothing goes wrong any more, and no end was told of a run: ${runId}`);
      return 'not-followed';
    },
    holdInTheEnd(verdict) {
      laws.observe();
      laws.holdSoFar();
      const [run] = ours();
      if (run !== undefined && isFinished(verdict)) {
        law(run.status === verdict, `an execution is ${verdict}, and its run is not`, run);
      }
      if (verdict !== 'not-started' && verdict !== 'never-started') return;
      const isTrue = verdict === 'not-started' ? seen.size === 0 : ours().length === 0;
      law(isTrue, `an execution is ${verdict}, and there is, or was, a run of it`, [...seen.keys()]);
    },
  };
  return laws;
}

function faultsOf({ faults, startFault }: Schedule): Schedule['faults'][number]['fault'][] {
  return [...faults.map(({ fault }) => fault), ...(startFault === undefined ? [] : [startFault])];
}

/** How long lists may not show a run. */
function hidesFor(fault: Schedule['faults'][number]['fault']): number {
  return fault.kind === 'late-visibility' ? fault.delayMs : 0;
}
