import type { QueueItem } from '../answers.ts';
import type { Call, JenkinsClient } from '../client.ts';
import type { RunReference } from '../run-id.ts';
import { executionOf, readHistory, UNSEEN } from './builds.ts';
import { isJobUrl } from './job-path.ts';

/**
 * Where a run is by now. `gone`: Jenkins knows neither the item nor a build of it; `gap` says why there may have been
 * a build all the same, and is undefined where it is proven that there was none.
 */
export type Place =
  | { readonly kind: 'build'; readonly number: number }
  | { readonly kind: 'queued'; readonly item: QueueItem }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'gone'; readonly gap: string | undefined };

/**
 * Follows a run from the queue to its build.
 *
 * Jenkins forgets an item five minutes after it left the queue, and all that have left when it restarts; a crash may
 * even give its number to another one. So the item counts only with our execution id, and without it the build does that
 * has both. One that can't be read may still wait all the same: only who looks at the queue and then at the builds knows.
 */
export async function locate(client: JenkinsClient, call: Call, reference: RunReference): Promise<Place> {
  if (reference.kind === 'build') return reference;
  const { queueId, executionId } = reference;
  const isOurs = (item: QueueItem): boolean => item.id === queueId && executionOf(item) === executionId;
  const item = await client.getQueueItem(call, queueId);
  if (item !== undefined && executionOf(item) === executionId) return placeOf(item);
  const queue = await client.listQueue(call);
  const waiting = queue.find(isOurs);
  if (waiting !== undefined) return placeOf(waiting);
  const history = await readHistory(client, call, (build) => isBefore(build.queueId, queueId));
  const build = history.builds.find((each) => each.queueId === queueId && executionOf(each) === executionId);
  if (build !== undefined) return { kind: 'build', number: build.number };
  const isSeen = !history.inQueue || queue.some(({ task }) => isJobUrl(task?.url ?? '', call.job));
  return { kind: 'gone', gap: history.gap ?? (isSeen ? undefined : UNSEEN) };
}

/** A build that does not know its item, as in its first moment, has the number -1 for it. */
function isBefore(queueId: number | undefined, other: number): boolean {
  return queueId !== undefined && queueId >= 0 && queueId < other;
}

function placeOf(item: QueueItem): Place {
  if (item.executable) return { kind: 'build', number: item.executable.number };
  return item.cancelled === true ? { kind: 'cancelled' } : { kind: 'queued', item };
}
