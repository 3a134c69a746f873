import { ExecutorError } from '../../executor/executor-error.ts';
import type { RunSummary } from '../../executor/run.ts';
import { redactSecrets } from '../../text/untrusted-text.ts';
import { callWithin } from '../executor-call.ts';
import type { ServiceContext } from '../service-context.ts';
import type { Project, Unfinished } from './sweep-memory.ts';

/** How far back a list goes behind what it must show: the CI system's clock may be that far off. */
const OVERLAP_MS = 5 * 60_000;

/** After how long a run is looked at although no list has shown it: where a list is long, one may be missing. */
const UNSEEN_MS = 10 * 60_000;

/** The same where less can be told from lists: a queued run may go on under another id, a blocked one as it was listed. */
const DOUBTFUL_MS = 60_000;

/** How many runs CI systems list with one request. */
const PAGE = 100;

/** What a list of a project's runs led to. */
export interface Listed {
  /** The executions whose runs should be looked at. */
  readonly due: readonly Unfinished[];
  /** About how many requests the list took. */
  readonly requests: number;
}

/**
 * Lists the runs of a project, once, and tells which executions should be looked at: those whose run is not as it is
 * recorded, those that no list has shown for long, and those that were due before and left over, which the list may not
 * show again. Undefined where the project could not be asked, and is better left alone this time.
 */
export async function listRuns(
  context: ServiceContext,
  project: Project,
  signal: AbortSignal | undefined,
): Promise<Listed | undefined> {
  const followed = project.executions.filter(({ need }) => need === 'follow');
  if (followed.length === 0) return { due: [], requests: 0 };
  const askedAt = context.clock.now();
  const summaries = await ask(context, project, sinceOf(project, followed), signal);
  if (summaries === undefined) return undefined;
  project.listedAt = askedAt;
  const byId = new Map(summaries.map((summary) => [summary.id, summary]));
  const due = followed.filter((execution) => {
    const summary = byId.get(execution.runId ?? '');
    if (summary === undefined) return isOverdue(execution, askedAt);
    execution.shownAt = askedAt;
    execution.listedAs = `${summary.status} ${summary.rawStatus}`;
    execution.hasNews = hasChanged(execution, askedAt);
    return execution.hasNews;
  });
  return { due, requests: Math.max(1, Math.ceil(summaries.length / PAGE)) };
}

/** What must be shown is whatever changed since the last list, and at first since the longest unchanged record. */
function sinceOf({ listedAt }: Project, followed: readonly Unfinished[]): number {
  const oldest = followed.reduce((least, { updatedAt }) => Math.min(least, updatedAt), Number.POSITIVE_INFINITY);
  return (listedAt ?? oldest) - OVERLAP_MS;
}

/** Whether the list says something else than the record, for which no look has had an explanation just now. */
function hasChanged({ status, rawStatus, listedAs, explained }: Unfinished, now: number): boolean {
  if (listedAs === `${status} ${rawStatus}`) return false;
  if (explained === undefined || explained.listedAs !== listedAs) return true;
  return now - explained.at >= DOUBTFUL_MS;
}

/** Whether a run that the list does not show should be looked at all the same. */
function isOverdue({ status, updatedAt, dueSince, shownAt }: Unfinished, now: number): boolean {
  // Left over from before, unless somebody else has looked since.
  if (dueSince !== undefined && updatedAt <= dueSince) return true;
  return now - Math.max(shownAt, updatedAt) >= (status === 'queued' ? DOUBTFUL_MS : UNSEEN_MS);
}

async function ask(
  context: ServiceContext,
  project: Project,
  since: number,
  signal: AbortSignal | undefined,
): Promise<readonly RunSummary[] | undefined> {
  const { executor: name, target } = project;
  const executor = context.catalog.executor(name);
  if (executor === undefined) return undefined;
  try {
    const limits = { clock: context.clock, timeoutMs: context.callTimeoutMs, signal };
    return await callWithin(limits, (either) => executor.list({ target, since, signal: either }));
  } catch (error) {
    signal?.throwIfAborted();
    const reason = redactSecrets(error instanceof Error ? error.message : String(error));
    context.logger.warn({ executor: name, reason }, 'The runs of a project could not be listed');
    if (ExecutorError.isInstance(error) && error.retryAfterMs !== undefined) {
      project.restsUntil = context.clock.now() + error.retryAfterMs;
    }
    return undefined;
  }
}
