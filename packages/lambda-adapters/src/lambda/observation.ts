import type { ServiceLogger } from '@sluice/core';
import type { LambdaContext } from './lambda-context.ts';
import type { TraceContext } from './trace-context.ts';

/** What is known of an invocation when its work begins. */
export interface ObservedSubject {
  readonly context: LambdaContext;
  readonly sessionId?: string | undefined;
  readonly sessionAttributes?: Readonly<Record<string, string>> | undefined;
  /** Values that no line may have. @defaultValue none */
  readonly secrets?: readonly string[] | undefined;
}

/** One invocation, as it is observed while it works. */
export interface Observation {
  /** Names request, session and trace in each line, and no secret. */
  readonly logger: ServiceLogger;
  /** To be passed on to whoever this invocation calls. */
  readonly trace: TraceContext;
  /**
   * Makes a call to something outside, and tells how long it took and whether it threw.
   *
   * @param name - What is called, such as `PipelineServer`; the metric is `PipelineServerDuration`
   */
  call<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Adds one to a metric, for example `Recorded`. */
  count(name: string): void;
  /** Says how the invocation ended. Where that is never said, it has failed. */
  ended(outcome: ObservedOutcome): void;
}

/** How an invocation ended. */
export interface ObservedOutcome {
  /** As of HTTP: below 400 it was answered, below 500 refused, else it failed. */
  readonly status: number;
  /** A code or a status, for example `queued` or `invalid_parameters`. */
  readonly outcome: string;
  /** What else the line of log says; `execution_id` and `operation` become annotations of the trace, too. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** How calls and invocations end, as metrics and traces tell it. */
export type OutcomeClass = 'answered' | 'refused' | 'failed';

/** Returns how an invocation with that status ended. */
export function outcomeClass({ status }: ObservedOutcome): OutcomeClass {
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'answered';
}
