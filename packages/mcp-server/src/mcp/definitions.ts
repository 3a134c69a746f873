import type {
  CallToolResult,
  ClientCapabilities,
  GetPromptResult,
  InputRequests,
  InputRequiredResult,
  InputResponses,
  LoggingLevel,
  PromptArgument,
  ReadResourceResult,
  ToolAnnotations,
} from '@modelcontextprotocol/server';
import type { Clock, JsonSchema, Principal, Scope } from '@sluice/core';

/** What an MCP server has to offer, independent of protocol version and transport. */
export interface McpDefinitions {
  readonly tools: readonly ToolDefinition[];
  readonly resources: readonly ResourceDefinition[];
  readonly resourceTemplates: readonly ResourceTemplateDefinition[];
  readonly prompts: readonly PromptDefinition[];
  /** Answers `tasks/*`. @defaultValue there are no tasks */
  readonly tasks?: TaskSource | undefined;
}

/** Who may see and use a definition. Who may not, is told that there is no such thing. */
export interface Visibility {
  /** Hidden from principals without it. @defaultValue everybody */
  readonly scope?: Scope | undefined;
  /** A further condition. Depends on the principal's scopes, environments and pipelines only, since it is cached by them. */
  readonly visibleTo?: ((principal: Principal) => boolean) | undefined;
}

/** A tool, as a client lists and calls it. */
export interface ToolDefinition extends Visibility {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** JSON Schema of the arguments; depends on the principal's scopes, environments and pipelines only. */
  readonly inputSchema: JsonSchema | ((principal: Principal) => JsonSchema);
  /** JSON Schema of `structuredContent`. */
  readonly outputSchema?: JsonSchema | undefined;
  readonly annotations: ToolAnnotations;
  /** It answers with a result and nothing else: asks the user nothing, makes no task. @defaultValue false */
  readonly onlyAnswers?: boolean | undefined;
  /** Goes out as `_meta`. */
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
  /**
   * Does the work. The arguments have been validated against `inputSchema`. A `SluiceError` becomes an error result that
   * a model can act on; a `ProtocolError` of the SDK becomes a JSON-RPC error; all else is logged and told to nobody.
   */
  call(input: ToolInput, context: McpCallContext): Promise<ToolResult>;
}

/** The arguments of a tool call. */
export type ToolInput = Readonly<Record<string, unknown>>;

/** A result, a question to the user (modern era, see `canElicit`), or a task (see `declaresTasks`). */
export type ToolResult = CallToolResult | InputRequiredResult | CreatedTask;

/** What a call knows besides its arguments. */
export interface McpCallContext {
  readonly principal: Principal;
  /** `modern`: 2026-07-28 and later; `legacy`: protocol versions with an `initialize` handshake. */
  readonly era: McpEra;
  /** Aborted when the client has gone or has cancelled the call: end the wait, not the run. Nobody reads the answer. */
  readonly signal: AbortSignal;
  /** Aborted when the server closes: end the wait and answer how things are. */
  readonly stopping: AbortSignal;
  readonly clock: Clock;
  /** What the client declared for this request or connection; empty where a server without sessions can't know it. */
  readonly clientCapabilities: ClientCapabilities;
  /** The client can answer a form, so that an `InputRequiredResult` with `elicitation/create` is possible. */
  readonly canElicit: boolean;
  /** The client declared the tasks extension for this request, so that a `CreatedTask` is possible. */
  readonly declaresTasks: boolean;
  /** What the user answered to the `inputRequests` of the round before; empty on the first one. Written by the client. */
  readonly inputResponses: InputResponses;
  /** The `requestState` of the round before, as the client sent it: not verified. */
  readonly requestState: string | undefined;
  /**
   * Tells the client how far a call is; absent when it did not ask. Values that don't increase are dropped.
   */
  readonly progress: ((progress: number, total?: number, message?: string) => void) | undefined;
  /** Sends a log message to the client, where the server offers that and the client wants it. */
  log(level: LoggingLevel, data: unknown): void;
  /** Names the execution that the call is about, for log, trace and metrics. */
  noteExecution(executionId: string): void;
}

/** Which family of protocol versions a request speaks. */
export type McpEra = 'modern' | 'legacy';

/** A resource with one URI. */
export interface ResourceDefinition extends Visibility {
  readonly uri: string;
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly mimeType?: string | undefined;
  /** In bytes. */
  readonly size?: number | undefined;
  read(uri: string, context: McpCallContext): Promise<ReadResourceResult | InputRequiredResult>;
}

/** Resources whose URIs follow a template (RFC 6570). */
export interface ResourceTemplateDefinition extends Visibility {
  readonly uriTemplate: string;
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly mimeType?: string | undefined;
  /** Throws a `SluiceError` whose code ends in `not_found` for what does not exist. */
  read(
    uri: string,
    variables: Readonly<Record<string, string>>,
    context: McpCallContext,
  ): Promise<ReadResourceResult | InputRequiredResult>;
  /** Completes variables of the template, by name. */
  readonly complete?: Readonly<Record<string, CompleteValue>> | undefined;
}

/** A prompt, as a client lists and gets it. */
export interface PromptDefinition extends Visibility {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  /** The required arguments are there; those that the prompt does not have were refused. */
  get(input: Readonly<Record<string, string>>, context: McpCallContext): Promise<GetPromptResult | InputRequiredResult>;
  /** Completes arguments, by name. */
  readonly complete?: Readonly<Record<string, CompleteValue>> | undefined;
}

/** Proposes values that begin with what was typed, best first; the other arguments as far as they are known. */
export type CompleteValue = (
  typed: string,
  known: Readonly<Record<string, string>>,
  context: McpCallContext,
) => readonly string[] | Promise<readonly string[]>;

/** Answers `tasks/get`, `tasks/update` and `tasks/cancel` of the extension `io.modelcontextprotocol/tasks`. */
export interface TaskSource {
  /** @throws SluiceError whose code ends in `not_found` for a task that is not there, or not for this principal */
  get(taskId: string, context: McpCallContext): Promise<TaskState>;
  /** Takes answers to a task's `inputRequests`; what is not asked for any more is ignored. */
  update(taskId: string, inputResponses: InputResponses, context: McpCallContext): Promise<void>;
  /** Wishes that a task ends; it may go on for a while. */
  cancel(taskId: string, context: McpCallContext): Promise<void>;
}

/** What all states of a task have. */
export interface TaskFacts {
  readonly taskId: string;
  /** For people: what is going on. */
  readonly statusMessage?: string | undefined;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601. */
  readonly lastUpdatedAt: string;
  /** How long the task can be asked for, from its creation, in milliseconds; null: without an end. */
  readonly ttlMs: number | null;
  /** How long to wait between two `tasks/get`, in milliseconds. */
  readonly pollIntervalMs?: number | undefined;
}

/** The answer to a tool call that goes on as a task. */
export interface CreatedTask extends TaskFacts {
  readonly resultType: 'task';
  readonly status: TaskState['status'];
}

/** A task as `tasks/get` shows it. A pipeline that failed is `completed`, with an error result. */
export type TaskState =
  | (TaskFacts & { readonly status: 'working' | 'cancelled' })
  | (TaskFacts & { readonly status: 'input_required'; readonly inputRequests: InputRequests })
  | (TaskFacts & { readonly status: 'completed'; readonly result: CallToolResult })
  | (TaskFacts & {
      readonly status: 'failed';
      /** A JSON-RPC error. */
      readonly error: { readonly code: number; readonly message: string; readonly data?: unknown };
    });
