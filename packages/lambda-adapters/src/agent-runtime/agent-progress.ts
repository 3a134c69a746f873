/**
 * What is known of an agent at work, while it is: a piece of its answer, a step that it takes, or the whole trace as
 * Bedrock sent it.
 *
 * @public
 */
export type AgentProgress =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'step'; readonly step: AgentStep }
  | { readonly type: 'trace'; readonly trace: Readonly<Record<string, unknown>> };

/**
 * A step of an agent, as its traces tell it. `thinking`: the model works. `calling`: a tool or another agent was asked.
 * `called`: it answered. `failed`: the agent gives up.
 *
 * @public
 */
export interface AgentStep {
  readonly kind: 'thinking' | 'calling' | 'called' | 'failed';
  /** Which agent, where it is not the one that was invoked. */
  readonly agent?: string | undefined;
  /** The action group, or the collaborator that was asked. */
  readonly tool?: string | undefined;
  /** `POST /pipelines/bootstrap/executions`, or a function's name. */
  readonly operation?: string | undefined;
}
