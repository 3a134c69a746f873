import type { ActionGroupHandler } from '@sluice/core';
import type { Outcome } from '../planner/plan.ts';

/**
 * What happens in the Bedrock Agents emulator, as it happens.
 *
 * @public
 */
export type AgentEvent = AgentStarted | ToolCalled | ToolAnswered | ControlReturned | AgentAnswered | AgentFailed;

/** The turn that an event is part of. @public */
export interface AgentTurn {
  readonly agentType: string;
  readonly sessionId: string;
}

/** Somebody invoked an agent. @public */
export interface AgentStarted extends AgentTurn {
  readonly type: 'agent.started';
  /** Empty where the user confirms or denies what the agent returned control for. */
  readonly inputText: string;
  /** What the user said to that. */
  readonly decision?: 'confirmed' | 'denied' | undefined;
  /** The access key id that the request was signed with; `anonymous` when it was not signed. */
  readonly caller: string;
}

/** An agent calls an operation of an action group. @public */
export interface ToolCalled extends AgentTurn {
  readonly type: 'tool.called';
  readonly actionGroup: string;
  readonly handler: ActionGroupHandler;
  readonly operationId: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** An operation was answered. @public */
export interface ToolAnswered extends AgentTurn {
  readonly type: 'tool.answered';
  readonly actionGroup: string;
  readonly operationId: string;
  /** HTTP status of the answer. */
  readonly status: number;
  readonly durationMs: number;
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

/** An agent ended its turn at an operation that the user has to confirm first. @public */
export interface ControlReturned extends AgentTurn {
  readonly type: 'control.returned';
  readonly invocationId: string;
  readonly actionGroup: string;
  readonly operationId: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** An agent ended its turn with a text. @public */
export interface AgentAnswered extends AgentTurn {
  readonly type: 'agent.answered';
  readonly answer: string;
  /** How it went: `asked` means that the agent needs to know more, `error` that a tool refused. */
  readonly outcome: Outcome;
  /** The executions that the answer is about. */
  readonly executionIds: readonly string[];
}

/** A turn broke off: a function failed, or the caller went away. @public */
export interface AgentFailed extends AgentTurn {
  readonly type: 'agent.failed';
  /** Name of the exception as Bedrock names it: `dependencyFailedException`. */
  readonly name: string;
  readonly message: string;
}
