import type { ExecutionEvent } from '../execution/event.ts';
import type { Execution } from '../execution/execution.ts';
import type { ExecutionStatus } from '../execution/status.ts';

/**
 * Where executions live. Every method rejects with a `SluiceError` of the code `store_unavailable` when the store
 * can't be reached; then nothing is known about whether a write took place.
 *
 * @public
 */
export interface ExecutionStore {
  /**
   * Creates an execution and takes its claims, all or nothing: of any number of callers that race for a claim, on any
   * number of servers, one wins, and the others are told which execution holds it. Its `lastChange` begins the audit
   * trail.
   */
  create(execution: Execution, claims: readonly Claim[]): Promise<CreateResult>;

  /** Returns an execution as it is now (never an older state than one that was read before), or undefined. */
  get(executionId: string): Promise<Execution | undefined>;

  /**
   * Replaces an execution, if its stored version is still one less than the given one. Its `lastChange` joins the audit
   * trail: no crash leaves one without the other. An execution that finishes lets go of its claims.
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

  /**
   * Lists the executions of an environment, newest first. An execution that was there before the first page was asked
   * for is on one page, whatever is written in between.
   *
   * A page may be short, or even empty, and still have a cursor: one call looks at a bounded number of executions, so
   * that a filter that matches few does not keep it for ever. Only a page without a cursor is the last one.
   *
   * @throws SluiceError `invalid_request` for a cursor that was changed, or that another listing, another filter or
   * another database gave
   */
  listByEnvironment(query: EnvironmentQuery): Promise<ExecutionPage>;

  /**
   * Lists executions that have not finished, of all environments, longest unchanged first. One that nobody changes
   * meanwhile is on one page; one that changes moves to the end, and may be met there again.
   *
   * @throws SluiceError `invalid_request` for a cursor that was changed, or that another listing or another database gave
   */
  listUnfinished(query: UnfinishedQuery): Promise<ExecutionPage>;

  /** Lists the audit trail of an execution that this store owns, oldest first: one event for each version. */
  listEvents(executionId: string): Promise<readonly ExecutionEvent[]>;

  /**
   * Takes a lease, or extends it where the same holder has it: of any number that race for one that is free or over, on
   * any number of servers, one wins. It ends by itself: a holder that dies is in nobody's way for longer than that.
   *
   * @returns whether the holder has it now
   */
  acquireLease(lease: Lease): Promise<boolean>;

  /** Ends a lease, as far as this holder still has it. */
  releaseLease(lease: Omit<Lease, 'until'>): Promise<void>;

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

/**
 * Whether an execution was created; if not, the name of the claim in its way and the id of the execution that holds it.
 *
 * @public
 */
export type CreateResult =
  | { readonly created: true }
  | { readonly created: false; readonly claim: string; readonly heldBy: string };

/**
 * The right to do something that only one server should do at a time, such as a sweep.
 *
 * @public
 */
export interface Lease {
  readonly name: string;
  /** Who has it: unique among all servers, such as a random id that a server draws when it starts. */
  readonly holder: string;
  /** Held until this time, in milliseconds since the epoch, by the clock of whoever asks for it. */
  readonly until: number;
}

/** Which executions of an environment to list, and which page of them. @public */
export interface EnvironmentQuery {
  readonly environment: string;
  readonly pipelineType?: string | undefined;
  readonly tenantId?: string | undefined;
  /** In this status now, or in one of these; an empty list matches nothing. */
  readonly status?: ExecutionStatus | readonly ExecutionStatus[] | undefined;
  /** Created at this time or later, in whole milliseconds since the epoch. */
  readonly createdFrom?: number | undefined;
  /** Created before this time, in whole milliseconds since the epoch. */
  readonly createdUntil?: number | undefined;
  /** How many executions a page holds at the most. */
  readonly limit: number;
  /** From the page before, whose filters must be the same; opaque. */
  readonly cursor?: string | undefined;
}

/** Which page of the unfinished executions to list, and how many it holds at the most. @public */
export interface UnfinishedQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Some of the executions that a listing has, and where the next ones begin. @public */
export interface ExecutionPage {
  readonly executions: readonly Execution[];
  /** Absent on the last page. */
  readonly cursor?: string | undefined;
}
