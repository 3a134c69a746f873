import { requirePermission } from './access.ts';
import { type Call, type CallHandler, jobOf, picked } from './call.ts';
import { enqueue } from './enqueue.ts';
import { type Job, jobUrlPath } from './job.ts';
import { queueItemView } from './queue-view.ts';
import { notFound, Refusal } from './refusal.ts';
import { isQueued, phaseOf, type ScheduledItem, scheduleOf } from './schedule.ts';
import { quietPeriodOf, requestedParameters } from './trigger-request.ts';

/** Queues a build. */
export const triggerBuild: CallHandler = (call) => {
  const { state, caller, now, effect, match, baseUrl } = call;
  const job = jobOf(call);
  requirePermission(caller, 'Job/Build');
  if (!job.buildable) throw new Refusal(409, `${job.fullName} is not buildable`);
  const parameters = requestedParameters(call, job);
  const quietPeriodMs = quietPeriodOf(call, job);
  if (effect.refused) return redirect(302, `${baseUrl}/${jobUrlPath(job)}`);
  const listedAt = now + (effect.listedAfterMs ?? 0);
  const { item, created } = enqueue(state, { job, parameters, user: caller.user, quietPeriodMs, now, listedAt });
  // Only buildWithParameters tells that the item was there already.
  const status = created || match.action === 'build' ? 201 : 303;
  return redirect(status, `${effect.locationBase ?? baseUrl}/queue/item/${item.id}/`);
};

function redirect(status: number, location: string): Response {
  return new Response(null, { status, headers: { location } });
}

/** Lists what waits. */
export const listQueue: CallHandler = (call) => {
  const { state, now } = call;
  const queued = visibleItems(call)
    .filter((scheduled) => scheduled.item.listedAt <= now && isQueued(phaseOf(scheduled, state, now)))
    .toSorted((a, b) => b.item.id - a.item.id);
  const items = queued.map((scheduled) => queueItemView(scheduled, state, call));
  return picked(call, { _class: 'hudson.model.Queue', discoverableItems: [], items });
};

/** Reads an item, also for some time after it has left the queue. */
export const getQueueItem: CallHandler = (call) => {
  const scheduled = itemOf(call, call.match.item);
  if (scheduled !== undefined && call.effect.forgets) scheduled.item.forgotten = true;
  const view = scheduled && queueItemView(scheduled, call.state, call);
  if (view === undefined || scheduled?.item.forgotten) throw notFound();
  return picked(call, view);
};

/** Takes an item out of the queue. */
export const cancelQueueItem: CallHandler = (call) => {
  const { state, now, caller, parameters, match } = call;
  // An item has an action of its own for it too, which older clients use.
  const id = Number(parameters.get('id') ?? match.item);
  const scheduled = itemOf(call, id);
  if (scheduled === undefined) throw new Refusal(404, 'Provided id not found');
  if (!caller.permissions.includes('Job/Cancel')) throw new Refusal(422, `Item for id (${id}) is not cancellable`);
  if (phaseOf(scheduled, state, now) === 'left') throw new Refusal(500, `Could not cancel run for id ${id}`);
  scheduled.item.cancelledAt = now;
  return new Response(null, { status: 204 });
};

/** Ids repeat after a crash, but then the older item is not visible any more. */
function itemOf(call: Call, id: number): ScheduledItem | undefined {
  return visibleItems(call).find(({ item }) => item.id === id);
}

function visibleItems({ state, caller, now }: Call): readonly ScheduledItem[] {
  if (!caller.permissions.includes('Job/Read')) return [];
  return state.jobs
    .flatMap((job: Job) => scheduleOf(job, state))
    .filter((scheduled) => phaseOf(scheduled, state, now) !== 'gone');
}
