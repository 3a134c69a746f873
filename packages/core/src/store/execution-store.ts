import type { ExecutionEvent } from '../execution/event.ts';
import type { Execution, ExecutionStatus } from '../execution/execution.ts';

/**
 * Where executions live. Every method rejects with a `SluiceError` of the code `store_unavailable` when the store
 * can't be reached; then nothing is known about whether a write took place.
 *
 * @public
 */
export interface ExecutionStore {
  /**
   * Creates an execution and takes its claims, all or nothing: of any number of callers that race for a claim, on any
   * number of servers, one wins, and the others are told which execution holds it.
   */
  create(execution: Execution, claims: readonly Claim[]): Promise<CreateResult>;

  /** Returns an execution as it is now (never an older state than one that was read before), or undefined. */
  get(executionId: string): Promise<Execution | undefined>;

  /**
   * Replaces an execution, if its stored version is still one less than the given one. An execution that finishes lets
   * go of its claims.
   *
   * @returns whether it was replaced; false means that somebody else changed it in between: read again
   */
  update(execution: Execution): Promise<boolean>;

  /**
   * Writes a copy of an execution that another store owns, unless a version as new is here already.
   *
   * @returns whether anything was written
   */
  record(execution: Execution): Promise<boolean>;

  /** Lists the executions of an environment, newest first. */
  listByEnvironment(query: EnvironmentQuery): Promise<ExecutionPage>;

  /** Lists executions that have not finished, longest unchanged first. */
  listUnfinished(query: UnfinishedQuery): Promise<ExecutionPage>;

  /** Appends to the audit trail. An event with the same execution and version is written once. */
  appendEvent(event: ExecutionEvent): Promise<void>;

  /** Lists the audit trail of an execution, oldest first. */
  listEvents(executionId: string): Promise<readonly ExecutionEvent[]>;

  /** Lets go of connections and files. */
  close(): Promise<void>;
}

/**
 * A name that one execution holds while it is unfinished, or until a time.
 *
 * @public
 */
export interface Claim {
  readonly name: string;
  /** Held until this time (milliseconds since the epoch) whether finished or not; absent: held while unfinished. */
  readonly until?: number | undefined;
}

/** @public */
export type CreateResult =
  | { readonly created: true }
  | { readonly created: false; readonly claim: string; readonly heldBy: string };

/** @public */
export interface EnvironmentQuery {
  readonly environment: string;
  readonly pipelineType?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly status?: ExecutionStatus | undefined;
  /** How many executions a page holds at the most. */
  readonly limit: number;
  /** From the page before; opaque. */
  readonly cursor?: string | undefined;
}

/** @public */
export interface UnfinishedQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** @public */
export interface ExecutionPage {
  readonly executions: readonly Execution[];
  /** Absent on the last page. */
  readonly cursor?: string | undefined;
}
