import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock } from '@sluice/core';
import { decodeLabel } from '../http/decode-label.ts';
import { type HttpPart, listen } from '../http/listen.ts';
import { BodyTooLargeError, readBody } from '../http/read-body.ts';
import { createFunctionPool, type FunctionPool } from './function-pool.ts';
import type { InvocationResult } from './function-worker.ts';
import { type FunctionLogLine, functionArn, type LambdaFunction } from './lambda-function.ts';

/** Which functions to run, and how. @public */
export interface LambdaHostOptions {
  readonly functions: readonly LambdaFunction[];
  /** Times the functions' limits. */
  readonly clock: Clock;
  /** Gets every line that a function writes. */
  readonly onLog?: ((line: FunctionLogLine) => void) | undefined;
  /** @defaultValue a free one */
  readonly port?: number | undefined;
}

/** A Lambda host that listens. @public */
export interface LambdaHost extends HttpPart {
  /** Starts an instance of every function, so that the first event finds it loaded. */
  warm(): void;
}

/** Limit of Lambda for a request and for an answer, in bytes. */
const PAYLOAD_LIMIT = 6_291_456;

const INVOKE_PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations(?:\?.*)?$/;

/**
 * Runs functions as Lambda does, behind the HTTP API that Lambda has: any AWS SDK is its client.
 *
 * Every function runs in worker threads of its own, with nothing of this process's environment. An instance works on one
 * event at a time and is used again; one that exceeds its time limit is stopped.
 *
 * @example
 * ```ts
 * const host = await startLambdaHost({ functions: [{ name: 'mcp-proxy', module, environmentVariables, timeoutMs: 30_000 }], clock });
 * const client = new LambdaClient({ endpoint: host.url, region: 'eu-west-1', credentials });
 * ```
 * @public
 */
export async function startLambdaHost({ functions, clock, onLog, port }: LambdaHostOptions): Promise<LambdaHost> {
  const pools = new Map(
    functions.map((definition) => [
      definition.name,
      createFunctionPool({ definition, clock, onLog: onLog ?? (() => {}) }),
    ]),
  );
  const server = createServer((request, response) => {
    void invoke(pools, request).then((answer) => send(response, answer));
  });
  const part = await listen(server, port);
  return {
    ...part,
    warm() {
      for (const pool of pools.values()) pool.warm();
    },
    async close() {
      await Promise.all([part.close(), ...[...pools.values()].map((pool) => pool.close())]);
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function invoke(pools: ReadonlyMap<string, FunctionPool>, request: IncomingMessage): Promise<Answer> {
  const functionName = decodeLabel(INVOKE_PATH.exec(request.url ?? '')?.[1] ?? '');
  if (!functionName || request.method !== 'POST') {
    return refusal(404, 'UnknownOperationException', 'Only Invoke (POST /2015-03-31/functions/{name}/invocations)');
  }
  const pool = pools.get(functionName);
  if (pool === undefined) {
    return refusal(404, 'ResourceNotFoundException', `Function not found: ${functionArn(functionName)}`);
  }
  if ((request.headers['x-amz-invocation-type'] ?? 'RequestResponse') !== 'RequestResponse') {
    return refusal(400, 'InvalidParameterValueException', 'This Lambda host answers RequestResponse invocations only');
  }
  try {
    const payload = (await readBody(request, PAYLOAD_LIMIT)).toString('utf8') || '{}';
    JSON.parse(payload);
    return await run(pool, payload, clientContextOf(request));
  } catch (error) {
    return requestError(error);
  }
}

async function run(pool: FunctionPool, payload: string, clientContext: string | undefined): Promise<Answer> {
  const requestId = randomUUID();
  const result = await pool.invoke({ requestId, payload, clientContext });
  if (result === undefined) return refusal(429, 'TooManyRequestsException', 'Rate Exceeded.');
  return success(requestId, limited(result));
}

function limited(result: InvocationResult): InvocationResult {
  if (Buffer.byteLength(result.payload) <= PAYLOAD_LIMIT) return result;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${PAYLOAD_LIMIT} bytes).`;
  return { failed: true, payload: JSON.stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage }) };
}

function clientContextOf(request: IncomingMessage): string | undefined {
  const header = request.headers['x-amz-client-context'];
  if (typeof header !== 'string') return undefined;
  const json = Buffer.from(header, 'base64').toString('utf8');
  JSON.parse(json);
  return json;
}

function requestError(error: unknown): Answer {
  if (error instanceof BodyTooLargeError) {
    const message = `Request must be smaller than ${PAYLOAD_LIMIT} bytes for the InvokeFunction operation`;
    return refusal(413, 'RequestTooLargeException', message);
  }
  if (error instanceof SyntaxError) {
    const message = `Could not parse request body into json: ${error.message}`;
    return refusal(400, 'InvalidRequestContentException', message);
  }
  return refusal(500, 'ServiceException', error instanceof Error ? error.message : String(error));
}

function success(requestId: string, { payload, failed }: InvocationResult): Answer {
  return {
    status: 200,
    headers: {
      'x-amzn-requestid': requestId,
      'x-amz-executed-version': '$LATEST',
      ...(failed ? { 'x-amz-function-error': 'Unhandled' } : {}),
    },
    body: payload,
  };
}

function refusal(status: number, errorType: string, message: string): Answer {
  const type = status < 500 ? 'User' : 'Service';
  return {
    status,
    headers: { 'x-amzn-requestid': randomUUID(), 'x-amzn-errortype': errorType },
    body: JSON.stringify({ Type: type, Message: message }),
  };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.statusCode = status;
  response.setHeaders(new Map(Object.entries({ ...headers, 'content-type': 'application/json' })));
  response.end(body);
}
