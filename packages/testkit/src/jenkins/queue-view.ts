import type { components } from '../generated/jenkins.ts';
import { actionsView, buildReferenceView } from './build-views.ts';
import { jobReferenceView, type ViewedAt } from './job-view.ts';
import { outageAt } from './outage.ts';
import { phaseOf, type QueuePhase, type ScheduledItem } from './schedule.ts';
import type { SimulatorState } from './state.ts';

type QueueItemView = components['schemas']['QueueItem'];

const CLASSES: Readonly<Record<Exclude<QueuePhase, 'gone'>, string>> = {
  waiting: 'hudson.model.Queue$WaitingItem',
  blocked: 'hudson.model.Queue$BlockedItem',
  buildable: 'hudson.model.Queue$BuildableItem',
  left: 'hudson.model.Queue$LeftItem',
};

/** Returns a queue item; nothing when it can't be read any more. */
export function queueItemView(
  scheduled: ScheduledItem,
  state: SimulatorState,
  { now, baseUrl }: ViewedAt,
): QueueItemView | undefined {
  const phase = phaseOf(scheduled, state, now);
  if (phase === 'gone') return undefined;
  const { item, build } = scheduled;
  const params = item.parameters.map(({ name, type, value }) => `\n${name}=${type === 'password' ? '****' : value}`);
  const view: QueueItemView = {
    _class: CLASSES[phase],
    id: item.id,
    inQueueSince: item.enqueuedAt,
    why: phase === 'left' ? null : whyItWaits(scheduled, phase, { state, now }),
    blocked: phase === 'blocked',
    buildable: phase === 'buildable',
    stuck: false,
    params: params.join(''),
    url: `queue/item/${item.id}/`,
    task: jobReferenceView(item.job, baseUrl),
    actions: actionsView(item),
  };
  if (phase === 'waiting') return { ...view, timestamp: Math.round(item.readyAt) };
  if (phase !== 'left') return view;
  const begun = build !== undefined && build.createdAt <= now;
  return {
    ...view,
    cancelled: build === undefined,
    ...(build === undefined ? {} : { executable: begun ? buildReferenceView(build, baseUrl) : null }),
  };
}

function whyItWaits(
  { item, waitsFor }: ScheduledItem,
  phase: QueuePhase,
  { state, now }: { readonly state: SimulatorState; readonly now: number },
): string {
  if (phase === 'waiting') return `In the quiet period. Expires in ${((item.readyAt - now) / 1000).toFixed(1)} sec`;
  const quiet = outageAt(now, state.outages, 'quiet-down');
  if (quiet !== undefined) return quiet.reason ?? 'Jenkins is about to shut down';
  if (phase === 'blocked') return `Build #${waitsFor?.number} is already in progress (ETA: N/A)`;
  return 'Waiting for next available executor';
}
