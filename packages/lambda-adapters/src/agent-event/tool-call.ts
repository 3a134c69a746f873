/**
 * What an agent asks for, whichever way it came: decoded, not yet checked against the operation's schema.
 *
 * @public
 */
export interface ToolCall {
  readonly actionGroup: string;
  readonly operation: ToolOperation;
  /** Path, query and body parameters by name. What the model left out is absent. */
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly sessionId: string;
  /** Set by whoever invoked the agent, never by the model. */
  readonly sessionAttributes: Readonly<Record<string, string>>;
  readonly promptSessionAttributes: Readonly<Record<string, string>>;
  readonly agent: CallingAgent;
  /** What the user said in this turn. */
  readonly inputText?: string | undefined;
}

/** @public */
export interface ToolOperation {
  /** As written in the OpenAPI document, placeholders unfilled: `/executions/{execution_id}`. */
  readonly path: string;
  /** In upper case. */
  readonly method: string;
}

/** @public */
export interface CallingAgent {
  readonly name: string;
  readonly id: string;
  readonly alias: string;
  readonly version: string;
}
