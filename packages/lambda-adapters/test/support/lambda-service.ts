import { text } from 'node:stream/consumers';
import type { LambdaContext } from '../../src/index.ts';
import { startHttpServer } from './http-server.ts';
import { contextFor } from './lambda.ts';

/** What Lambda does with an invocation, other than to invoke the function. */
export interface LambdaFault {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Lambda's API on this machine, with one function. */
export interface LambdaService {
  /** Settings with which the SDK's client finds it. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** The invocations that arrived: the function's name, and the payload. */
  readonly invocations: { readonly name: string; readonly payload: unknown }[];
  /** What becomes of the coming invocations, each its own, instead of invoking the function; `cut` ends the connection. */
  faults: (LambdaFault | 'cut')[];
  invoke: (event: unknown, context: LambdaContext) => Promise<unknown>;
  close(): Promise<void>;
}

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations/;

/** Starts Lambda's API, as far as `Invoke` goes. */
export async function startLambdaService(): Promise<LambdaService> {
  const { url, close } = await startHttpServer(async (request, response) => {
    const name = decodeURIComponent(INVOKE.exec(request.url ?? '')?.[1] ?? '');
    const payload: unknown = JSON.parse(await text(request));
    service.invocations.push({ name, payload });
    const fault = service.faults.shift();
    if (fault === 'cut') request.socket.destroy();
    else if (fault === undefined) response.end(JSON.stringify(await service.invoke(payload, contextFor(20_000))));
    else {
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      response.end(fault.body);
    }
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const service: LambdaService = {
    client: { endpoint: url, region: 'eu-west-1', credentials },
    invocations: [],
    faults: [],
    invoke: async () => undefined,
    close,
  };
  return service;
}
