import type { FindRequest, FindResult } from '@sluice/core';
import type { Call } from './client.ts';
import type { ExecutorContext } from './executor.ts';
import { callFor, readRun } from './get.ts';
import { executionOf, readHistory, UNSEEN } from './jenkins/builds.ts';
import { isJobUrl } from './jenkins/job-path.ts';
import { locate } from './jenkins/locate.ts';
import { isRunId, type RunReference, runIdOf, runReferenceOf } from './run-id.ts';
import type { JenkinsTarget } from './target.ts';

/** How far Jenkins' clock may be from ours. */
const CLOCK_SKEW_MS = 5 * 60_000;
const MAX_LOOKS = 3;

const RESTARTED =
  'Jenkins was restarted since the start was asked for, and may have lost its queue or the record of a build that was just beginning';

interface Wanted {
  readonly executionId: string;
  readonly job: readonly string[];
  readonly startedAt: number;
}

/** A run that is certainly one of the execution, with the queue item that it is or was. */
interface Found {
  readonly reference: RunReference;
  readonly queueId: number | undefined;
}

/**
 * Looks for the run of an execution: in the queue, then among the builds, and where a webhook says it is.
 *
 * A run only ever moves from the queue to the builds, so what that order misses was just on its way: then both are
 * looked at once more. It is absent only where every build since is there and tells what it is, and Jenkins is not known
 * to have been restarted; otherwise it can't be told.
 */
export async function find(context: ExecutorContext, request: FindRequest<JenkinsTarget>): Promise<FindResult> {
  const { executionId, startedAt, signal, sightedRunId } = request;
  const { job } = context.resolve(request.target);
  const call: Call = { action: 'find', job, signal };
  const wanted: Wanted = { executionId, job, startedAt };
  const seen = await search(context, call, wanted);
  const sighted = sightedRunId === undefined ? [] : await confirm(context, call, { sightedRunId, executionId });
  const [found, ...others] = distinct([...seen.found, ...sighted]);
  if (found === undefined) {
    return seen.doubt === undefined ? { outcome: 'absent' } : { outcome: 'indeterminate', reason: seen.doubt };
  }
  if (others.length > 0) {
    return { outcome: 'ambiguous', runIds: [found, ...others].map(({ reference }) => runIdOf(reference)) };
  }
  const { reference } = found;
  return { outcome: 'found', run: await readRun(context, callFor('find', { job, reference, signal }), reference) };
}

/** What one look at the queue and the builds shows. */
interface Look {
  readonly found: readonly Found[];
  /** Why there may be more. */
  readonly doubt: string | undefined;
}

/** Looks twice before it says that there is nothing, and a third time before it says that it can't tell. */
async function search(context: ExecutorContext, call: Call, wanted: Wanted): Promise<Look> {
  let seen = await look(context, call, wanted);
  for (let looks = 1; looks < MAX_LOOKS; looks += 1) {
    const isClear = looks > 1 && seen.doubt === undefined;
    if (seen.found.length > 0 || isClear) break;
    seen = await look(context, call, wanted);
  }
  return seen;
}

async function look({ client, sessions }: ExecutorContext, call: Call, wanted: Wanted): Promise<Look> {
  const { executionId, job, startedAt } = wanted;
  const queue = await client.listQueue(call);
  const history = await readHistory(client, call, ({ timestamp }) => timestamp < startedAt - CLOCK_SKEW_MS);
  // Our job may have passed the execution id on to other jobs.
  const items = queue.filter(({ task }) => isJobUrl(task?.url ?? '', job));
  const restarted = sessions.hasChanged(executionId, history.session) ? RESTARTED : undefined;
  const unseen = history.inQueue && items.length === 0 ? UNSEEN : undefined;
  return {
    found: [
      ...history.builds
        .filter((build) => executionOf(build) === executionId)
        .map(({ number, queueId }): Found => ({ reference: { kind: 'build', number }, queueId })),
      ...items
        .filter((item) => executionOf(item) === executionId)
        .map(({ id }): Found => ({ reference: { kind: 'item', queueId: id, executionId }, queueId: id })),
    ],
    doubt: history.gap ?? restarted ?? unseen,
  };
}

/** Reads the run that a webhook named. It counts only where Jenkins says itself that it is one of the execution. */
async function confirm(
  { client }: ExecutorContext,
  call: Call,
  { sightedRunId, executionId }: { readonly sightedRunId: string; readonly executionId: string },
): Promise<readonly Found[]> {
  if (!isRunId(sightedRunId)) return [];
  const reference = runReferenceOf(sightedRunId);
  if (reference.kind === 'item' && reference.executionId !== executionId) return [];
  const place = await locate(client, call, reference);
  if (place.kind === 'gone') return [];
  if (place.kind === 'build') {
    const build = await client.getBuild({ ...call, what: `build ${place.number}` }, place.number);
    return build !== undefined && executionOf(build) === executionId
      ? [{ reference: { kind: 'build', number: build.number }, queueId: build.queueId }]
      : [];
  }
  return reference.kind === 'item' ? [{ reference, queueId: reference.queueId }] : [];
}

/** Counts each run once, as its build where it has one by now. */
function distinct(found: readonly Found[]): readonly Found[] {
  const builds = found.filter(({ reference }) => reference.kind === 'build');
  const begun = new Set(builds.map(({ queueId }) => queueId));
  const items = found.filter(({ reference, queueId }) => reference.kind === 'item' && !begun.has(queueId));
  return [...new Map([...builds, ...items].map((each) => [runIdOf(each.reference), each])).values()];
}
