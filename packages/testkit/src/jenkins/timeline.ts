import type { components } from '../generated/jenkins.ts';
import { endOfLog, type LogPiece, logOfStage, startOfLog } from './log.ts';
import type { InputAnswer, QueueItem, StopRequest } from './queue-item.ts';
import { inputIdOf, type JenkinsOutcome, type JenkinsStageScript } from './script.ts';

/** How a build ends. */
export type Result = components['schemas']['KnownResult'];

/** Where a stage, or the whole of a pipeline build, stands. */
export type StageStatus = components['schemas']['KnownStageStatus'];

/** What the timeline of a build depends on; nothing else does it depend on. */
export interface TimelineInput {
  readonly item: Pick<QueueItem, 'job' | 'script' | 'answers' | 'stops' | 'users'>;
  readonly startedAt: number;
  /** How long a build takes to stop. */
  readonly stopMs: number;
  /** When Jenkins was restarted, ever. */
  readonly restarts: readonly number[];
}

/** The history of a build, past and to come, as things stand. */
export interface BuildTimeline {
  /** Those that it comes to. */
  readonly stages: readonly StageTimeline[];
  readonly results: readonly { readonly at: number; readonly result: Result }[];
  /** When its work is done; undefined: not as things stand. */
  readonly endedAt: number | undefined;
  /** When nothing of it goes on any more. */
  readonly completedAt: number | undefined;
  readonly log: readonly LogPiece[];
}

/** The history of one stage. */
export interface StageTimeline {
  readonly stage: JenkinsStageScript;
  readonly changes: readonly { readonly at: number; readonly status: StageStatus }[];
}

/** Derives the history of a build. */
export function buildTimeline(input: TimelineInput): BuildTimeline {
  const plan = plannedTimeline(input);
  const end = interruption(input);
  if (end === undefined || (plan.endedAt !== undefined && plan.endedAt <= end.at)) return plan;
  return interrupted(plan, end);
}

const ENDS: Readonly<Record<JenkinsOutcome, { readonly status: StageStatus; readonly result: Result }>> = {
  success: { status: 'SUCCESS', result: 'SUCCESS' },
  unstable: { status: 'UNSTABLE', result: 'UNSTABLE' },
  failure: { status: 'FAILED', result: 'FAILURE' },
  aborted: { status: 'ABORTED', result: 'ABORTED' },
  not_built: { status: 'NOT_EXECUTED', result: 'NOT_BUILT' },
};

/** What happens when nobody interferes. */
function plannedTimeline({ item, startedAt }: TimelineInput): BuildTimeline {
  const { script, job } = item;
  const stages: StageTimeline[] = [];
  const results: { at: number; result: Result }[] = [];
  const log: LogPiece[] = [startOfLog({ at: startedAt, job, users: item.users })];
  let at = startedAt;
  let goesOn = true;
  for (const stage of script.stages) {
    if (!goesOn) {
      stages.push({ stage, changes: [{ at, status: 'NOT_EXECUTED' }] });
      continue;
    }
    const run = stageRun(stage, at, item.answers);
    stages.push({ stage, changes: run.changes });
    log.push(...logOfStage(stage, { job, at, ...run }));
    if (run.endedAt === undefined) return { stages, results, endedAt: undefined, completedAt: undefined, log };
    at = run.endedAt;
    if (run.outcome !== 'success') results.push({ at, result: ENDS[run.outcome].result });
    goesOn = run.outcome === 'success' || run.outcome === 'unstable';
  }
  const result = results.at(-1)?.result ?? 'SUCCESS';
  if (results.length === 0) results.push({ at, result });
  const completedAt = at + (script.postMs ?? 0);
  log.push(endOfLog({ at: completedAt, job, result }));
  return { stages, results, endedAt: at, completedAt, log };
}

/** How one stage goes. */
export interface StageRun {
  readonly changes: { readonly at: number; readonly status: StageStatus }[];
  readonly answer: InputAnswer | undefined;
  /** When its steps begin; undefined: not as things stand. */
  readonly stepsAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly outcome: JenkinsOutcome;
}

