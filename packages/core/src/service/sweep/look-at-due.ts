import { SluiceError } from '../../errors/sluice-error.ts';
import type { ExecutorError } from '../../executor/executor-error.ts';
import { redactSecrets } from '../../text/untrusted-text.ts';
import { askToCancel, isCancelPending } from '../carry-out-cancel.ts';
import { loadExecution } from '../record.ts';
import { lookAt } from '../refresh.ts';
import type { ServiceContext } from '../service-context.ts';
import { inParallel } from './in-parallel.ts';
import type { SweepLease } from './sweep-lease.ts';
import type { Unfinished } from './sweep-memory.ts';

/** What is to be looked at, and within which bounds. */
export interface DueLooks {
  readonly due: readonly Unfinished[];
  /** About how many requests the sweep has made by now. */
  readonly requests: number;
  readonly lease: SweepLease;
  readonly signal: AbortSignal | undefined;
}

/** How many looks a sweep may take. */
interface Budget {
  looks: number;
  searches: number;
}

/** About how many requests a sweep makes at the most, unless there are so many projects that lists alone take more. */
const REQUESTS = 300;

/** What a look takes at the most: the run, its jobs, those that trigger others, and the log of one that failed. */
const REQUESTS_PER_LOOK = 5;

/** How many looks there are for the only project; each other one adds a few. */
const LOOKS = 20;
const MORE_LOOKS = 5;

/** How many starts without an answer are searched for: a search may take many requests, and counts as two looks. */
const SEARCHES = 5;
const LOOKS_PER_SEARCH = 2;

/** How many looks at a project may fail before the rest of it is left alone. */
const FAILURES = 3;

/** How much longer a run with news counts as having waited than one that is looked at only to be sure. */
const HEAD_START_MS = 30 * 60_000;

const PARALLEL_LOOKS = 4;

/** Looks at what is due, longest waiting first, as far as the budget goes. */
export async function lookAtDue(
  context: ServiceContext,
  { due, requests, lease, signal }: DueLooks,
): Promise<{ readonly looks: number; readonly left: number }> {
  const { clock, sweeps } = context;
  const budget = budgetOf(sweeps.projects.size, requests);
  let looks = 0;
  await inParallel(longestWaitingFirst(due, clock.now()), PARALLEL_LOOKS, async (execution) => {
    signal?.throwIfAborted();
    if (isLeftAlone(execution, clock.now()) || !isAffordable(budget, execution) || !(await lease.has())) return;
    looks += 1;
    const failure = await lookOnce(context, execution, signal);
    const now = clock.now();
    if (failure === undefined) noteLook(execution, now);
    else noteFailure(execution, failure, now);
  });
  return { looks, left: due.length - looks };
}

function budgetOf(projects: number, requests: number): Budget {
  const affordable = Math.floor((REQUESTS - requests) / REQUESTS_PER_LOOK);
  const looks = Math.min(LOOKS + MORE_LOOKS * (projects - 1), affordable);
  return { looks: Math.max(looks, projects), searches: SEARCHES };
}

function longestWaitingFirst(due: readonly Unfinished[], now: number): readonly Unfinished[] {
  for (const execution of due) execution.dueSince ??= now;
  const waitsSince = ({ need, hasNews, dueSince = now }: Unfinished): number =>
    need === 'follow' && !hasNews ? dueSince : dueSince - HEAD_START_MS;
  return due.toSorted((one, other) => waitsSince(one) - waitsSince(other) || one.updatedAt - other.updatedAt);
}

function isLeftAlone({ need, project }: Unfinished, now: number): boolean {
  if (need === 'expiry') return false;
  return project.failures >= FAILURES || project.restsUntil > now;
}

/** Takes a look out of the budget, if it is still in it. An expiry costs nothing. */
function isAffordable(budget: Budget, { need }: Unfinished): boolean {
  if (need === 'expiry') return true;
  const cost = need === 'search' ? LOOKS_PER_SEARCH : 1;
  if (budget.looks < cost || (need === 'search' && budget.searches === 0)) return false;
  budget.looks -= cost;
  if (need === 'search') budget.searches -= 1;
  return true;
}

function noteLook(execution: Unfinished, now: number): void {
  execution.dueSince = undefined;
  execution.hasNews = false;
  execution.shownAt = now;
  execution.explained = { listedAs: execution.listedAs, at: now };
}

/** It is due again, behind all the others that wait. */
function noteFailure(execution: Unfinished, { retryAfterMs }: Failure, now: number): void {
  const { project } = execution;
  execution.dueSince = now;
  project.failures += 1;
  if (retryAfterMs !== undefined) project.restsUntil = now + retryAfterMs;
}

type Failure = Pick<ExecutorError, 'retryAfterMs'>;

/** Looks at one execution, and returns why it could not be. It must not keep the sweep from the others. */
async function lookOnce(
  context: ServiceContext,
  { executionId, need }: Unfinished,
  signal: AbortSignal | undefined,
): Promise<Failure | undefined> {
  try {
    if (need === 'cancel') await cancelAgain(context, executionId, signal);
    return (await lookAt(context, executionId, { signal, cause: 'the sweeper' })).failure;
  } catch (error) {
    signal?.throwIfAborted();
    if (SluiceError.isInstance(error) && error.code === 'store_unavailable') throw error;
    const reason = redactSecrets(error instanceof Error ? error.message : String(error));
    context.logger.error({ execution_id: executionId, reason }, 'An execution could not be swept');
    return { retryAfterMs: undefined };
  }
}

async function cancelAgain(
  context: ServiceContext,
  executionId: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const execution = await loadExecution(context, executionId);
  if (isCancelPending(execution)) await askToCancel(context, execution, signal);
}
