import { compositeStatus, type GitLabStatus } from './composite-status.ts';
import type { GitLabJobScript } from './script.ts';
import { withStops } from './stops.ts';

/** A status and from when on it holds, in milliseconds since the epoch. */
export interface StatusChange {
  readonly at: number;
  readonly status: GitLabStatus;
}

/** What the timeline of a pipeline depends on; nothing else does it depend on. */
export interface TimelineInput {
  readonly createdAt: number;
  readonly jobs: readonly TimelineJob[];
  /** When somebody asked for the pipeline to be stopped. */
  readonly cancels: readonly number[];
  /** How long GitLab takes to look at a new pipeline. */
  readonly processingMs: number;
}

/** One job of the script, with every attempt at it. */
export interface TimelineJob {
  readonly stage: string;
  readonly script: GitLabJobScript;
  /** Attempts that a retry has replaced: their history does not change any more. */
  readonly replaced: readonly { readonly id: number; readonly changes: readonly StatusChange[] }[];
  readonly id: number;
  /** When this attempt began to exist. */
  readonly from: number;
  readonly playedAt: number | undefined;
  /** When somebody asked for this job alone to be stopped. */
  readonly cancels: readonly number[];
  /** When somebody forced it to end. */
  readonly forced: readonly number[];
  /** The pipeline that it has triggered; `none`: it could not. */
  readonly downstream: TimelineInput | 'none' | undefined;
}

/** The history of one attempt at a job, past and to come. */
export interface AttemptTimeline {
  readonly job: TimelineJob;
  readonly id: number;
  readonly current: boolean;
  readonly changes: readonly StatusChange[];
}

/** Derives when each attempt at each job has which status, as things stand. */
export function attemptTimelines(input: TimelineInput): readonly AttemptTimeline[] {
  const attempts: AttemptTimeline[] = [];
  let gate: Gate = { opensAt: input.createdAt + input.processingMs, passed: true };
  for (const stage of new Set(input.jobs.map((job) => job.stage))) {
    const jobs = input.jobs.filter((job) => job.stage === stage);
    const histories = jobs.map((job) => ({ job, changes: withStops(plannedChanges(job, gate), job, input.cancels) }));
    for (const { job, changes } of histories) {
      attempts.push(...job.replaced.map((attempt) => ({ ...attempt, job, current: false })));
      attempts.push({ job, id: job.id, current: true, changes });
    }
    gate = nextGate(gate, histories);
  }
  return attempts;
}

/** Derives when the pipeline has which status. */
export function pipelineChanges(input: TimelineInput, attempts: readonly AttemptTimeline[]): readonly StatusChange[] {
  const times = [...new Set(attempts.flatMap(({ changes }) => changes.map(({ at }) => at)))].sort((a, b) => a - b);
  const history: StatusChange[] = [{ at: input.createdAt, status: 'created' }];
  for (const at of times) {
    const status = compositeStatus(
      input.jobs.map((job) => ({
        status: jobStatusAt(job, attempts, at),
        allowFailure: job.script.allowFailure ?? false,
      })),
    );
    if (status !== history.at(-1)?.status) history.push({ at, status });
  }
  return history;
}

/** Returns the last change up to a time. */
export function changeAt(changes: readonly StatusChange[], time: number): StatusChange | undefined {
  return changes.findLast(({ at }) => at <= time);
}

/** Tells whether nothing happens any more after a status. */
export function isOver(status: GitLabStatus): boolean {
  return status === 'success' || status === 'failed' || status === 'canceled' || status === 'skipped';
}

/** When a stage's jobs may begin (undefined: not as things stand), and whether all went well until then. */
interface Gate {
  readonly opensAt: number | undefined;
  readonly passed: boolean;
}

function plannedChanges(job: TimelineJob, gate: Gate): StatusChange[] {
  const created: StatusChange = { at: job.from, status: 'created' };
  if (gate.opensAt === undefined) return [created];
  const readyAt = Math.max(gate.opensAt, job.from);
  if (!gate.passed) return [created, { at: readyAt, status: 'skipped' }];
  switch (job.script.when) {
    case 'manual': {
      const played = job.playedAt === undefined ? [] : runFrom(job.playedAt, job);
      return [created, { at: readyAt, status: 'manual' }, ...played];
    }
    case 'delayed': {
      const dueAt = readyAt + (job.script.startInMs ?? 0);
      return [created, { at: readyAt, status: 'scheduled' }, ...runFrom(Math.min(dueAt, job.playedAt ?? dueAt), job)];
    }
    default:
      return [created, ...runFrom(readyAt, job)];
  }
}

function runFrom(pendingAt: number, job: TimelineJob): StatusChange[] {
  const { script } = job;
  const startedAt = pendingAt + (script.queueMs ?? 0);
  const begun: StatusChange[] = [
    { at: pendingAt, status: 'pending' },
    { at: startedAt, status: 'running' },
  ];
  if (script.trigger !== undefined) return [...begun, ...triggerChanges(startedAt, job)];
  const finishedAt = startedAt + script.steps.reduce((sum, step) => sum + step.durationMs, 0);
  return [...begun, { at: finishedAt, status: script.outcome ?? 'success' }];
}

/** A trigger job is done once it has triggered; where it depends on the pipeline, it ends as that does. */
function triggerChanges(startedAt: number, { script, downstream }: TimelineJob): StatusChange[] {
  if (downstream === undefined) return [];
  if (downstream === 'none') return [{ at: startedAt, status: 'failed' }];
  if (script.trigger?.depend !== true) return [{ at: startedAt, status: 'success' }];
  return pipelineChanges(downstream, attemptTimelines(downstream)).map(({ at, status }) => ({
    at,
    status: mirrored(status),
  }));
}

function mirrored(status: GitLabStatus): GitLabStatus {
  if (!isOver(status)) return 'running';
  return status === 'skipped' ? 'failed' : status;
}

function nextGate(gate: Gate, histories: readonly { job: TimelineJob; changes: readonly StatusChange[] }[]): Gate {
  let { opensAt, passed } = gate;
  for (const { job, changes } of histories) {
    const last = changes.at(-1);
    const optional = job.script.allowFailure ?? false;
    // Nothing waits for an optional manual job, not even when it is played later.
    if (last === undefined || (job.script.when === 'manual' && optional)) continue;
    if (!isOver(last.status)) return { opensAt: undefined, passed };
    if (last.status !== 'success' && !optional) passed = false;
    if (opensAt !== undefined) opensAt = Math.max(opensAt, last.at);
  }
  return { opensAt, passed };
}

function jobStatusAt(job: TimelineJob, attempts: readonly AttemptTimeline[], time: number): GitLabStatus {
  const begun = attempts.filter((attempt) => attempt.job === job && (attempt.changes[0]?.at ?? time) <= time);
  return changeAt(begun.at(-1)?.changes ?? [], time)?.status ?? 'created';
}