function stageRun(stage: JenkinsStageScript, at: number, answers: readonly InputAnswer[]): StageRun {
  const outcome = stage.outcome ?? 'success';
  if (stage.input === undefined) return stepsRun(stage, { at, outcome, changes: [], answer: undefined });
  const paused: StageRun['changes'] = [{ at, status: 'PAUSED_PENDING_INPUT' }];
  const answer = answers.find(({ input }) => input === inputIdOf(stage));
  if (answer === undefined) return { changes: paused, answer, stepsAt: undefined, endedAt: undefined, outcome };
  if (answer.decision === 'proceed') return stepsRun(stage, { at: answer.at, outcome, changes: paused, answer });
  const aborted: StageRun['changes'] = [...paused, { at: answer.at, status: 'ABORTED' }];
  return { changes: aborted, answer, stepsAt: undefined, endedAt: answer.at, outcome: 'aborted' };
}

function stepsRun(
  { steps }: JenkinsStageScript,
  { at, outcome, changes, answer }: Pick<StageRun, 'outcome' | 'changes' | 'answer'> & { readonly at: number },
): StageRun {
  const endedAt = at + steps.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const run: StageRun['changes'] = [
    { at, status: 'IN_PROGRESS' },
    { at: endedAt, status: ENDS[outcome].status },
  ];
  return { changes: [...changes, ...run], answer, stepsAt: at, endedAt, outcome };
}

/** An end that comes from outside. */
interface Interruption {
  readonly at: number;
  readonly result: Result;
  readonly completedAt: number;
  readonly log: readonly LogPiece[];
}

const STRENGTH = { stop: 0, term: 1, kill: 2 } as const;

/** Finds what ends a build first: somebody who stops it, or a restart, which only pipelines survive. */
function interruption({ item, startedAt, stopMs, restarts }: TimelineInput): Interruption | undefined {
  const { job, script, stops } = item;
  const ends = stops
    .filter(({ by }) => STRENGTH[by] >= STRENGTH[script.heeds ?? 'stop'])
    .map((stop) => stopped(stop, { job, stopMs, postMs: script.postMs ?? 0 }));
  const diedAt = job.kind === 'freestyle' ? restarts.find((at) => at >= startedAt) : undefined;
  if (diedAt !== undefined) ends.push({ at: diedAt, result: 'FAILURE', completedAt: diedAt, log: [] });
  return ends.toSorted((a, b) => a.at - b.at)[0];
}

function stopped(
  { by, user, at }: StopRequest,
  { job, stopMs, postMs }: Pick<QueueItem, 'job'> & { readonly stopMs: number; readonly postMs: number },
): Interruption {
  const endsAt = by === 'kill' ? at : at + stopMs;
  const completedAt = by === 'kill' ? at : endsAt + postMs;
  const said = { at: endsAt, text: `Aborted by ${user}\n` };
  const end = endOfLog({ at: completedAt, job, result: 'ABORTED' });
  return { at: endsAt, result: 'ABORTED', completedAt, log: [said, end] };
}

function interrupted(plan: BuildTimeline, { at, result, completedAt, log }: Interruption): BuildTimeline {
  const stages = plan.stages
    .map(({ stage, changes }) => ({ stage, changes: changes.filter((change) => change.at < at) }))
    .filter(({ changes }) => changes.length > 0)
    .map(({ stage, changes }) => ({ stage, changes: closed(changes, at) }));
  return {
    stages,
    results: [...plan.results.filter((change) => change.at < at), { at, result }],
    endedAt: at,
    completedAt,
    log: [...plan.log.filter((piece) => piece.at <= at), ...log],
  };
}

function closed(changes: StageTimeline['changes'], at: number): StageTimeline['changes'] {
  const status = changes.at(-1)?.status;
  if (status !== 'IN_PROGRESS' && status !== 'PAUSED_PENDING_INPUT') return changes;
  return [...changes, { at, status: 'ABORTED' }];
}
