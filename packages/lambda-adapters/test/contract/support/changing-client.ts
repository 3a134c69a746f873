import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { startHttpServer } from '../../support/http-server.ts';

/** A request on its way to the server. */
export interface PassingRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty where there is none. */
  readonly body: string;
}

/** Starts what makes another client of the proxy, by changing what it sends; returns its address. It ends with the test. */
export async function startChangingClient(
  serverUrl: string,
  change: (request: PassingRequest) => Partial<PassingRequest>,
): Promise<string> {
  const { url, close } = await startHttpServer(async (incoming, outgoing) => {
    const { host: _, connection: __, 'content-length': ___, ...headers } = incoming.headers;
    const sent: PassingRequest = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      body: await text(incoming),
    };
    const { path, body, ...request } = { ...sent, ...change(sent) };
    const answer = await fetch(`${serverUrl}${path}`, { ...request, body: body === '' ? null : body });
    outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    outgoing.end(await answer.text());
  });
  onTestFinished(close);
  return url;
}
