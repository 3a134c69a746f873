import { once } from 'node:events';
import { type IncomingMessage, request as openRequest } from 'node:http';
import { Readable } from 'node:stream';
import { type DoorRequest, headerPairs } from './door-request.ts';

/** Sends a request with the path and the headers as they are, which `fetch` would put in order. */
export async function sendRaw(port: number, request: DoorRequest): Promise<Response> {
  const { method, path, body } = request;
  const outgoing = openRequest({ host: '127.0.0.1', port, method, path, agent: false, setHost: false });
  const pairs = headerPairs(request);
  if (!pairs.some(([name]) => name.toLowerCase() === 'host')) outgoing.setHeader('host', `127.0.0.1:${port}`);
  for (const [name, values] of Map.groupBy(pairs, ([name]) => name)) {
    outgoing.setHeader(
      name,
      values.map(([, value]) => value),
    );
  }
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const status = answer.statusCode ?? 0;
  const hasBody = method !== 'HEAD' && ![204, 304].includes(status);
  if (!hasBody) answer.resume();
  return new Response(hasBody ? (Readable.toWeb(answer) as ReadableStream<Uint8Array>) : null, { status, headers });
}
