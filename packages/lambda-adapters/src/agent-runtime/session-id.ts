import { createHash } from 'node:crypto';

/** What Bedrock accepts as a session id. */
export const SESSION_ID: RegExp = /^[0-9a-zA-Z._:-]{2,100}$/;

/**
 * Returns the session of a specialised agent within a conversation: always the same for the same two. A session id that
 * leaves no room for the agent's name is replaced by its digest.
 */
export function derivedSessionId(sessionId: string, agentType: string): string {
  const derived = `${sessionId}.${agentType}`;
  if (SESSION_ID.test(derived)) return derived;
  const digest = createHash('sha256').update(sessionId).digest('hex').slice(0, 32);
  return `${digest}.${agentType}`;
}
