import type { FindRequest, FindResult } from '@sluice/core';
import { executionOf, type History, readHistory } from './builds.ts';
import type { Call } from './client.ts';
import type { ExecutorContext } from './executor.ts';
import { callFor, readRun } from './get.ts';
import { isJobUrl } from './job-path.ts';
import { buildRunId, itemRunId, type RunReference } from './run-id.ts';
import type { JenkinsTarget } from './target.ts';

/** How far Jenkins' clock may be from ours. */
const CLOCK_SKEW_MS = 5 * 60_000;
const RESTARTED =
  'Jenkins was restarted since the start was asked for, and may have lost its queue or the record of a build that was just beginning';

interface Search {
  readonly executionId: string;
  readonly job: readonly string[];
  readonly startedAt: number;
}

/**
 * Looks for the run of an execution: in the queue, then among the builds.
 *
 * A run only ever moves from the queue to the builds, so what that order misses was just on its way: then both are looked
 * at once more. It is absent only where every build since is there, and Jenkins is not known to have been restarted;
 * otherwise it can't be told.
 */
export async function find(context: ExecutorContext, request: FindRequest<JenkinsTarget>): Promise<FindResult> {
  const { executionId, startedAt, signal } = request;
  const { job } = context.resolve(request.target);
  const call: Call = { action: 'find', job, signal };
  const search: Search = { executionId, job, startedAt };
  const first = await look(context, call, search);
  const { references, history } = first.references.length > 0 ? first : await look(context, call, search);
  const [reference, ...others] = references;
  if (reference !== undefined && others.length > 0) return { outcome: 'ambiguous', runIds: references.map(runIdOf) };
  if (reference !== undefined) {
    return { outcome: 'found', run: await readRun(context, callFor('find', { job, reference, signal }), reference) };
  }
  const restarted = context.sessions.hasChanged(executionId, history.session) ? RESTARTED : undefined;
  const doubt = history.gap ?? restarted;
  return doubt === undefined ? { outcome: 'absent' } : { outcome: 'indeterminate', reason: doubt };
}

interface Sighting {
  readonly references: readonly RunReference[];
  readonly history: History;
}

async function look({ client }: ExecutorContext, call: Call, search: Search): Promise<Sighting> {
  const { executionId, job, startedAt } = search;
  const queue = await client.listQueue(call);
  const history = await readHistory(client, call, ({ timestamp }) => timestamp < startedAt - CLOCK_SKEW_MS);
  // Our job may have passed the execution id on to other jobs.
  const items = queue.filter((item) => executionOf(item) === executionId && isJobUrl(item.task?.url ?? '', job));
  const builds = history.builds.filter((build) => executionOf(build) === executionId);
  const begun = new Set(builds.map(({ queueId }) => queueId));
  return {
    references: [
      ...builds.map(({ number }): RunReference => ({ kind: 'build', number })),
      ...items
        .filter(({ id }) => !begun.has(id))
        .map(({ id }): RunReference => ({ kind: 'item', queueId: id, executionId })),
    ],
    history,
  };
}

function runIdOf(reference: RunReference): string {
  return reference.kind === 'build'
    ? buildRunId(reference.number)
    : itemRunId(reference.queueId, reference.executionId);
}
