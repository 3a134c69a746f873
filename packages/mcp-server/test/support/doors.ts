import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import { createPipelineServerApp, loopbackAuthenticator } from '../../src/index.ts';
import {
  createLambdaHandler,
  createStreamingLambdaHandler,
  type DirectAnswer,
  type HttpResult,
  type LambdaContext,
} from '../../src/lambda.ts';
import { serveStdio } from '../../src/stdio.ts';
import type { DoorRequest } from './door-request.ts';
import { directEvent, functionUrlEvent, httpApiEvent, loadBalancerEvent, restApiEvent } from './lambda-events.ts';
import { sendRaw } from './raw-request.ts';
import { becomeLambdaRuntime, invokeStreaming, responseOf } from './streaming-runtime.ts';
import type { TestServer } from './test-server.ts';

/** Sends a request through a door and returns the answer as its caller gets it. */
export type Send = (request: DoorRequest) => Promise<Response>;

/** A way into the pipeline server. */
export interface Door {
  readonly name: string;
  /** `http`: everything; `mcp`: `POST /mcp` only, and of its headers `x-api-key` only, as it was when the door opened. */
  readonly carries: 'http' | 'mcp';
  /** Of a name that is in a query twice, only the last one gets through. */
  readonly dropsRepeats?: true;
  /** Opens the door to the service of a test server, with its authentication, log and clock; closed with the test. */
  open(server: TestServer, options?: DoorOptions): Send;
}

export interface DoorOptions {
  /** What is left of a function's time, in milliseconds. @defaultValue 30000 */
  readonly remainingMs?: number | undefined;
  /** The API key of a door that takes it from the environment. @defaultValue none */
  readonly apiKey?: string | undefined;
}

/** Every way in. */
export const DOORS: readonly Door[] = [
  { name: 'Node', carries: 'http', open: (server) => (request) => sendRaw(server.server.port, request) },
  lambdaDoor('REST API', restApiEvent),
  lambdaDoor('HTTP API', httpApiEvent),
  lambdaDoor('HTTP API with a stage', (request) => httpApiEvent(request, { stage: 'prod' })),
  lambdaDoor('function URL', functionUrlEvent),
  { ...lambdaDoor('load balancer', (request) => loadBalancerEvent(request, false)), dropsRepeats: true },
  lambdaDoor('load balancer with multi-value headers', (request) => loadBalancerEvent(request, true)),
  { name: 'streaming function URL', carries: 'http', open: openStreaming },
  { name: 'direct invocation', carries: 'http', open: openDirect },
  { name: 'stdio', carries: 'mcp', open: openStdio },
];

/** Makes what Lambda tells a handler of an invocation. */
export function lambdaContext(remainingMs = 30_000): LambdaContext {
  return { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => remainingMs };
}

/** Makes the options that any Lambda handler over a test server takes. */
export function handlerOptions({
  options,
  service,
  log,
  clock,
}: TestServer): Parameters<typeof createLambdaHandler>[0] {
  const { logger } = log;
  const authenticate = options.authenticate ?? loopbackAuthenticator();
  return { app: createPipelineServerApp({ ...options, service, logger, clock, authenticate }), logger, clock };
}

function lambdaDoor(name: string, eventOf: (request: DoorRequest) => object): Door {
  return {
    name,
    carries: 'http',
    open(server, { remainingMs } = {}) {
      const handler = createLambdaHandler(handlerOptions(server));
      return async (request) => responseOfResult(await handler(wired(eventOf(request)), lambdaContext(remainingMs)));
    },
  };
}

function openStreaming(server: TestServer, { remainingMs }: DoorOptions = {}): Send {
  becomeLambdaRuntime();
  const handler = createStreamingLambdaHandler(handlerOptions(server));
  return async (request) =>
    responseOf(await invokeStreaming(handler, wired(functionUrlEvent(request)), lambdaContext(remainingMs)));
}

function openDirect(server: TestServer, { remainingMs }: DoorOptions = {}): Send {
  const handler = createLambdaHandler(handlerOptions(server));
  return async (request) => {
    const { status, headers, body } = wired(
      await handler(wired(directEvent(request)), lambdaContext(remainingMs)),
    ) as DirectAnswer;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return new Response(text === '' ? null : text, { status, headers });
  };
}

function openStdio({ options, service, log, clock }: TestServer, { apiKey }: DoorOptions = {}): Send {
  const input = new PassThrough();
  const output = new PassThrough();
  const authenticate = options.authenticate ?? loopbackAuthenticator();
  const { admission } = options;
  const waitMs = options.mcp?.waitMs;
  const served = serveStdio({
    service,
    logger: log.logger,
    authenticate,
    apiKey,
    admission,
    waitMs,
    clock,
    input,
    output,
  });
  onTestFinished(async () => {
    input.end();
    await served.catch(() => {});
  });
  const lines = output[Symbol.asyncIterator]();
  return async ({ body = '' }) => {
    input.write(`${Buffer.from(body).toString('utf8')}\n`);
    const { value } = await Promise.race([lines.next(), served.then(() => ({ value: undefined }))]);
    return new Response(value, { headers: { 'content-type': 'application/json' } });
  };
}

function responseOfResult(result: Awaited<ReturnType<ReturnType<typeof createLambdaHandler>>>): Response {
  const { statusCode, body, isBase64Encoded, ...rest } = wired(result) as HttpResult;
  const headers = new Headers(rest.headers);
  for (const [name, values] of Object.entries(rest.multiValueHeaders ?? {})) {
    for (const value of values) headers.append(name, value);
  }
  for (const cookie of rest.cookies ?? []) headers.append('set-cookie', cookie);
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  return new Response(bytes.length === 0 ? null : bytes, { status: statusCode, headers });
}

/** Events and answers travel as JSON. */
function wired<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}
