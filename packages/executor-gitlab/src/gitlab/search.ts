import type { PipelineSummary, Variable } from '../answers.ts';
import type { GitLabClient } from '../client.ts';
import { pipelineIdOf } from '../run-id.ts';
import type { ResolvedTarget } from '../target.ts';
import { EXECUTION_ID, isNamedAfter, isStartedByApi, mentions } from './execution-id.ts';
import type { Call } from './transport.ts';

/** How far GitLab's clock may be from ours. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** What a search for an execution has to go by. */
export interface Search {
  readonly executionId: string;
  readonly target: ResolvedTarget;
  readonly startedAt: number;
}

/** From when on a pipeline may be the one that is looked for, in milliseconds since the epoch. */
export function earliestOf({ startedAt }: Search): number {
  return startedAt - CLOCK_SKEW_MS;
}

/** Tells whether a pipeline is too old to be the one that is looked for. */
export function isOlder({ created_at: createdAt }: PipelineSummary, search: Search): boolean {
  return createdAt !== undefined && Date.parse(createdAt) < earliestOf(search);
}

/** Tells whether variables carry the execution id. */
export function carries(variables: readonly Variable[], { executionId }: Search): boolean {
  return variables.some(({ key, value }) => key === EXECUTION_ID && value === executionId);
}

/**
 * Tells whether a pipeline that an authenticated webhook told of is the one that is looked for: confirms of it what can be
 * confirmed. Variables that may not be read confirm nothing and refute nothing; then the webhook's word counts, unless it
 * may have that from a name with several ids.
 */
export async function isSightingOf(
  client: GitLabClient,
  { call, search, runId }: { readonly call: Call; readonly search: Search; readonly runId: string },
): Promise<boolean> {
  const pipeline = await client.getPipelineIfVisible(call, pipelineIdOf(runId));
  if (pipeline === undefined || isOlder(pipeline, search) || !isStartedByApi(pipeline.source)) return false;
  if (isNamedAfter(pipeline.name, search.executionId)) return true;
  const variables = await client.listVariables(call, pipeline.id);
  return variables === undefined ? !mentions(pipeline.name, search.executionId) : carries(variables, search);
}
