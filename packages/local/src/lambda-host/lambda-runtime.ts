/** Runs in a worker thread: loads the function's module and gives its handler one event after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { awslambda, streamResponse, streamsResponse } from './response-stream.ts';
import type { LambdaError, WorkerInvocation, WorkerMessage, WorkerStart } from './runtime-protocol.ts';

type Handler = (event: unknown, context: unknown) => unknown;

const start: WorkerStart = workerData;

Object.assign(globalThis, { awslambda });

const handler: Promise<Handler | undefined> = load();

parentPort?.on('message', (invocation: WorkerInvocation) => {
  void handle(invocation).then(say);
});

async function load(): Promise<Handler | undefined> {
  try {
    const module: Readonly<Record<string, unknown>> = await import(start.module);
    const exported = module[start.handler];
    if (typeof exported === 'function') {
      say({ type: 'ready' });
      return exported as Handler;
    }
    const errorMessage = `index.${start.handler} is undefined or not exported`;
    say({ type: 'init_failed', payload: JSON.stringify({ errorType: 'Runtime.HandlerNotFound', errorMessage }) });
  } catch (error) {
    say({ type: 'init_failed', payload: JSON.stringify(logged('Init Error', describe(error))) });
  }
  return undefined;
}

async function handle(invocation: WorkerInvocation): Promise<WorkerMessage> {
  try {
    const [event, context] = [JSON.parse(invocation.payload), contextOf(invocation)];
    const loaded = await handler;
    if (!streamsResponse(loaded)) return { type: 'answered', payload: toJson(await loaded?.(event, context)) };
    await streamResponse(loaded, [event, context], (bytes) => say({ type: 'streamed', bytes }));
    return { type: 'answered', payload: 'null' };
  } catch (error) {
    return { type: 'failed', payload: JSON.stringify(logged('Invoke Error', describe(error))) };
  }
}

function contextOf({ requestId, timeoutMs, clientContext }: WorkerInvocation): unknown {
  const deadline = performance.now() + timeoutMs;
  return {
    awsRequestId: requestId,
    functionName: start.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: start.functionArn,
    memoryLimitInMB: String(start.memorySizeMb),
    logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    callbackWaitsForEmptyEventLoop: true,
    clientContext: clientContext === undefined ? undefined : JSON.parse(clientContext),
    identity: undefined,
    getRemainingTimeInMillis: (): number => Math.max(0, Math.floor(deadline - performance.now())),
  };
}

/** A handler that returns nothing answers `null`, as on Lambda. */
function toJson(answer: unknown): string {
  try {
    return JSON.stringify(answer) ?? 'null';
  } catch (error) {
    const unable = new Error(`Unable to stringify response body: ${error instanceof Error ? error.message : error}`);
    unable.name = 'Runtime.MarshalError';
    throw unable;
  }
}

function describe(error: unknown): LambdaError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

function logged(what: string, error: LambdaError): LambdaError {
  console.error(`ERROR\t${what}\t${JSON.stringify(error)}`);
  return error;
}

function say(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}
