import { ExecutorError, type ExecutorErrorOptions, type PipelineExecutor } from '@sluice/core';
import type { ExecutorRequest, ExecutorScenarios } from '../src/index.ts';
import { createMillExecutor, type MillTarget } from './executor-mill.ts';
import { MILL_TOKEN } from './executor-mill-server.ts';
import { MILL_SECRET } from './executor-mill-world.ts';

type Executor = PipelineExecutor<MillTarget>;

/** A way in which an executor is wrong, the case that must find it, what that case says then, and what is wrong. */
export type Breakage = readonly [
  what: string,
  foundBy: string,
  saying: RegExp,
  create: (request: ExecutorRequest) => Executor,
  /** @defaultValue those of the mill */
  scenarios?: ExecutorScenarios<MillTarget>,
];

/** Sends requests for an executor, rightly or not. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

/** The right executor. */
export function createRight(request: ExecutorRequest, send: Send = fetch): Executor {
  return createMillExecutor({
    ...request,
    token: MILL_TOKEN,
    webhookSecret: MILL_SECRET,
    fetch: (input, init = {}) => send(String(input), init),
  });
}

/** Breaks what the executor does. */
export function methods(breaking: (right: Executor, request: ExecutorRequest) => Partial<Executor>) {
  return (request: ExecutorRequest): Executor => {
    const right = createRight(request);
    return { ...right, ...breaking(right, request) };
  };
}

/** Breaks how the executor speaks HTTP. */
export function sending(send: Send) {
  return (request: ExecutorRequest): Executor => createRight(request, send);
}

/** Does it in the given way when a promise rejects with an `ExecutorError`. */
export async function onError<Value>(
  promise: Promise<Value>,
  otherwise: (error: ExecutorError) => Value | Promise<Value>,
): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    if (!ExecutorError.isInstance(error)) throw error;
    return otherwise(error);
  }
}

/** Makes an error say something else. */
export function saying<Value>(promise: Promise<Value>, other: Partial<ExecutorErrorOptions>): Promise<Value> {
  return onError(promise, ({ message, outcome, retryable, retryAfterMs, runIsGone }) => {
    throw new ExecutorError({ message, outcome, retryable, retryAfterMs, runIsGone, ...other });
  });
}

export function isPost({ method }: RequestInit): boolean {
  return method === 'POST';
}
