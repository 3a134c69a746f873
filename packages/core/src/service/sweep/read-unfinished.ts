import { canonicalJson } from '../../execution/canonical.ts';
import type { Execution } from '../../execution/execution.ts';
import { isCancelPending } from '../carry-out-cancel.ts';
import { isExpired } from '../expire.ts';
import type { ServiceContext } from '../service-context.ts';
import type { Project, SweepMemory, Unfinished } from './sweep-memory.ts';

const PAGE = 100;

/**
 * Brings the memory up to what has not finished now, and forgets what has. An execution that changes meanwhile is met
 * again at the end, and counts once.
 */
export async function readUnfinished(context: ServiceContext, signal: AbortSignal | undefined): Promise<void> {
  const memory = context.sweeps;
  memory.sweep += 1;
  for (const project of memory.projects.values()) {
    project.executions = [];
    project.failures = 0;
  }
  let cursor: string | undefined;
  do {
    signal?.throwIfAborted();
    const page = await context.store.listUnfinished({ limit: PAGE, cursor });
    for (const execution of page.executions) meet(context, execution);
    cursor = page.cursor;
  } while (cursor !== undefined);
  for (const { executionId, sweep } of memory.executions.values()) {
    if (sweep !== memory.sweep) memory.executions.delete(executionId);
  }
  for (const [key, { executions }] of memory.projects) if (executions.length === 0) memory.projects.delete(key);
}

function meet(context: ServiceContext, execution: Execution): void {
  const memory = context.sweeps;
  const known = memory.executions.get(execution.executionId) ?? remember(memory, execution);
  if (known.version !== execution.version) update(known, execution);
  known.need = needOf(context, execution);
  if (known.sweep === memory.sweep) return;
  known.sweep = memory.sweep;
  known.project.executions.push(known);
}

function remember(memory: SweepMemory, { executionId, status, updatedAt, executor, target }: Execution): Unfinished {
  const unfinished: Unfinished = {
    executionId,
    project: projectOf(memory, executor, target),
    sweep: 0,
    version: 0,
    need: 'none',
    status,
    updatedAt,
    runId: undefined,
    rawStatus: undefined,
    shownAt: 0,
    listedAs: undefined,
    dueSince: undefined,
    hasNews: false,
    explained: undefined,
  };
  memory.executions.set(executionId, unfinished);
  return unfinished;
}

function update(known: Unfinished, { version, status, updatedAt, run }: Execution): void {
  known.version = version;
  known.status = status;
  known.updatedAt = updatedAt;
  known.runId = run?.id;
  known.rawStatus = run?.rawStatus;
}

function projectOf({ projects }: SweepMemory, executor: string, target: unknown): Project {
  const key = `${executor} ${canonicalJson(target)}`;
  const known = projects.get(key);
  if (known !== undefined) return known;
  const project: Project = { executor, target, executions: [], failures: 0, listedAt: undefined, restsUntil: 0 };
  projects.set(key, project);
  return project;
}

function needOf(context: ServiceContext, execution: Execution): Unfinished['need'] {
  const { status, leaseUntil = 0, run } = execution;
  if (status === 'awaiting_approval') return isExpired(context, execution) ? 'expiry' : 'none';
  if (status === 'starting' && leaseUntil > context.clock.now()) return 'none';
  if (run === undefined) return 'search';
  return isCancelPending(execution) ? 'cancel' : 'follow';
}
