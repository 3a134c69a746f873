/** What a job of the mill does. */
export interface MillJob {
  /** Names of the values that it takes; others are refused. */
  readonly takes: readonly string[];
  /** @defaultValue 1000 */
  readonly waitsMs?: number;
  /** @defaultValue 5000 */
  readonly worksMs?: number;
  /** `failed_once`: it passes when it is run again. @defaultValue 'passed' */
  readonly outcome?: 'passed' | 'failed' | 'failed_once' | 'nothing_done';
  /** @defaultValue one line */
  readonly log?: string;
  /** What it asks, one after the other, before it works. @defaultValue nothing */
  readonly questions?: readonly MillQuestion[];
  /** @defaultValue 'stop' */
  readonly heeds?: 'stop' | 'kill';
}

export interface MillQuestion {
  readonly key: string;
  readonly text: string;
  readonly canBeDeclined: boolean;
  /** Name of the value that goes with a yes. */
  readonly value?: string;
}

export type MillState = 'waiting' | 'working' | 'asking' | 'stopping' | MillEnd;
export type MillEnd = 'passed' | 'failed' | 'nothing_done' | 'stopped';

/** A run of the mill: what happened to it, from which its state at any time follows. */
export interface MillRun {
  readonly id: number;
  readonly jobName: string;
  readonly job: MillJob;
  readonly values: Record<string, string>;
  readonly madeAt: number;
  /** When it was made or run again. */
  startedAt: number;
  attempts: number;
  answers: { readonly key: string; readonly yes: boolean; readonly at: number }[];
  stoppedAt?: number;
}

const STOPPING_MS = 1000;
const END: readonly MillState[] = ['passed', 'failed', 'nothing_done', 'stopped'];

export function isEnd(state: MillState): boolean {
  return END.includes(state);
}

/** The state of a run at a time. */
export function stateOf(run: MillRun, now: number): MillState {
  const { stoppedAt } = run;
  if (stoppedAt !== undefined && now >= stoppedAt) {
    const wasWaiting = stateUnstopped(run, stoppedAt) === 'waiting';
    return wasWaiting || now >= stoppedAt + STOPPING_MS ? 'stopped' : 'stopping';
  }
  return stateUnstopped(run, now);
}

/** When a run came to its end, or when it changed last. */
export function changedAt(run: MillRun, now: number): number {
  if (!isEnd(stateOf(run, now))) return now;
  return run.stoppedAt === undefined ? worksFrom(run) + (run.job.worksMs ?? 5000) : run.stoppedAt + STOPPING_MS;
}

/** The question that a run waits for. */
export function openQuestion(run: MillRun): MillQuestion | undefined {
  return run.job.questions?.find(({ key }) => !run.answers.some((answer) => answer.key === key));
}

/** As much of the log as there is at a time, in bytes. */
export function logOf(run: MillRun, now: number): Buffer {
  const state = stateOf(run, now);
  if (state === 'waiting' || state === 'nothing_done') return Buffer.alloc(0);
  const whole = Buffer.from(`started ${run.jobName}\n${run.job.log ?? 'worked\n'}`);
  const worked = (run.stoppedAt ?? now) - worksFrom(run);
  const part = Math.min(1, Math.max(0, worked / (run.job.worksMs ?? 5000)));
  return whole.subarray(0, Math.floor(whole.length * part));
}

function stateUnstopped(run: MillRun, now: number): MillState {
  const { job, answers, attempts } = run;
  if (now < run.startedAt + (job.waitsMs ?? 1000)) return 'waiting';
  if (answers.some(({ yes }) => !yes)) return 'failed';
  if (openQuestion(run) !== undefined) return 'asking';
  if (now < worksFrom(run) + (job.worksMs ?? 5000)) return 'working';
  const { outcome = 'passed' } = job;
  if (outcome !== 'failed_once') return outcome;
  return attempts > 1 ? 'passed' : 'failed';
}

function worksFrom({ job, answers, startedAt }: MillRun): number {
  return Math.max(startedAt + (job.waitsMs ?? 1000), ...answers.map(({ at }) => at));
}
