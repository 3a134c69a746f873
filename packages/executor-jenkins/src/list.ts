import type { ListRequest, RunSummary } from '@sluice/core';
import type { Build } from './answers.ts';
import type { Call } from './client.ts';
import type { ExecutorContext } from './executor.ts';
import { executionOf } from './jenkins/builds.ts';
import { isJobUrl } from './jenkins/job-path.ts';
import { buildRunId, isRunId, itemRunId } from './run-id.ts';
import { isOver, rawBuildStatus, rawItemStatus, runStatus } from './status.ts';
import type { JenkinsTarget } from './target.ts';

const MAX_BUILDS = 200;

/**
 * Lists the runs of a job that changed since a time: those of ours in the queue, and its builds, the newest 200 at the
 * most. What has not ended may have changed at any time. A build that waits for input counts as running here.
 */
export async function list(
  { client, resolve }: ExecutorContext,
  request: ListRequest<JenkinsTarget>,
): Promise<readonly RunSummary[]> {
  const { job } = resolve(request.target);
  const call: Call = { action: 'list', job, signal: request.signal };
  const queue = await client.listQueue(call);
  const { allBuilds } = (await client.listBuilds(call, { from: 0, to: MAX_BUILDS })).body;
  const begun = new Set(allBuilds.map(({ queueId }) => queueId));
  const queued = queue
    .filter(({ id, task }) => !begun.has(id) && isJobUrl(task?.url ?? '', job))
    .toSorted((a, b) => b.id - a.id)
    .flatMap((item): readonly RunSummary[] => {
      const executionId = executionOf(item);
      const id = typeof executionId === 'string' ? itemRunId(item.id, executionId) : '';
      if (!isRunId(id)) return [];
      return [{ id, status: 'queued', rawStatus: rawItemStatus(item, false) }];
    });
  return [...queued, ...allBuilds.filter((build) => changedSince(build, request.since)).map(summaryOf)];
}

function changedSince(build: Build, since: number): boolean {
  return !isOver(build) || build.timestamp + build.duration >= since;
}

function summaryOf(build: Build): RunSummary {
  return { id: buildRunId(build.number), status: runStatus(build), rawStatus: rawBuildStatus(build) };
}
