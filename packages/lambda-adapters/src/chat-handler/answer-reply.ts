import { agentFailureText } from '../agent-runtime/agent-failure-text.ts';
import type { AgentOutcome } from '../agent-runtime/agent-runtime.ts';
import { type ChatReply, problemReply } from './chat-reply.ts';
import { type ConfirmationJson, requestText } from './confirmation.ts';

/** What else is known at the end of a turn. */
export interface TurnFindings {
  readonly sessionId: string;
  /** What a person has to confirm, or the client to do: the agent has stopped there, or one that it asked. */
  readonly confirmation: ConfirmationJson | undefined;
  /** Undefined where nobody asked for them. */
  readonly traces: readonly object[] | undefined;
}

/** When a client may ask again, in seconds. */
const RETRY_AFTER = '5';

/** Makes the reply out of how a turn ended. */
export function answerReply(outcome: AgentOutcome, { sessionId, confirmation, traces }: TurnFindings): ChatReply {
  if ('mayHaveBegun' in outcome) {
    const { status, code, message } = agentFailureText(outcome);
    const headers = status === 503 ? { headers: { 'retry-after': RETRY_AFTER } } : {};
    return problemReply({ status, code, detail: message, sessionId, ...headers });
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
