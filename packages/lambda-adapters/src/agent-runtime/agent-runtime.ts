import type { AgentProgress } from './agent-progress.ts';
import type { Citation } from './citation.ts';
import type { ControlAnswers, ReturnedControl } from './returned-control.ts';

/**
 * Invokes agents and reads the whole of what they answer; agents of every kind, where it is not made for one.
 *
 * @public
 */
export interface AgentRuntime<Agent extends AgentReference = AgentReference> {
  /** Sends something to an agent and waits for the end of its answer. Never throws: what went wrong is the outcome. */
  invoke(request: AgentRequest<Agent>, invocation: AgentInvocation): Promise<AgentOutcome>;
}

/** What is sent to an agent, and in which conversation. @public */
export interface AgentRequest<Agent extends AgentReference = AgentReference> {
  readonly agent: Agent;
  /** The conversation; 2 to 100 letters, digits and `.` `_` `:` `-`. */
  readonly sessionId: string;
  /** What the user says, or what came of what the agent wanted done or confirmed. */
  readonly input: { readonly text: string } | { readonly returned: ControlAnswers };
  /** Known to the agent's tools, and never written by its model. */
  readonly sessionAttributes: Readonly<Record<string, string>>;
  /** Whether the text of the answer is wanted piece by piece, as the model writes it. @defaultValue false */
  readonly streamed?: boolean | undefined;
}

/** How an agent is waited for: what ends the wait, and who is told of its progress. @public */
export interface AgentInvocation {
  /** Gives up when it is aborted; the agent may go on nonetheless. */
  readonly signal: AbortSignal;
  /** Is told what the agent does and writes, as it comes. What it throws ends nothing. */
  readonly onProgress?: ((progress: AgentProgress) => void) | undefined;
}

/** An agent of Amazon Bedrock, or one behind an endpoint of AgentCore Runtime. @public */
export type AgentReference = BedrockAgentReference | AgentCoreReference;

/** Names an agent of Amazon Bedrock and the alias to invoke it by. @public */
export interface BedrockAgentReference {
  readonly agentId: string;
  readonly agentAliasId: string;
}

/** Names an agent of AgentCore Runtime and the endpoint to invoke it by. @public */
export interface AgentCoreReference {
  /** `arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bootstrap-AbC123` */
  readonly agentRuntimeArn: string;
  /** The endpoint's name. @defaultValue 'DEFAULT' */
  readonly qualifier?: string | undefined;
}

/**
 * How an invocation ended.
 *
 * `control_returned`: the agent stopped, since it wants a step confirmed or done by whoever invoked it; it has not taken
 * that step. `busy`: it may be asked again later. `mayHaveBegun`: whether some of what was asked may have been done.
 *
 * @public
 */
export type AgentOutcome =
  | { readonly outcome: 'answered'; readonly answer: string; readonly citations: readonly Citation[] }
  | { readonly outcome: 'control_returned'; readonly answer: string; readonly control: ReturnedControl }
  | {
      readonly outcome: 'failed' | 'busy' | 'out_of_time';
      readonly mayHaveBegun: boolean;
      /** What went wrong, for the log. */
      readonly reason: Readonly<Record<string, unknown>>;
    };
