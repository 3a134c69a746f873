import type { McpFacts } from '../http/server-env.ts';
import type { McpCallContext } from './definitions.ts';
import { type FailureReport, protocolFailure } from './failures.ts';
import type { McpView } from './registry.ts';
import type { McpCaller, McpRuntime } from './runtime.ts';

/** One request, as the handlers of the methods see it. */
export interface McpCall {
  readonly view: McpView;
  readonly context: McpCallContext;
  readonly report: FailureReport;
  /** What the record says of the request; completed while it is answered. */
  readonly facts: { -readonly [Key in keyof McpFacts]: McpFacts[Key] };
}

/** A call, who makes it, and what all calls share. */
export interface AnsweredCall {
  readonly runtime: McpRuntime;
  readonly caller: McpCaller;
  readonly call: McpCall;
}

/** Has a call answered, and notes how that went. */
export async function answerCall<Result>(
  { runtime, caller, call }: AnsweredCall,
  work: (call: McpCall) => Promise<Result>,
): Promise<Result> {
  const working = work(call);
  runtime.underWay.add(working);
  try {
    return await working;
  } catch (failure) {
    throw failureOf(failure, call);
  } finally {
    runtime.underWay.delete(working);
    caller.note(call.facts);
  }
}

/** A call that was cancelled fails with the reason, which the SDK tells nobody. */
function failureOf(failure: unknown, { context: { signal }, report, facts }: McpCall): unknown {
  if (signal.aborted && failure === signal.reason) {
    facts.errorType = 'cancelled';
    return failure;
  }
  const error = protocolFailure(failure, report);
  facts.errorType = String(error.code);
  return error;
}
