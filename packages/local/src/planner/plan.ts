import type { AgentProfile } from './agent/agent-profile.ts';
import type { Operation } from './agent/operation.ts';
import type { Unclear } from './parameters/extract.ts';

/** Everything that the next step depends on. */
export interface PlanState {
  readonly agent: AgentProfile;
  /** What the user said in this turn. */
  readonly message: string;
  /** What the turns before left. */
  readonly conversation: Conversation;
  /** The calls of this turn, oldest first. */
  readonly calls: readonly CompletedCall[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When the turn began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** How long after that the agent follows what it started, in milliseconds. */
  readonly followForMs: number;
}

export type Arguments = Readonly<Record<string, unknown>>;

/** A call and what came of it. */
export interface CompletedCall {
  readonly operation: Operation;
  readonly arguments: Arguments;
  readonly status: number;
  /** Parsed where it is JSON. */
  readonly body: unknown;
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** What a session keeps from one turn to the next. */
export interface Conversation {
  /** What was started or spoken of last. */
  readonly last?: LastExecution | undefined;
  /** What was asked for with parameters missing: the next message may complete it. */
  readonly pending?:
    | {
        readonly operationId: string;
        readonly arguments: Arguments;
        /** What was said and could be read in more than one way. */
        readonly unclear?: readonly Unclear[] | undefined;
      }
    | undefined;
  /** A request of which it was not clear what it is about: the next message may tell. */
  readonly choice?: { readonly message: string } | undefined;
  /** What a specialised agent waits for the user to confirm, and what it was asked. */
  readonly confirming?: { readonly agentType: string; readonly input: string; readonly question: string } | undefined;
  /** The specialised agent that asked back: the next message is for it. */
  readonly awaiting?: string | undefined;
}

export interface LastExecution {
  readonly executionId?: string | undefined;
  /** The specialised agent that knows it. */
  readonly agentType?: string | undefined;
  readonly operationId?: string | undefined;
  readonly arguments?: Arguments | undefined;
}

/** How a turn ended. @public */
export type Outcome = 'succeeded' | 'failed' | 'unfinished' | 'answered' | 'asked' | 'nothing_asked' | 'error';

export type Step = CallStep | SayStep;

/** Call an operation, then plan again. */
export interface CallStep {
  readonly step: 'call';
  readonly operation: Operation;
  readonly arguments: Arguments;
  /** Why, in a sentence. */
  readonly rationale: string;
}

/** End the turn with a text. */
export interface SayStep {
  readonly step: 'ask' | 'answer';
  readonly text: string;
  readonly outcome: Outcome;
  /** What the session keeps. */
  readonly conversation: Conversation;
  /** The executions that the text is about. */
  readonly executionIds: readonly string[];
}
