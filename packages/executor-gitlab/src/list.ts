import type { ListRequest, RunSummary } from '@sluice/core';
import type { ExecutorContext } from './executor.ts';
import { isStartedByApi } from './gitlab/execution-id.ts';
import { runStatus } from './status.ts';
import type { GitLabTarget } from './target.ts';

const MAX_PAGES = 10;

/**
 * Lists the pipelines of a target that changed since a time: the newest 1000 at the most, among which those that nobody
 * started over the API are left out. GitLab can filter by one source only, and ours may be of two.
 */
export async function list(
  { client, resolve }: ExecutorContext,
  request: ListRequest<GitLabTarget>,
): Promise<readonly RunSummary[]> {
  const { project, ref } = resolve(request.target);
  const filters = {
    ref,
    // GitLab leaves out what changed at that very time.
    updated_after: new Date(request.since - 1).toISOString(),
    order_by: 'updated_at',
    sort: 'desc',
  } as const;
  const call = { action: 'list', project, ref, signal: request.signal } as const;
  const pipelines = await client.listPipelines(call, filters, MAX_PAGES);
  // A pipeline that changes while pages are read moves to the front and pushes another onto the next page.
  const distinct = new Map(pipelines.map((pipeline) => [pipeline.id, pipeline]));
  return [...distinct.values()]
    .filter(({ source }) => isStartedByApi(source))
    .map(({ id, status }) => ({ id: String(id), status: runStatus(status), rawStatus: status }));
}
