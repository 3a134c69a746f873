import { createHash } from 'node:crypto';
import { SESSION_ID } from '../agent-runtime/session-id.ts';

/** A conversation, as the client names it and as the agent does. */
export interface ChatSession {
  readonly sessionId: string;
  readonly agentSessionId: string;
  /** Whether the client could know it before. */
  readonly isGiven: boolean;
}

/** Where the id of a conversation may come from, the first that is there. */
export interface SessionSources {
  /** What the request names. */
  readonly named: string | undefined;
  /** What the browser kept, where cookies are on. */
  readonly kept: string | undefined;
  /** The conversation that goes on unless another is named. */
  readonly standing: string | undefined;
  readonly createId: () => string;
}

/** The one conversation of a principal, as its client sees it. */
export const PRINCIPAL_SESSION = 'default';

/** No id without a principal begins so: it would be one of somebody's conversations. */
const BOUND = 'principal-';

/**
 * Returns the conversation of a request; undefined where the id that it names is not to be had.
 *
 * A conversation belongs to who began it: the agent's id is made of the principal and the client's id, so that who names
 * the id of another's conversation gets one of their own. Without a principal there is nothing to bind it to: the id is
 * used as it is, and as secret as the client keeps it.
 */
export function chatSession(principal: string | undefined, sources: SessionSources): ChatSession | undefined {
  const given = sources.named ?? sources.kept ?? sources.standing;
  const sessionId = given ?? sources.createId();
  if (!SESSION_ID.test(sessionId)) return undefined;
  const isGiven = given !== undefined;
  if (principal !== undefined) return { sessionId, agentSessionId: boundSessionId(principal, sessionId), isGiven };
  return sessionId.startsWith(BOUND) ? undefined : { sessionId, agentSessionId: sessionId, isGiven };
}

function boundSessionId(principal: string, sessionId: string): string {
  return `${BOUND}${digestOf(JSON.stringify([principal, sessionId]))}`;
}

/** Returns the conversation of a WebSocket connection. */
export function connectionSession(connectionId: string): string {
  return `connection-${digestOf(connectionId)}`;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}
