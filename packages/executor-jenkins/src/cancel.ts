import { ExecutorError, type RunRequest } from '@sluice/core';
import type { ExecutorContext } from './executor.ts';
import { callFor } from './get.ts';
import { locate } from './locate.ts';
import { runReferenceOf } from './run-id.ts';
import type { JenkinsTarget } from './target.ts';

/**
 * Takes a run out of the queue, or asks its build to stop, also when it became one just now.
 *
 * A build that does not heed it is left alone: to end it without its cleanup is for a person.
 */
export async function cancel(
  { client, resolve }: ExecutorContext,
  { runId, target, signal }: RunRequest<JenkinsTarget>,
): Promise<void> {
  const reference = runReferenceOf(runId);
  const { job } = resolve(target);
  const call = callFor('cancel', { job, reference, signal });
  let place = await locate(client, call, reference);
  if (place.kind === 'queued') {
    await client.cancelQueueItem(call, place.item.id);
    place = await locate(client, call, reference);
  }
  if (place.kind === 'build') return client.stopBuild({ ...call, what: `build ${place.number}` }, place.number);
  if (place.kind === 'queued') {
    throw new ExecutorError({
      message: `Jenkins did not take ${call.what} of job "${job.join('/')}" out of the queue. Its user needs Job/Cancel for that; where it has it, ask again in a moment.`,
      retryable: true,
    });
  }
}
