import type { Clock } from '@sluice/core';
import { createFunctionWorker, type FunctionWorker, type InvocationResult } from './function-worker.ts';
import { DEFAULT_CONCURRENCY, type FunctionLogLine, type LambdaFunction } from './lambda-function.ts';
import type { WorkerInvocation } from './runtime-protocol.ts';

/** The instances of one function. */
export interface FunctionPool {
  /** Gives an event to an instance that has nothing to do, or to a new one. Undefined: throttled, all are busy. */
  invoke(invocation: Omit<WorkerInvocation, 'timeoutMs'>): Promise<InvocationResult> | undefined;
  /** Starts an instance before it is needed. */
  warm(): void;
  close(): Promise<void>;
}

export interface FunctionPoolOptions {
  readonly definition: LambdaFunction;
  readonly clock: Clock;
  readonly onLog: (line: FunctionLogLine) => void;
}

/** Makes the pool of a function, with no instance in it yet. */
export function createFunctionPool(options: FunctionPoolOptions): FunctionPool {
  const { definition } = options;
  const all = new Set<FunctionWorker>();
  const idle: FunctionWorker[] = [];

  function take(): FunctionWorker | undefined {
    for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
      if (worker.usable) return worker;
      all.delete(worker);
    }
    return all.size < (definition.concurrency ?? DEFAULT_CONCURRENCY) ? create() : undefined;
  }

  function create(): FunctionWorker {
    const worker = createFunctionWorker(options);
    all.add(worker);
    return worker;
  }

  function giveBack(worker: FunctionWorker): void {
    if (worker.usable) idle.push(worker);
    else all.delete(worker);
  }

  return {
    invoke(invocation) {
      const worker = take();
      return worker?.invoke({ ...invocation, timeoutMs: definition.timeoutMs }).finally(() => giveBack(worker));
    },
    warm() {
      if (all.size === 0) idle.push(create());
    },
    async close() {
      await Promise.all([...all].map((worker) => worker.stop()));
    },
  };
}
