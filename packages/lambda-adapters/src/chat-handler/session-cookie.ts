import { SESSION_ID } from '../agent-runtime/session-id.ts';
import type { ChatServices } from './chat-services.ts';
import type { RoutedRequest } from './route-request.ts';

const NAME = 'sluice_session';

/** Returns the conversation that a browser kept; undefined where there is none, or none that could be one. */
export function keptSession(cookies: string): string | undefined {
  const pairs = cookies.split(';').map((pair) => pair.trim());
  const value = pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
  return value !== undefined && SESSION_ID.test(value) ? value : undefined;
}

/** Makes the cookie by which a browser keeps a conversation until it is closed. No script can read it. */
function sessionCookie(sessionId: string): string {
  return `${NAME}=${sessionId}; Path=/; HttpOnly; Secure; SameSite=Lax`;
}

/** Returns the cookie that goes with the answer to a request, where cookies are on and a conversation has begun. */
export function cookieOf(routed: RoutedRequest, services: Pick<ChatServices, 'sessionCookie'>): string | undefined {
  return services.sessionCookie && 'turn' in routed ? sessionCookie(routed.turn.sessionId) : undefined;
}
