import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { startHttpServer } from '../http-server.ts';

/** An event for a function. */
export interface Invocation {
  readonly event: unknown;
  readonly timeoutMs: number;
  readonly traceId?: string | undefined;
  readonly clientContext?: object | undefined;
}

/** What became of an event. `body` is what the function sent: JSON, a stream as far as it came, or an error. */
export interface RuntimeAnswer {
  readonly kind: 'response' | 'error' | 'init error' | 'timed out' | 'exited';
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface RuntimeApi {
  /** Host and port, as `AWS_LAMBDA_RUNTIME_API` has them. */
  readonly address: string;
  /** Gives an event to whichever process asks for the next. */
  invoke(invocation: Invocation): Promise<RuntimeAnswer>;
  /** Ends the event that is being worked on in another way than by an answer. */
  settle(kind: 'timed out' | 'exited'): void;
  close(): Promise<void>;
}

interface Pending extends Invocation {
  readonly id: string;
  readonly resolve: (answer: RuntimeAnswer) => void;
}

/** Starts the HTTP API between AWS Lambda and the process of a function, for one process at a time. */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  let count = 0;
  let waiting: Pending | undefined;
  let working: Pending | undefined;
  let next: ServerResponse | undefined;

  function handOver(): void {
    if (waiting === undefined || next === undefined) return;
    const { id, event, timeoutMs, traceId, clientContext } = waiting;
    next.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': id,
      'lambda-runtime-deadline-ms': String(Date.now() + timeoutMs),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:111122223333:function:test',
      ...(traceId === undefined ? {} : { 'lambda-runtime-trace-id': traceId }),
      ...(clientContext === undefined ? {} : { 'lambda-runtime-client-context': JSON.stringify(clientContext) }),
    });
    next.end(JSON.stringify(event));
    [working, waiting, next] = [waiting, undefined, undefined];
  }

  function settle(answer: RuntimeAnswer): void {
    const pending = working ?? waiting;
    [working, waiting] = [undefined, undefined];
    pending?.resolve(answer);
  }

  const { url, close } = await startHttpServer(async (request, response) => {
    const path = (request.url ?? '').replace('/2018-06-01/runtime', '');
    if (path === '/invocation/next') {
      next = response;
      response.once('close', () => {
        if (next === response) next = undefined;
      });
      handOver();
      return;
    }
    const body = await text(request).catch(() => '');
    response.writeHead(202).end();
    const { headers } = request;
    if (path === '/init/error') settle({ kind: 'init error', headers, body });
    if (path === `/invocation/${working?.id}/response`) settle({ kind: 'response', headers, body });
    if (path === `/invocation/${working?.id}/error`) settle({ kind: 'error', headers, body });
  });

  return {
    address: new URL(url).host,
    invoke(invocation) {
      count += 1;
      const id = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
      return new Promise((resolve) => {
        waiting = { ...invocation, id, resolve };
        handOver();
      });
    },
    settle: (kind) => settle({ kind, headers: {}, body: '' }),
    close,
  };
}
