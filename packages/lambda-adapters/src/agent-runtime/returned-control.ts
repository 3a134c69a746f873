/** What an agent wants confirmed by a person, or done by whoever invoked it, before it goes on. @public */
export interface ReturnedControl {
  /** Goes back with the answers. */
  readonly invocationId: string;
  readonly requests: readonly ControlRequest[];
}

/** One step that an agent does not take by itself. @public */
export interface ControlRequest {
  readonly asks: 'confirmation' | 'result' | 'confirmation_and_result';
  readonly operation: ReturnedOperation;
  /** As the model filled them in; every value is a text. */
  readonly arguments: Readonly<Record<string, string>>;
}

/** Names the operation, so that an answer finds back to it. @public */
export interface ReturnedOperation {
  readonly actionGroup: string;
  /** The name of the function, or method and path of an OpenAPI operation. */
  readonly name: { readonly function: string } | { readonly httpMethod: string; readonly apiPath: string };
  /** The agent that asks, where it is a collaborator of the one that was invoked. */
  readonly agentId?: string | undefined;
}

/** What came of the steps that an agent returned control for. @public */
export interface ControlAnswers {
  readonly invocationId: string;
  readonly results: readonly ControlResult[];
}

/** What came of one step that an agent returned control for. @public */
export interface ControlResult {
  readonly operation: ReturnedOperation;
  /** What a person said; absent where no confirmation was asked for. */
  readonly confirmed?: boolean | undefined;
  /** What came of the step, where a result was asked for: HTTP status and a text, mostly JSON. */
  readonly result?: { readonly status: number; readonly body: string } | undefined;
}
