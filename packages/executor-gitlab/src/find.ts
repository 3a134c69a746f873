import type { FindRequest, FindResult } from '@sluice/core';
import type { PipelineSummary, Variable } from './answers.ts';
import type { Call, GitLabClient } from './client.ts';
import type { ExecutorContext } from './executor.ts';
import { readRun } from './get.ts';
import type { GitLabTarget, ResolvedTarget } from './target.ts';

/** How far GitLab's clock may be from ours. */
const CLOCK_SKEW_MS = 5 * 60_000;
const MAX_PAGES = 3;
const MAX_VARIABLE_READS = 100;
const PARALLEL_READS = 5;

/** What a search for an execution has to go by. */
interface Search {
  readonly executionId: string;
  readonly target: ResolvedTarget;
  readonly startedAt: number;
}

/** Looks for the pipeline of an execution: by its name, then by its variables. */
export async function find(
  { client, resolve }: ExecutorContext,
  { executionId, target: given, startedAt, signal }: FindRequest<GitLabTarget>,
): Promise<FindResult> {
  const target = resolve(given);
  const call: Call = { action: 'find', project: target.project, ref: target.ref, signal };
  const search: Search = { executionId, target, startedAt };
  const named = await findByName(client, call, search);
  const result = named.length > 0 ? { matches: named } : await findAmongRecent(client, call, search);
  const [match, ...others] = result.matches;
  if (match !== undefined && others.length > 0) {
    return { outcome: 'ambiguous', runIds: result.matches.map(({ id }) => String(id)) };
  }
  if (match !== undefined) {
    const runId = String(match.id);
    return { outcome: 'found', run: await readRun(client, { ...call, runId }, runId) };
  }
  return result.doubt === undefined ? { outcome: 'absent' } : { outcome: 'indeterminate', reason: result.doubt };
}

interface SearchResult {
  readonly matches: readonly PipelineSummary[];
  /** Why a pipeline may have been missed. */
  readonly doubt?: string | undefined;
}

/** One call finds it where `workflow:name` is the execution id. An old GitLab ignores the filter: so look again. */
async function findByName(client: GitLabClient, call: Call, search: Search): Promise<readonly PipelineSummary[]> {
  const filters = { name: search.executionId, ref: search.target.ref, source: 'api' };
  const pipelines = await client.listPipelines(call, filters, 1);
  return pipelines.filter((pipeline) => isNamed(pipeline, search.executionId));
}

async function findAmongRecent(client: GitLabClient, call: Call, search: Search): Promise<SearchResult> {
  const candidates = await readCandidates(client, call, search);
  const named = candidates.filter((pipeline) => isNamed(pipeline, search.executionId));
  if (named.length > 0 || candidates.length === 0) return { matches: named };
  if (search.target.variablesAs === 'inputs') return { matches: [], doubt: UNNAMED };
  const read = candidates.slice(0, MAX_VARIABLE_READS);
  const { matches, unreadable } = await findByVariables(client, { call, candidates: read, search });
  const doubt = unreadable ? UNREADABLE : candidates.length > read.length ? TOO_MANY : undefined;
  return { matches, doubt };
}

const UNNAMED =
  'GitLab does not tell the inputs of a pipeline; with $[[ inputs.SLUICE_EXECUTION_ID ]] in workflow:name it can be found';
const UNREADABLE = 'the access token may not read the variables of every pipeline; the Maintainer role lets it';
const TOO_MANY = 'more pipelines were started since then than can be looked at';

/**
 * Lists the pipelines that began to exist since the start, newest first. What the pages leave out is older than what
 * they show, so either all candidates are there or more than will be looked at.
 */
async function readCandidates(
  client: GitLabClient,
  call: Call,
  { target, startedAt }: Search,
): Promise<readonly PipelineSummary[]> {
  const since = startedAt - CLOCK_SKEW_MS;
  const filters = {
    ref: target.ref,
    source: 'api',
    updated_after: new Date(since).toISOString(),
    order_by: 'id',
    sort: 'desc',
  } as const;
  const pipelines = await client.listPipelines(call, filters, MAX_PAGES);
  // A pipeline that starts while pages are read pushes another onto the next page.
  const distinct = [...new Map(pipelines.map((pipeline) => [pipeline.id, pipeline])).values()];
  return distinct.filter(({ created_at: createdAt }) => createdAt === undefined || !(Date.parse(createdAt) < since));
}

async function findByVariables(
  client: GitLabClient,
  { call, candidates, search }: { call: Call; candidates: readonly PipelineSummary[]; search: Search },
): Promise<{ readonly matches: readonly PipelineSummary[]; readonly unreadable: boolean }> {
  const read: (readonly Variable[] | undefined)[] = [];
  for (let first = 0; first < candidates.length; first += PARALLEL_READS) {
    const batch = candidates.slice(first, first + PARALLEL_READS);
    read.push(...(await Promise.all(batch.map(({ id }) => client.listVariables(call, id)))));
  }
  const isOurs = ({ key, value }: Variable): boolean => key === 'SLUICE_EXECUTION_ID' && value === search.executionId;
  return {
    matches: candidates.filter((_, index) => read[index]?.some(isOurs)),
    unreadable: read.includes(undefined),
  };
}

function isNamed(pipeline: PipelineSummary, executionId: string): boolean {
  return pipeline.name?.includes(executionId) ?? false;
}
