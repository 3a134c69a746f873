import type { CallStep, Conversation, SayStep } from './plan.ts';
import { answer } from './say.ts';
import { text } from './tool-reply.ts';

/** Ends the turn after the user has denied a call: it was not made. */
export function planAfterDenial({ operation, arguments: values }: CallStep, { last }: Conversation): SayStep {
  const what = operation.summary || operation.operationId;
  const executionId = text(values['execution_id']);
  const about = executionId === undefined ? '' : ` (execution ${executionId})`;
  const said = `You did not confirm this, so it was not done: ${what.charAt(0).toLowerCase()}${what.slice(1)}${about}.`;
  return answer(said, 'answered', last === undefined ? {} : { last }, executionId === undefined ? [] : [executionId]);
}
