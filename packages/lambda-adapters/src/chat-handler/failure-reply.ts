import { type AgentFailure, agentFailureText } from '../agent-runtime/agent-failure-text.ts';
import { type ChatReply, problemReply } from './chat-reply.ts';

/** When a client may ask again, in seconds. */
const RETRY_AFTER = '5';

/**
 * Makes the reply to a turn that has no answer. A client is told when to ask again only where nothing was begun: many do so
 * by themselves, and a second turn could start a second pipeline.
 */
export function failureReply(failure: AgentFailure, sessionId: string): ChatReply {
  const { status, code, message } = agentFailureText(failure);
  const mayAskAgain = status === 503 && !failure.mayHaveBegun;
  const headers = mayAskAgain ? { headers: { 'retry-after': RETRY_AFTER } } : {};
  return problemReply({ status, code, detail: message, sessionId, ...headers });
}
