import { defaultScript } from './default-script.ts';
import type { Job } from './job.ts';
import { type ParameterValue, parameterRecord, sameParameters } from './parameters.ts';
import type { QueueItem } from './queue-item.ts';
import { isQueued, phaseOf, scheduleOf } from './schedule.ts';
import { type JenkinsScript, resolveScript, withFailure } from './script.ts';
import type { SimulatorState } from './state.ts';

/** A build that somebody asks for. */
export interface BuildRequest {
  readonly job: Job;
  readonly parameters: readonly ParameterValue[];
  readonly user: string;
  readonly quietPeriodMs: number;
  readonly now: number;
  readonly listedAt: number;
}

/** The item that was queued, or the one like it that was there already. */
export interface Enqueued {
  readonly item: QueueItem;
  readonly created: boolean;
}

/** Queues a build, unless one of the same job with the same parameters waits already. */
export function enqueue(state: SimulatorState, request: BuildRequest): Enqueued {
  const { job, parameters, user, now, quietPeriodMs } = request;
  const readyAt = now + quietPeriodMs;
  const existing = queuedItems(job, state, now).find((item) => sameParameters(item.parameters, parameters));
  if (existing !== undefined) {
    existing.readyAt = Math.min(existing.readyAt, readyAt);
    if (!existing.users.includes(user)) existing.users.push(user);
    return { item: existing, created: false };
  }
  const item = newItem(state, { ...request, readyAt });
  state.items.push(item);
  return { item, created: true };
}

function queuedItems(job: Job, state: SimulatorState, now: number): readonly QueueItem[] {
  return scheduleOf(job, state)
    .filter((scheduled) => isQueued(phaseOf(scheduled, state, now)))
    .map(({ item }) => item);
}

function newItem(
  state: SimulatorState,
  { job, parameters, user, now, listedAt, readyAt }: BuildRequest & { readonly readyAt: number },
): QueueItem {
  const values = parameterRecord(parameters);
  const id = state.nextQueueId;
  state.nextQueueId += 1;
  return {
    id,
    job,
    parameters,
    users: [user],
    enqueuedAt: now,
    readyAt,
    listedAt,
    cancelledAt: undefined,
    lostAt: undefined,
    forgotten: false,
    script: resolveScript(scriptOf(job, values), values, state.speed),
    answers: [],
    stops: [],
    discarded: false,
    logCutAt: Number.NEGATIVE_INFINITY,
  };
}

/** Picks the script, and lets the first failure that waits for one of its stages strike. */
function scriptOf(job: Job, parameters: Readonly<Record<string, string>>): JenkinsScript {
  const given = typeof job.script === 'function' ? job.script(parameters) : job.script;
  const script = given ?? defaultScript(parameters['PIPELINE_TYPE']);
  const index = job.failures.findIndex(({ stage }) => script.stages.some(({ name }) => name === stage));
  const [failure] = index === -1 ? [] : job.failures.splice(index, 1);
  return failure === undefined ? script : withFailure(script, failure);
}
