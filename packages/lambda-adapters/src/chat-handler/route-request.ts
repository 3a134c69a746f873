import { type ChatReply, problemReply } from './chat-reply.ts';
import type { ChatServices } from './chat-services.ts';
import { PRINCIPAL_SESSION } from './chat-session.ts';
import type { ChatTurn } from './chat-turn.ts';
import type { ProxyRequest } from './proxy-event.ts';
import { readTurn } from './read-turn.ts';
import { keptSession } from './session-cookie.ts';

/** What an HTTP request wants: a turn of the agent, the answer to an earlier one, or nothing that there is. */
export type RoutedRequest =
  | { readonly turn: ChatTurn }
  | { readonly answerId: string }
  | { readonly refusal: ChatReply };

const ANSWER_PATH = /\/answers\/([0-9A-Za-z._:-]{1,100})\/?$/;

/** Finds out what a request wants. Paths are API Gateway's to choose, but for those of answers. */
export function routeRequest(request: ProxyRequest, services: ChatServices): RoutedRequest {
  const { method, path, identity } = request;
  const answerId = ANSWER_PATH.exec(path)?.[1];
  const allowed = answerId === undefined ? ['POST'] : ['GET', 'HEAD'];
  if (method === 'OPTIONS') return { refusal: { status: 204, headers: { allow: [...allowed, 'OPTIONS'].join(', ') } } };
  if (!allowed.includes(method)) return { refusal: notAllowed(allowed) };
  if (answerId !== undefined) return { answerId };
  const kept = services.sessionCookie ? keptSession(request.cookies) : undefined;
  const standing = services.sessionPerPrincipal && identity.principal !== undefined ? PRINCIPAL_SESSION : undefined;
  return readTurn(request.body, { identity, kept, standing }, services);
}

/** Returns the path below which answers are fetched later. */
export function answersPath({ path }: ProxyRequest): string {
  return ANSWER_PATH.test(path) ? path.replace(ANSWER_PATH, '/answers') : `${path.replace(/\/+$/, '')}/answers`;
}

function notAllowed(allowed: readonly string[]): ChatReply {
  const detail = allowed.includes('POST')
    ? 'Send a POST with the body {"message": "…"}.'
    : 'Send a GET: the answer can only be read.';
  return problemReply({ status: 405, code: 'invalid_request', detail, headers: { allow: allowed.join(', ') } });
}
