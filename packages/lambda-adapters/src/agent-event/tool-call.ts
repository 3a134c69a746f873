/**
 * What an agent asks for, whichever way it came: decoded, not yet checked against the operation's schema.
 *
 * @public
 */
export interface ToolCall {
  /** The action group; of a call through AgentCore Gateway, the target. */
  readonly actionGroup: string;
  readonly operation: ToolOperation;
  /** Path, query and body parameters by name. What the model left out is absent. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The conversation; undefined where the way it came knows none, as AgentCore Gateway. */
  readonly sessionId: string | undefined;
  /** The id that the way it came gave this request; undefined where it gives none, as Bedrock Agents. */
  readonly requestId: string | undefined;
  /** Set by whoever invoked the agent, never by the model. */
  readonly sessionAttributes: Readonly<Record<string, string>>;
  readonly promptSessionAttributes: Readonly<Record<string, string>>;
  readonly agent: CallingAgent;
  /** What the user said in this turn. */
  readonly inputText?: string | undefined;
}

/** Which of its tools an agent calls. @public */
export interface ToolOperation {
  /** As the agent names it: `GET /executions/{execution_id}`, or the name of a function or a tool, `get-execution`. */
  readonly name: string;
  /** Where the operation stands in its OpenAPI document; undefined while only its name is known. */
  readonly place?: OperationPlace | undefined;
}

/** The path and method that an OpenAPI document has an operation under. @public */
export interface OperationPlace {
  /** As written in the OpenAPI document, placeholders unfilled: `/executions/{execution_id}`. */
  readonly path: string;
  /** In upper case. */
  readonly method: string;
}

/** Who calls; empty where the way it came does not say. @public */
export interface CallingAgent {
  readonly name: string;
  readonly id: string;
  readonly alias: string;
  readonly version: string;
}
