import type { ExecutionStatus } from '../../execution/status.ts';
import type { ServiceContext } from '../service-context.ts';
import { inParallel } from './in-parallel.ts';
import { listRuns } from './list-runs.ts';
import { lookAtDue } from './look-at-due.ts';
import { readUnfinished } from './read-unfinished.ts';
import { createSweepLease, type SweepLease } from './sweep-lease.ts';
import type { Project, SweepMemory, Unfinished } from './sweep-memory.ts';

/** What a sweep did. @public */
export interface SweepReport {
  /** Whether it took place; false when another one was under way, on this or another server. */
  readonly swept: boolean;
  /** How many executions had not finished. */
  readonly unfinished: number;
  /** The same by status, as the store had them when the sweep began. */
  readonly byStatus: Readonly<Partial<Record<ExecutionStatus, number>>>;
  /** How many of them were looked at one by one. */
  readonly looks: number;
  /** How many should have been and were left for the next sweep, where they come first. */
  readonly left: number;
}

const NOT_SWEPT: SweepReport = { swept: false, unfinished: 0, byStatus: {}, looks: 0, left: 0 };

/** How many CI projects are asked at a time. */
const PARALLEL_PROJECTS = 4;

/**
 * Looks after every execution that has not finished.
 *
 * What it asks of the CI systems grows with the projects that have unfinished runs, not with the runs: one list for each
 * project tells which runs have changed, and only those are read, a bounded number of them in each sweep. What is left
 * over comes first next time. A project that can't be asked is left alone, and keeps no other one waiting.
 */
export async function sweep(context: ServiceContext, signal?: AbortSignal): Promise<SweepReport> {
  const memory = context.sweeps;
  if (memory.isSweeping) return NOT_SWEPT;
  memory.isSweeping = true;
  const lease = createSweepLease(context);
  try {
    if (!(await lease.has())) return NOT_SWEPT;
    await readUnfinished(context, signal);
    const byStatus = countByStatus(memory);
    const { due, requests } = await findDue(context, lease, signal);
    const { looks, left } = await lookAtDue(context, { due, requests, lease, signal });
    return { swept: true, unfinished: memory.executions.size, byStatus, looks, left };
  } finally {
    memory.isSweeping = false;
    await lease.release();
  }
}

function countByStatus({ executions }: SweepMemory): SweepReport['byStatus'] {
  const counts: Partial<Record<ExecutionStatus, number>> = {};
  for (const { status } of executions.values()) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Finds what should be looked at, with one list for each project. */
async function findDue(
  context: ServiceContext,
  lease: SweepLease,
  signal: AbortSignal | undefined,
): Promise<{ readonly due: readonly Unfinished[]; readonly requests: number }> {
  const due: Unfinished[] = [];
  let requests = 0;
  await inParallel(context.sweeps.projects.values(), PARALLEL_PROJECTS, async (project) => {
    signal?.throwIfAborted();
    const { executions } = project;
    due.push(...executions.filter(({ need }) => need === 'expiry'));
    if (!isAskable(context, project) || !(await lease.has())) return;
    const listed = await listRuns(context, project, signal);
    if (listed === undefined) return;
    requests += listed.requests;
    due.push(...executions.filter(({ need }) => need === 'search' || need === 'cancel'), ...listed.due);
  });
  return { due, requests };
}

/** Whether a project's executor is there, and does not want to be left alone. */
function isAskable({ catalog, clock, logger, sweeps }: ServiceContext, project: Project): boolean {
  const { executor, executions, restsUntil } = project;
  if (catalog.executor(executor) !== undefined) return restsUntil <= clock.now();
  if (!sweeps.complaints.has(executor)) {
    sweeps.complaints.add(executor);
    const action = 'Put it back into the config under that name, or their runs are never seen to end.';
    const fields = { executor, action, for_example: executions[0]?.executionId };
    logger.error(fields, 'Executions are unfinished whose executor the config does not have any more');
  }
  return false;
}
