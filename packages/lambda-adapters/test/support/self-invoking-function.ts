import { text } from 'node:stream/consumers';
import {
  type LambdaContext,
  type SelfInvocationOptions,
  type StartBackgroundTurn,
  selfInvocation,
} from '../../src/index.ts';
import { startHttpServer } from './http-server.ts';

/** Lambda's API, as far as a function needs it that invokes itself asynchronously. */
export interface SelfInvokingFunction {
  readonly start: StartBackgroundTurn;
  /** The events that wait to be delivered, with the path of each request. */
  readonly events: { readonly path: string; readonly invocationType: string | undefined; readonly payload: unknown }[];
  /** How invocations are answered. @defaultValue 202 */
  status: number;
  /** Whether an invocation is queued though the answer tells otherwise. @defaultValue false */
  queuesNonetheless: boolean;
  /** Handles each event before the answer is sent; then nothing waits. @defaultValue nothing is done */
  onEvent: (payload: unknown) => Promise<unknown>;
  close(): Promise<void>;
}

export const FUNCTION: SelfInvocationOptions = { functionName: 'sluice-chat', version: '7' };

/** Starts Lambda's API for asynchronous invocations: they are queued, as on Lambda. */
export async function startSelfInvokingFunction(): Promise<SelfInvokingFunction> {
  const { url, close } = await startHttpServer(async (request, response) => {
    const payload: unknown = JSON.parse(await text(request));
    const invocationType = request.headers['x-amz-invocation-type'];
    if (own.status === 202 || own.queuesNonetheless) {
      own.events.push({ path: request.url ?? '', invocationType: String(invocationType), payload });
      await own.onEvent(payload);
    }
    response.writeHead(own.status, { 'content-type': 'application/json', 'x-amzn-errortype': 'ServiceException' });
    response.end(own.status === 202 ? '' : '{"message":"at host-1"}');
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = { endpoint: url, region: 'eu-west-1', credentials, maxAttempts: 1 };
  const own: SelfInvokingFunction = {
    start: selfInvocation({ ...FUNCTION, client }),
    events: [],
    status: 202,
    queuesNonetheless: false,
    onEvent: async () => {},
    close,
  };
  return own;
}

/** A context whose invocation has that long by a clock. */
export function clockContext(now: () => number, milliseconds: number): LambdaContext {
  const end = now() + milliseconds;
  return { awsRequestId: 'request-1', getRemainingTimeInMillis: () => end - now() };
}
