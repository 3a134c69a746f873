import { createServer, type ServerResponse } from 'node:http';
import type { Clock } from '@sluice/core';
import { type HttpPart, listen } from '../http/listen.ts';
import { createFunctionPool, type FunctionPool } from './function-pool.ts';
import type { InvocationResult } from './function-worker.ts';
import { type InvocationRequest, PAYLOAD_LIMIT, readInvocation } from './invocation-request.ts';
import { accepted, refusal, send, success } from './lambda-answer.ts';
import { type FunctionLogLine, functionArn, type LambdaFunction } from './lambda-function.ts';
import { completeFrame, payloadFrame } from './response-events.ts';

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
  /**
   * Starts an instance of functions, so that the first event finds it loaded.
   *
   * @param functionNames - Absent: of all
   */
  warm(functionNames?: readonly string[]): void;
}

/**
 * Runs functions as Lambda does, behind the HTTP API that Lambda has: any AWS SDK is its client. It knows Invoke, for an
 * answer and for an event, and InvokeWithResponseStream. An event whose function fails is not repeated.
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
  const pools = new Map<string, FunctionPool>();
  const server = createServer(async (request, response) => {
    const invocation = await readInvocation(request);
    if ('refusal' in invocation) send(response, invocation.refusal);
    else await invoke(pools.get(invocation.functionName), invocation, response);
  });
  const part = await listen(server, port);
  for (const definition of functions) {
    const options = { definition, lambdaUrl: part.url, clock, onLog: onLog ?? (() => {}) };
    pools.set(definition.name, createFunctionPool(options));
  }
  return {
    ...part,
    warm(functionNames = [...pools.keys()]) {
      for (const name of functionNames) pools.get(name)?.warm();
    },
    async close() {
      await Promise.all([part.close(), ...[...pools.values()].map((pool) => pool.close())]);
    },
  };
}

async function invoke(
  pool: FunctionPool | undefined,
  { functionName, kind, ...invocation }: InvocationRequest,
  response: ServerResponse,
): Promise<void> {
  const { requestId } = invocation;
  if (pool === undefined) {
    const message = `Function not found: ${functionArn(functionName)}`;
    send(response, refusal(404, 'ResourceNotFoundException', message));
    return;
  }
  const pieces: Uint8Array[] = [];
  const onBytes = (bytes: Uint8Array): void => {
    if (kind === 'stream') sendPiece(response, requestId, payloadFrame(bytes));
    else pieces.push(bytes);
  };
  const running = pool.invoke(invocation, onBytes);
  if (running === undefined) {
    send(response, refusal(429, 'TooManyRequestsException', 'Rate Exceeded.'));
    return;
  }
  if (kind === 'event') {
    send(response, accepted(requestId));
    return;
  }
  const result = await running;
  if (kind === 'stream') {
    sendPiece(response, requestId, completeFrame(result));
    response.end();
  } else send(response, success(requestId, limited(whole(result, pieces))));
}

/** Status and headers of the response go out with its first piece. */
function sendPiece(response: ServerResponse, requestId: string, frame: Uint8Array): void {
  if (!response.headersSent) {
    response.writeHead(200, {
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amzn-requestid': requestId,
      'x-amz-executed-version': '$LATEST',
    });
  }
  response.write(frame);
}

/** What a function streams that is invoked for an answer is that answer. */
function whole(result: InvocationResult, pieces: readonly Uint8Array[]): InvocationResult {
  if (result.failed || pieces.length === 0) return result;
  return { failed: false, payload: Buffer.concat(pieces).toString('utf8') };
}

function limited(result: InvocationResult): InvocationResult {
  if (Buffer.byteLength(result.payload) <= PAYLOAD_LIMIT) return result;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${PAYLOAD_LIMIT} bytes).`;
  return { failed: true, payload: JSON.stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage }) };
}
