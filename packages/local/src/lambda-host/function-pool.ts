import type { Clock } from '@sluice/core';
import { createFunctionWorker, type FunctionWorker, type InvocationResult, type OnBytes } from './function-worker.ts';
import { DEFAULT_CONCURRENCY, type FunctionLogLine, type LambdaFunction } from './lambda-function.ts';
import type { WorkerInvocation } from './runtime-protocol.ts';

/** The instances of one function. */
export interface FunctionPool {
  /** Gives an event to an instance that has nothing to do, or to a new one. Undefined: throttled, all are busy. */
  invoke(invocation: Omit<WorkerInvocation, 'timeoutMs'>, onBytes?: OnBytes): Promise<InvocationResult> | undefined;
  /** Starts an instance before it is needed. */
  warm(): void;
  close(): Promise<void>;
}

export interface FunctionPoolOptions {
  readonly definition: LambdaFunction;
  /** Where the Lambda API listens. */
  readonly lambdaUrl: string;
  readonly clock: Clock;
  readonly onLog: (line: FunctionLogLine) => void;
}

/** So many instances are kept for events to come; each takes memory. */
const MAX_IDLE = 5;

/** Makes the pool of a function, with no instance in it yet. */
export function createFunctionPool(options: FunctionPoolOptions): FunctionPool {
  const { definition, onLog } = options;
  const concurrency = definition.concurrency ?? DEFAULT_CONCURRENCY;
  const all = new Set<FunctionWorker>();
  const idle: FunctionWorker[] = [];
  const ending = new Set<Promise<void>>();

  function take(): FunctionWorker | undefined {
    for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
      if (worker.usable) return worker;
      all.delete(worker);
    }
    if (all.size < concurrency) return create();
    const line = concurrency === 1 ? 'the only instance is busy' : `all ${concurrency} instances are busy`;
    onLog({ functionName: definition.name, stream: 'stderr', line });
    return undefined;
  }

  function create(): FunctionWorker {
    const worker = createFunctionWorker(options);
    all.add(worker);
    return worker;
  }

  function giveBack(worker: FunctionWorker): void {
    if (worker.usable) idle.push(worker);
    else all.delete(worker);
    // The one that has had nothing to do for longest: it has surely said all that it had to say.
    if (idle.length > MAX_IDLE) end(idle.shift());
  }

  function end(worker: FunctionWorker | undefined): void {
    if (worker === undefined) return;
    all.delete(worker);
    const ended = worker.stop().finally(() => ending.delete(ended));
    ending.add(ended);
  }

  return {
    invoke(invocation, onBytes) {
      const worker = take();
      return worker
        ?.invoke({ ...invocation, timeoutMs: definition.timeoutMs }, onBytes)
        .finally(() => giveBack(worker));
    },
    warm() {
      if (all.size === 0) idle.push(create());
    },
    async close() {
      await Promise.all([...[...all].map((worker) => worker.stop()), ...ending]);
    },
  };
}
