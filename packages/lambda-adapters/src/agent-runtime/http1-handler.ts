import type { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * Makes what an SDK client sends its requests with. HTTP/1.1, since over HTTP/2, the default of these clients, an answer
 * that is cut off ends as if it were complete. A connection for each turn: one that was kept open while Lambda had the
 * function frozen breaks just when a request is on it, and then nobody knows whether the request was taken up.
 */
export async function createHttp1Handler(): Promise<NodeHttpHandler> {
  const { NodeHttpHandler: Handler } = await import('@smithy/node-http-handler');
  return new Handler({
    connectionTimeout: 3000,
    httpAgent: { keepAlive: false },
    httpsAgent: { keepAlive: false },
  });
}
