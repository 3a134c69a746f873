import type { AgentOutcome } from '../agent-runtime/agent-runtime.ts';
import type { ChatReply } from './chat-reply.ts';
import { type ConfirmationJson, requestText } from './confirmation.ts';
import { failureReply } from './failure-reply.ts';

/** What else is known at the end of a turn. */
export interface TurnFindings {
  readonly sessionId: string;
  /** What a person has to confirm, or the client to do: the agent has stopped there, or one that it asked. */
  readonly confirmation: ConfirmationJson | undefined;
  /** Undefined where nobody asked for them. */
  readonly traces: readonly object[] | undefined;
}

/** Makes the reply out of how a turn ended. */
export function answerReply(outcome: AgentOutcome, { sessionId, confirmation, traces }: TurnFindings): ChatReply {
  if ('mayHaveBegun' in outcome) {
    return failureReply(outcome, sessionId);
  }
  const { answer } = outcome;
  const isSilent = outcome.outcome === 'control_returned' && answer.trim() === '';
  const citations = outcome.outcome === 'answered' ? outcome.citations : [];
  return {
    status: 200,
    body: {
      answer: isSilent ? requestText(outcome.control) : answer,
      session_id: sessionId,
      ...(citations.length === 0 ? {} : { citations }),
      ...(confirmation === undefined ? {} : { confirmation }),
      ...(traces === undefined ? {} : { trace: traces }),
    },
  };
}
