import { type CancelForce, type CancelRequest, ExecutorError } from '@sluice/core';
import type { Call, JenkinsClient } from './client.ts';
import { lostTrackError, notAPipelineError } from './errors.ts';
import type { ExecutorContext } from './executor.ts';
import { callFor, requireBuild } from './get.ts';
import { isPipeline } from './jenkins/builds.ts';
import { locate } from './jenkins/locate.ts';
import { runReferenceOf } from './run-id.ts';
import { isOver } from './status.ts';
import type { JenkinsTarget } from './target.ts';

const ACTIONS = { terminate: 'term', kill: 'kill' } as const;

/**
 * Takes a run out of the queue, or asks its build to stop, also when it became one just now.
 *
 * A build that does not heed it is left alone: to end it without its cleanup is for a person, who says so with `force`.
 */
export async function cancel(
  { client, resolve }: ExecutorContext,
  { runId, target, force, signal }: CancelRequest<JenkinsTarget>,
): Promise<void> {
  const reference = runReferenceOf(runId);
  const { job } = resolve(target);
  const call = callFor('cancel', { job, reference, signal });
  let place = await locate(client, call, reference);
  if (place.kind === 'queued') {
    await client.cancelQueueItem(call, place.item.id);
    place = await locate(client, call, reference);
  }
  if (place.kind === 'build') return endBuild(client, { ...call, what: `build ${place.number}` }, place.number, force);
  if (place.kind === 'gone' && place.gap !== undefined) throw lostTrackError(call, place.gap);
  if (place.kind === 'queued') {
    throw new ExecutorError({
      message: `Jenkins did not take ${call.what} of job "${job.join('/')}" out of the queue. Its user needs Job/Cancel for that; where it has it, ask again in a moment.`,
      retryable: true,
    });
  }
}

/** Jenkins answers a force that a build does not have with "not found", so it is looked at first. */
async function endBuild(
  client: JenkinsClient,
  call: Call,
  buildNumber: number,
  force: CancelForce | undefined,
): Promise<void> {
  if (force === undefined) return client.stopBuild(call, buildNumber, 'stop');
  const build = await requireBuild(client, call, buildNumber);
  if (isOver(build)) return;
  if (!isPipeline(build)) throw notAPipelineError(call, force);
  return client.stopBuild(call, buildNumber, ACTIONS[force]);
}
