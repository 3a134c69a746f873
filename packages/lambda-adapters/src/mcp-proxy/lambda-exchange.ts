import type { InvokeCommandOutput, LambdaClientConfig } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { lazy, lazyPromise } from '../lambda/lazy.ts';
import { parseJson } from '../lambda/parse-json.ts';
import type { Exchange, ExchangeOutcome, ServerMessage } from './exchange.ts';

/** A pipeline server that is a Lambda function, made with `createLambdaHandler` of `@sluice/mcp-server/lambda`. @public */
export interface ServerFunction {
  /** Its name or ARN, with a version or an alias where one is meant. */
  readonly name: string;
  /** Settings of the SDK's client. @defaultValue region and credentials of the environment */
  readonly client?: LambdaClientConfig | undefined;
}

const answerSchema = lazy(() =>
  z.object({
    status: z.int(),
    headers: z.record(z.string(), z.string()),
    body: z.unknown(),
  }),
);

/** Lambda's limit for a connection to its own API, in milliseconds. */
const CONNECTION_TIMEOUT_MS = 2000;

/** When a function may be free again that was too busy, where Lambda does not say. */
const BUSY_SECONDS = '1';

/**
 * Makes an exchange with a pipeline server that is a Lambda function, by `Invoke`. The SDK is loaded at the first message.
 *
 * The SDK does not repeat anything: an invocation without an answer may have started a pipeline. Nor does it keep
 * connections: one that died while this function was frozen would leave that open.
 */
export function createLambdaExchange({ name, client }: ServerFunction): Exchange {
  const load = lazyPromise(async () => {
    const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
    return { InvokeCommand, client: new LambdaClient({ ...SETTINGS, ...client }) };
  });
  return async (message, signal) => {
    const sdk = await load().catch(() => undefined);
    if (sdk === undefined) return { outcome: 'unreachable', reason: 'the SDK can not be loaded' };
    const command = new sdk.InvokeCommand({ FunctionName: name, Payload: JSON.stringify(requestOf(message)) });
    return sdk.client.send(command, { abortSignal: signal }).then(readInvocation, failureOf);
  };
}

const SETTINGS: LambdaClientConfig = {
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    httpAgent: { keepAlive: false },
    httpsAgent: { keepAlive: false },
  },
};

function requestOf({ method, path, query, headers, body }: ServerMessage): object {
  return { method, path, query, headers, ...(body === undefined ? {} : { body }) };
}

/** A function that failed, or ran out of time, may have done its work. */
function readInvocation({ FunctionError: failure, Payload: payload }: InvokeCommandOutput): ExchangeOutcome {
  if (failure !== undefined) return { outcome: 'no_answer', reason: `FunctionError ${failure}` };
  const answer = answerSchema().safeParse(parseJson(Buffer.from(payload ?? []).toString('utf8')));
  // Something was invoked that is not the pipeline server.
  if (!answer.success) return { outcome: 'answered', status: 200, headers: {}, body: undefined };
  return { outcome: 'answered', ...answer.data };
}

/** Lambda invokes nothing for a request that it refuses with 4xx. */
function failureOf(error: unknown): ExchangeOutcome {
  const { name, code, $metadata, retryAfterSeconds } = error as Readonly<Record<string, unknown>>;
  const status = ($metadata as { readonly httpStatusCode?: number } | undefined)?.httpStatusCode;
  const reason = typeof code === 'string' ? code : String(name);
  if (status === 429) return busy(retryAfterSeconds);
  const isRefused = status !== undefined && status >= 400 && status < 500;
  return { outcome: isRefused || NOT_SENT.has(reason) ? 'unreachable' : 'no_answer', reason };
}

/** What fails before there is a connection, or a signature. */
const NOT_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CredentialsProviderError',
  'TokenProviderError',
]);

/** Lambda answers for a function that is too busy, as a gateway does for a server. */
function busy(retryAfterSeconds: unknown): ExchangeOutcome {
  const retryAfter = retryAfterSeconds === undefined ? BUSY_SECONDS : String(retryAfterSeconds);
  return { outcome: 'answered', status: 429, headers: { 'retry-after': retryAfter }, body: undefined };
}
