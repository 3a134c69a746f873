import type { ExecutionStatus, Stage } from '@sluice/core';
import type { AgentAnswered } from '../bedrock/agent-event.ts';
import type { Hop } from '../flow/hop.ts';

/** What happens in the local runtime, as it happens. @public */
export type LocalEvent =
  | { readonly type: 'hop'; readonly hop: Hop }
  | { readonly type: 'progress'; readonly progress: RunProgress }
  | { readonly type: 'log'; readonly log: LogLine }
  | { readonly type: 'agent'; readonly agent: AgentAnswer };

/** Where an execution stands; told whenever that changes. @public */
export interface RunProgress {
  readonly executionId: string;
  readonly pipelineType: string;
  readonly environment: string;
  readonly status: ExecutionStatus;
  readonly stages: readonly Stage[];
  /** Where a person can look at the run. */
  readonly url?: string | undefined;
  readonly finished: boolean;
}

/** A line that a part wrote to its log. @public */
export interface LogLine {
  readonly part: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** What it says, in short. */
  readonly message: string;
  /** All else that the line carries, such as `execution_id`: fit for JSON, and without secrets. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What an agent said in the end. @public */
export type AgentAnswer = Omit<AgentAnswered, 'type'>;

/** How it went for an agent. @public */
export type AgentOutcome = AgentAnswered['outcome'];
