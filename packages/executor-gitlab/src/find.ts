import type { FindRequest, FindResult } from '@sluice/core';
import type { PipelineSummary, Variable } from './answers.ts';
import type { GitLabClient } from './client.ts';
import type { ExecutorContext } from './executor.ts';
import { readRun } from './get.ts';
import { isNamedAfter, isStartedByApi } from './gitlab/execution-id.ts';
import { carries, earliestOf, isOlder, isSightingOf, type Search } from './gitlab/search.ts';
import type { Call } from './gitlab/transport.ts';
import type { GitLabTarget } from './target.ts';

const MAX_PAGES = 3;
const PER_PAGE = 100;
const MAX_VARIABLE_READS = 100;
const PARALLEL_READS = 5;

/** Looks for the pipeline of an execution: by its name, by its variables, and at the one that a webhook told of. */
export async function find(
  { client, resolve }: ExecutorContext,
  { executionId, target: given, startedAt, sightedRunId, signal }: FindRequest<GitLabTarget>,
): Promise<FindResult> {
  const target = resolve(given);
  const call: Call = { action: 'find', project: target.project, ref: target.ref, signal };
  const search: Search = { executionId, target, startedAt };
  const named = await findByName(client, call, search);
  const { matches, doubt } = named.length > 0 ? { matches: named } : await findAmongRecent(client, call, search);
  const found = matches.map(({ id }) => String(id));
  const other = sightedRunId === undefined || found.includes(sightedRunId) ? undefined : sightedRunId;
  if (other !== undefined && (await isSightingOf(client, { call, search, runId: other }))) found.push(other);
  const [runId, ...others] = found;
  if (runId === undefined) {
    return doubt === undefined ? { outcome: 'absent' } : { outcome: 'indeterminate', reason: doubt };
  }
  if (others.length > 0) return { outcome: 'ambiguous', runIds: found };
  return { outcome: 'found', run: await readRun(client, { ...call, runId }, runId) };
}

interface SearchResult {
  readonly matches: readonly PipelineSummary[];
  /** Why a pipeline may have been missed. */
  readonly doubt?: string | undefined;
}

/** One call finds it where `workflow:name` is the execution id. An old GitLab ignores the filter: so look again. */
async function findByName(client: GitLabClient, call: Call, search: Search): Promise<readonly PipelineSummary[]> {
  const pipelines = await client.listPipelines(call, { name: search.executionId, ref: search.target.ref }, 1);
  return pipelines.filter((pipeline) => isNamed(pipeline, search));
}

function isNamed({ name, source }: PipelineSummary, { executionId }: Search): boolean {
  return isStartedByApi(source) && isNamedAfter(name, executionId);
}

async function findAmongRecent(client: GitLabClient, call: Call, search: Search): Promise<SearchResult> {
  const { candidates, more } = await readCandidates(client, call, search);
  const named = candidates.filter((pipeline) => isNamed(pipeline, search));
  if (named.length > 0) return { matches: named };
  const missed = more ? TOO_MANY : undefined;
  if (candidates.length === 0) return { matches: [], doubt: missed };
  if (search.target.variablesAs === 'inputs') return { matches: [], doubt: UNNAMED };
  const read = candidates.slice(0, MAX_VARIABLE_READS);
  const { matches, unreadable } = await findByVariables(client, { call, candidates: read, search });
  if (unreadable) return { matches, doubt: UNREADABLE };
  return { matches, doubt: candidates.length > read.length ? TOO_MANY : missed };
}

const UNNAMED =
  'GitLab does not tell the inputs of a pipeline; with $[[ inputs.SLUICE_EXECUTION_ID ]], and no other id, in workflow:name it can be found';
const UNREADABLE = 'the access token may not read the variables of every pipeline; the Maintainer role lets it';
const TOO_MANY = 'more pipelines were started since then than can be looked at';

/**
 * Lists the pipelines that began to exist since the start, newest first, and whether there are more of them.
 *
 * The source is not asked for: what was started with a trigger token must be found with an access token too.
 */
async function readCandidates(
  client: GitLabClient,
  call: Call,
  search: Search,
): Promise<{ readonly candidates: readonly PipelineSummary[]; readonly more: boolean }> {
  const filters = {
    ref: search.target.ref,
    updated_after: new Date(earliestOf(search)).toISOString(),
    order_by: 'id',
    sort: 'desc',
  } as const;
  const pipelines = await client.listPipelines(call, filters, MAX_PAGES);
  // A pipeline that starts while pages are read pushes another onto the next page.
  const distinct = [...new Map(pipelines.map((pipeline) => [pipeline.id, pipeline])).values()];
  const recent = distinct.filter((pipeline) => !isOlder(pipeline, search));
  return {
    candidates: recent.filter(({ source }) => isStartedByApi(source)),
    // What the pages leave out is older than what they show: there is nothing more where that is too old already.
    more: pipelines.length >= MAX_PAGES * PER_PAGE && recent.length === distinct.length,
  };
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
  return {
    matches: candidates.filter((_, index) => carries(read[index] ?? [], search)),
    unreadable: read.includes(undefined),
  };
}
