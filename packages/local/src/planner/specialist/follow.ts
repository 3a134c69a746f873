import type { ParameterSpec } from '../agent/operation.ts';
import type { CallStep, PlanState } from '../plan.ts';
import { call } from '../say.ts';
import { type ExecutionReply, hasFinished } from '../tool-reply.ts';

/** How long one look waits for the execution to finish, in seconds. */
const WAIT_SECONDS = 20;

/** How many calls a turn makes, whatever comes back. */
const CALLS_AT_MOST = 100;

/** Looks again while an execution has not finished and there is time; undefined when it is to be told as it is. */
export function callWhileUnfinished(state: PlanState, execution: ExecutionReply): CallStep | undefined {
  const [operation] = state.agent.withRole('follow');
  const leftSeconds = Math.floor((state.startedAt + state.followForMs - state.now) / 1000);
  // What is blocked, or awaits approval, waits for a person.
  const settled = hasFinished(execution) || ['blocked', 'awaiting_approval'].includes(execution.status);
  const done = settled || leftSeconds < 1 || state.calls.length >= CALLS_AT_MOST;
  if (operation === undefined || done) return undefined;
  const wait = operation.parameters.find(({ name }) => /(?:^|_)wait(?:_|$)/i.test(name));
  const waiting = wait === undefined ? {} : { [wait.name]: Math.min(WAIT_SECONDS, mostOf(wait), leftSeconds) };
  return call(operation, { execution_id: execution.executionId, ...waiting }, 'It has not finished: look at it again.');
}

function mostOf({ schema }: ParameterSpec): number {
  const most = schema['maximum'];
  return typeof most === 'number' ? most : Number.POSITIVE_INFINITY;
}
