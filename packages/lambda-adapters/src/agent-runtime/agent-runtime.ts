/** Invokes agents and reads the whole of what they answer. @public */
export interface AgentRuntime {
  /**
   * Sends a text to an agent and waits for the end of its answer. Never throws: what went wrong is the outcome.
   *
   * @param signal - Gives up when it is aborted; the agent may go on nonetheless
   */
  invoke(request: AgentRequest, signal: AbortSignal): Promise<AgentOutcome>;
}

/** @public */
export interface AgentRequest {
  readonly agent: AgentReference;
  /** The conversation; 2 to 100 letters, digits and `.` `_` `:` `-`. */
  readonly sessionId: string;
  readonly text: string;
  readonly sessionAttributes: Readonly<Record<string, string>>;
}

/** @public */
export interface AgentReference {
  readonly agentId: string;
  readonly agentAliasId: string;
}

/**
 * How an invocation ended.
 *
 * `confirmation_needed`: the agent wants a person to confirm a step, which it has not taken. `busy`: it may be asked again
 * later. `mayHaveBegun`: whether some of what was asked may have been done.
 *
 * @public
 */
export type AgentOutcome =
  | { readonly outcome: 'answered'; readonly answer: string }
  | { readonly outcome: 'confirmation_needed' }
  | {
      readonly outcome: 'failed' | 'busy' | 'out_of_time';
      readonly mayHaveBegun: boolean;
      /** What went wrong, for the log. */
      readonly reason: Readonly<Record<string, unknown>>;
    };

/** A text for the user of an agent that wants a step confirmed. */
export const CONFIRMATION_NEEDED =
  'A step of this needs the confirmation of a person, and a confirmation cannot be given here yet. That step was not taken.';
