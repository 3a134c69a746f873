import { executionIdsIn } from '../message/execution-ids.ts';
import type { Intent } from '../message/intent.ts';
import type { CompletedCall, Outcome, PlanState, SayStep } from '../plan.ts';
import { answer, kept } from '../say.ts';
import { fieldsOf, readError, text } from '../tool-reply.ts';
import { describeError } from '../wording/error.ts';
import { withoutQuotes } from '../wording/log-quote.ts';
import { askForConfirmation } from './confirmation.ts';

/** Passes on what a specialised agent answered and adds nothing to it. */
export function passOn(state: PlanState, delegation: CompletedCall, intent: Intent): SayStep {
  const agentType = String(delegation.arguments['agent_type']);
  const error = readError(delegation);
  if (error !== undefined) {
    const last = error.executionId === undefined ? kept(state).last : { agentType, executionId: error.executionId };
    return answer(describeError(error), 'error', last === undefined ? {} : { last }, idsOf(error.executionId));
  }
  const confirmation = askForConfirmation(state, delegation);
  if (confirmation !== undefined) return confirmation;
  const reply = fieldsOf(delegation.body);
  const said = text(reply['answer']) ?? text(reply['message']);
  if (said === undefined) return answer(`The agent ${agentType} answered nothing.`, 'error', kept(state));
  const own = withoutQuotes(said);
  const ids = executionIdsIn(own);
  const before = state.conversation.last?.agentType === agentType ? state.conversation.last.executionId : undefined;
  const last = { agentType, executionId: ids[0] ?? before };
  const outcome = outcomeOfAnswer(own, intent);
  const asked = /\?\W*$/.test(own.trim());
  if (!asked) return answer(said, outcome, { last }, ids);
  return {
    step: 'ask',
    text: said,
    outcome: outcome === 'error' ? 'error' : 'asked',
    conversation: { last, awaiting: agentType },
    executionIds: ids,
  };
}

const UNFINISHED =
  /\bnot (?:yet )?complete\b|\bstill (?:running|queued|starting|pending|in progress|under way)\b|\bis blocked\b|\bawaits approval\b|\bnot known yet\b/i;
const STOPPED = /\bwas cancelled\b/i;
const DENIED = /\bwas denied\b/i;
const FAILED = /\b(?:failed|was cancelled|is lost|was denied|was not approved)\b/i;
const SUCCEEDED = /\bsucceeded\b/i;
const REFUSED = /\bnothing (?:was|has been) started\b(?! yet)|\b(?:could not|can not|can't|cannot)\b/i;

/** Tells how a turn ended from what an agent says of it: the one thing that it hands back is a text. */
export function outcomeOfAnswer(said: string, intent: Intent): Outcome {
  if (UNFINISHED.test(said)) return 'unfinished';
  if (intent === 'cancel' && STOPPED.test(said)) return 'answered';
  if (intent === 'deny' && DENIED.test(said)) return 'answered';
  if (FAILED.test(said)) return 'failed';
  if (SUCCEEDED.test(said)) return 'succeeded';
  return REFUSED.test(said) ? 'error' : 'answered';
}

function idsOf(executionId: string | undefined): readonly string[] {
  return executionId === undefined ? [] : [executionId];
}
