import { Worker } from 'node:worker_threads';
import type { Clock } from '@sluice/core';
import { functionEnvironment } from './function-environment.ts';
import {
  DEFAULT_HANDLER,
  DEFAULT_MEMORY_MB,
  type FunctionLogLine,
  functionArn,
  type LambdaFunction,
} from './lambda-function.ts';
import { forwardLines } from './log-lines.ts';
import type { LambdaError, WorkerInvocation, WorkerMessage, WorkerStart } from './runtime-protocol.ts';

/** What became of an event. `payload` is JSON: the answer, or the error as Lambda words it. */
export interface InvocationResult {
  readonly payload: string;
  readonly failed: boolean;
}

/** Gets the pieces of a streamed answer. */
export type OnBytes = (bytes: Uint8Array) => void;

/** One instance of a function: works on one event at a time and keeps its module's state in between. */
export interface FunctionWorker {
  /** Whether it may get another event: false once it was stopped, was too slow or has crashed. */
  readonly usable: boolean;
  /** @param onBytes - Gets an answer that is streamed, piece by piece */
  invoke(invocation: WorkerInvocation, onBytes?: OnBytes): Promise<InvocationResult>;
  stop(): Promise<void>;
}

export interface FunctionWorkerOptions {
  readonly definition: LambdaFunction;
  /** Where the Lambda API listens. */
  readonly lambdaUrl: string;
  readonly clock: Clock;
  readonly onLog: (line: FunctionLogLine) => void;
}

/** Loading a module may take this long, as on Lambda. */
const INIT_TIMEOUT_MS = 10_000;

/** Starts a worker thread that has nothing of this process but its code. */
export function createFunctionWorker(options: FunctionWorkerOptions): FunctionWorker {
  const { definition, clock, onLog } = options;
  const worker = startThread(options);
  forwardLines(worker.stdout, (line) => onLog({ functionName: definition.name, stream: 'stdout', line }));
  forwardLines(worker.stderr, (line) => onLog({ functionName: definition.name, stream: 'stderr', line }));

  let usable = true;
  let loaded = false;
  let said = Promise.withResolvers<WorkerEnd>();
  const fail = (error: LambdaError): void => {
    usable = false;
    said.resolve(failure(error));
  };
  let onBytes: OnBytes = () => {};
  worker.on('message', (message: WorkerMessage) => {
    if (message.type === 'streamed') onBytes(message.bytes);
    else said.resolve(message);
  });
  worker.on('error', (error) => fail(crashError(error)));
  worker.on('exit', (code) => fail(exitError(code)));

  async function stop(): Promise<void> {
    usable = false;
    await worker.terminate();
  }

  /** Returns the next that the worker says; one that says nothing in time is stopped. */
  async function next(timeoutMs: number, requestId: string): Promise<WorkerEnd> {
    const over = new AbortController();
    const late = clock.sleep(timeoutMs, over.signal).then(() => {
      void stop();
      return failure(timeoutError(requestId, timeoutMs));
    });
    try {
      return await Promise.race([said.promise, late]);
    } finally {
      over.abort();
    }
  }

  async function load(requestId: string): Promise<WorkerEnd> {
    const message = await next(INIT_TIMEOUT_MS, requestId);
    loaded = message.type === 'ready';
    if (!loaded) void stop();
    return message;
  }

  return {
    get usable() {
      return usable;
    },
    async invoke(invocation, onStreamed = () => {}) {
      if (!loaded) {
        const message = await load(invocation.requestId);
        if (message.type !== 'ready') return { payload: message.payload, failed: true };
      }
      said = Promise.withResolvers();
      onBytes = onStreamed;
      worker.postMessage(invocation);
      const message = await next(invocation.timeoutMs, invocation.requestId);
      if (message.type === 'ready') throw new Error('The worker said that it is ready in the midst of an event');
      return { payload: message.payload, failed: message.type !== 'answered' };
    },
    stop,
  };
}

function startThread({ definition, lambdaUrl }: FunctionWorkerOptions): Worker {
  const { name } = definition;
  const memorySizeMb = definition.memorySizeMb ?? DEFAULT_MEMORY_MB;
  const workerData: WorkerStart = {
    module: definition.module,
    handler: definition.handler ?? DEFAULT_HANDLER,
    functionName: name,
    functionArn: functionArn(name),
    memorySizeMb,
  };
  return new Worker(runtimeUrl(), {
    name,
    workerData,
    env: functionEnvironment(definition, lambdaUrl),
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memorySizeMb },
  });
}

/** The runtime stands beside this file in the source and beside the one bundle in the build. */
function runtimeUrl(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './lambda-runtime.ts' : './lambda-runtime.js', import.meta.url);
}

/** What a worker says at an end: of its start or of an event. */
type WorkerEnd = Exclude<WorkerMessage, { readonly type: 'streamed' }>;

function failure(error: LambdaError): WorkerEnd {
  return { type: 'failed', payload: JSON.stringify(error) };
}

function timeoutError(requestId: string, timeoutMs: number): LambdaError {
  return { errorMessage: `${requestId} Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds` };
}

function crashError(error: unknown): LambdaError {
  if (!(error instanceof Error)) return { errorType: 'Runtime.ExitError', errorMessage: String(error) };
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return { errorType: 'Runtime.OutOfMemory', errorMessage: 'Runtime exited with error: signal: killed' };
  }
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

function exitError(code: number): LambdaError {
  const errorMessage =
    code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
  return { errorType: 'Runtime.ExitError', errorMessage };
}
