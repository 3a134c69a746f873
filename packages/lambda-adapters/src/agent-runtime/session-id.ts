/** What Bedrock accepts as a session id. */
export const SESSION_ID: RegExp = /^[0-9a-zA-Z._:-]{2,100}$/;

/**
 * Returns the session of a specialised agent within a conversation: always the same for the same two. A session id that
 * leaves no room for the agent's name is replaced by its digest.
 */
export function derivedSessionId(sessionId: string, agentType: string): string {
  const derived = `${sessionId}.${agentType}`;
  return SESSION_ID.test(derived) ? derived : `${digestOf(sessionId)}.${agentType}`;
}

/** What AgentCore Runtime accepts as a session id for certain. */
const RUNTIME_SESSION_ID = /^[0-9a-zA-Z][0-9a-zA-Z_-]{32,255}$/;

/**
 * Returns the session of AgentCore Runtime for a conversation, always the same: the id itself, where it has the 33
 * characters that it must have at the least, and else the id with its digest.
 */
export function runtimeSessionId(sessionId: string): string {
  if (RUNTIME_SESSION_ID.test(sessionId)) return sessionId;
  return `s-${sessionId.replaceAll(/[^0-9a-zA-Z_-]/g, '-')}-${digestOf(sessionId)}`;
}

function digestOf(text: string): string {
  // Taken where it is needed, which is seldom: loading it takes some milliseconds of a cold start.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
