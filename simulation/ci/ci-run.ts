import type { Run, RunStatus } from '@sluice/core';

/** A run as the CI system has it. */
export interface CiRun {
  readonly id: string;
  /** What it goes by while it waits in the queue, where that is another id. Both keep finding it. */
  readonly queueId?: string | undefined;
  readonly executionId: string;
  readonly project: string;
  /** When it was made, in milliseconds since the epoch. */
  readonly madeAt: number;
  /** When searches and lists begin to show it. */
  readonly visibleAt: number;
  status: RunStatus;
  /** Whether it ended without doing anything. */
  skipped: boolean;
  changedAt: number;
  deleted: boolean;
  /** How often it waited for somebody's answer. */
  questions: number;
}

const OVER: readonly RunStatus[] = ['succeeded', 'failed', 'cancelled'];

/** Tells whether a run has come to its end. */
export function isOver({ status }: CiRun): boolean {
  return OVER.includes(status);
}

/** Tells whether a run is, or may soon be, at work. */
export function isLive(run: CiRun): boolean {
  return !run.deleted && !isOver(run);
}

/** The id that a run goes by now. */
export function currentId({ id, queueId, status }: CiRun): string {
  return status === 'queued' ? (queueId ?? id) : id;
}

/** Tells whether an id is, or was, the run's. */
export function goesBy(run: CiRun, id: string | undefined): boolean {
  return id !== undefined && (run.id === id || run.queueId === id);
}

/** The run as the port has it. */
export function toRun(run: CiRun): Run {
  const { id, status, skipped } = run;
  const failure = {
    kind: skipped ? 'skipped' : 'failed',
    message: skipped ? 'nothing to do' : 'a job failed',
  } as const;
  return {
    id: currentId(run),
    url: `https://ci.example/runs/${id}`,
    status,
    rawStatus: status,
    stages: [],
    ...(status === 'failed' ? { failure } : {}),
  };
}
