import { failureReply, type ToolReply } from '../agent-event/tool-reply.ts';
import { type AgentFailureText, agentFailureText } from '../agent-runtime/agent-failure-text.ts';
import type { components } from '../generated/orchestration.ts';
import { confirmationText } from './confirmation-text.ts';
import { CONFIRMATION_ATTRIBUTE } from './given-confirmation.ts';
import type { HandedOutcome, Handover } from './hand-on.ts';
import { pendingConfirmationToJson } from './pending-confirmation.ts';

type Asked = Pick<Handover, 'call'>;
type AgentReply = components['schemas']['AgentReply'];

/** Makes the reply with what came of one request; a failure is the reply's own. */
export function replyOfOne(handed: HandedOutcome, asked: Asked): ToolReply {
  const { outcome } = handed;
  const reply: ToolReply =
    'mayHaveBegun' in outcome
      ? failureReply(failureText(handed, outcome))
      : { status: 200, body: { ...agentReply(handed, asked) } };
  return { ...reply, ...usedUp([handed]) };
}

/** Makes the reply with what came of several requests, each for itself. */
export function replyOfAll(handed: readonly HandedOutcome[], asked: Asked): ToolReply {
  const results = handed.map((one) => agentReply(one, asked));
  return { status: 200, body: { results }, ...usedUp(handed) };
}

function agentReply(handed: HandedOutcome, { call }: Asked): AgentReply {
  const { agentType, sessionId, outcome } = handed;
  const common = { agent_type: agentType, session_id: sessionId };
  switch (outcome.outcome) {
    case 'answered':
      return { ...common, status: 'answered', answer: outcome.answer };
    case 'control_returned': {
      const pending = { agentType, sessionId, control: outcome.control };
      return {
        ...common,
        status: 'confirmation_needed',
        ...(outcome.answer === '' ? {} : { answer: outcome.answer }),
        message: confirmationText(pending, call.sessionId !== undefined),
        pending_confirmation: pendingConfirmationToJson(pending),
      };
    }
    default: {
      const { code, message } = failureText(handed, outcome);
      return { ...common, status: 'failed', code, message };
    }
  }
}

type Failure = Extract<HandedOutcome['outcome'], { mayHaveBegun: boolean }>;

function failureText({ usedConfirmation }: HandedOutcome, failure: Failure): AgentFailureText {
  const told = agentFailureText(failure);
  if (!usedConfirmation || failure.mayHaveBegun) return told;
  const message = `${told.message} The confirmation that came with it was not taken, perhaps because nothing waits for it any more: ask again.`;
  return { ...told, message };
}

/** A person's answer counts once: attributes can't be taken away, so it is emptied. */
function usedUp(handed: readonly HandedOutcome[]): Pick<ToolReply, 'sessionAttributes'> {
  return handed.some(({ usedConfirmation }) => usedConfirmation)
    ? { sessionAttributes: { [CONFIRMATION_ATTRIBUTE]: '' } }
    : {};
}
