import type { ChatReply } from './chat-reply.ts';
import type { ProxyRequest } from './proxy-event.ts';

/** An HTTP response as API Gateway and function URLs take it, in both payload formats. @public */
export interface ProxyResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Only in payload format 2.0; in 1.0 a cookie is a header. */
  readonly cookies?: string[];
  readonly body: string;
}

/** Encodes a reply for the door that its request came through. */
export function proxyResponse(
  { status, body, headers }: ChatReply,
  request: Pick<ProxyRequest, 'door' | 'method'> | undefined,
  cookie?: string,
): ProxyResponse {
  const contentType = status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8';
  const described = { ...(body === undefined ? {} : { 'content-type': contentType }), 'cache-control': 'no-store' };
  const text = body === undefined || request?.method === 'HEAD' ? '' : JSON.stringify(body);
  return { statusCode: status, ...withCookie({ ...described, ...headers }, request, cookie), body: text };
}

/** Puts a cookie beside headers, where the payload format wants it. */
export function withCookie(
  headers: Readonly<Record<string, string>>,
  request: Pick<ProxyRequest, 'door'> | undefined,
  cookie: string | undefined,
): Pick<ProxyResponse, 'headers' | 'cookies'> {
  if (cookie === undefined) return { headers };
  return request?.door === 'rest_api'
    ? { headers: { ...headers, 'set-cookie': cookie } }
    : { headers, cookies: [cookie] };
}
