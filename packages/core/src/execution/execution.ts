import type { CancelForce } from '../executor/requests.ts';
import type { Run } from '../executor/run.ts';
import type { components } from '../generated/pipeline-server.ts';
import { type ExecutionStatus, FINISHED_STATUSES } from './status.ts';

/**
 * One asked-for run of a pipeline: ours, durable, written before the CI system is called.
 *
 * Times are milliseconds since the epoch.
 *
 * @public
 */
export interface Execution {
  readonly executionId: string;
  /** Grows by one with every change; the first is 1. */
  readonly version: number;
  readonly pipelineType: string;
  readonly environment: string;
  readonly tenantId?: string | undefined;
  /** The pipeline's parameters, valid against its schema, defaults filled in; `[redacted]` in place of a secret one. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The values of the secret parameters, which only the start needs: gone once it was made. In no answer and no event. */
  readonly secretParameters?: Readonly<Record<string, unknown>> | undefined;
  readonly status: ExecutionStatus;
  /** The principal that asked. */
  readonly requestedBy: string;
  /** The conversation that asked. */
  readonly sessionId?: string | undefined;
  /** SHA-256 of the request's content: tells a repeated request from another one under the same key. */
  readonly requestDigest: string;
  /** The execution that this one tries again. */
  readonly retryOf?: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** What made it what it is now. The store keeps every one: together they are the audit trail. */
  readonly lastChange: ExecutionChange;
  readonly finishedAt?: number | undefined;
  /** What a person has to say before anything is started, and said. */
  readonly approval?: ExecutionApproval | undefined;
  /** The server that called the CI system has until then to say what came of it. */
  readonly leaseUntil?: number | undefined;
  /** When it became unknown whether there is a run: its settle window begins here. */
  readonly unknownSince?: number | undefined;
  /** The principal that asked for a stop. */
  readonly cancelRequestedBy?: string | undefined;
  readonly cancellation?: ExecutionCancellation | undefined;
  /** Name of the executor and the target it was given, kept so that a later config can't lose a run. */
  readonly executor: string;
  readonly target: unknown;
  readonly run?: ExecutionRun | undefined;
  /** Runs that carry this execution's id although it has another one, or none: a person must look. */
  readonly unexpectedRunIds?: readonly string[] | undefined;
  readonly failure?: ExecutionFailure | undefined;
}

/** One change of an execution. @public */
export interface ExecutionChange {
  /**
   * `execution.<status>` when the status changed, `execution.progressed` when only the run did; the others tell what
   * somebody asked for or answered meanwhile.
   */
  readonly type: components['schemas']['EventType'];
  /** Who caused it: a principal, or `sluice` for what it found out by itself. */
  readonly actor: string;
  /** What led to it, for who reads the audit trail. */
  readonly cause?: string | undefined;
}

/** Who may approve an execution, what was decided, and by whom. @public */
export interface ExecutionApproval {
  /** `requester`: whoever has the scope `approve`. `second-person`: not whoever asked for the execution. */
  readonly kind: components['schemas']['Approval']['kind'];
  readonly requestedAt: number;
  /** From then on it is not approved any more. */
  readonly expiresAt: number;
  readonly decision?: 'approved' | 'denied' | undefined;
  readonly decidedAt?: number | undefined;
  readonly decidedBy?: string | undefined;
  readonly reason?: string | undefined;
}

/** What became of the wish to stop a run. @public */
export interface ExecutionCancellation {
  readonly requestedAt: number;
  readonly force?: CancelForce | undefined;
  /** How often the CI system was asked. */
  readonly attempts: number;
  /** When the CI system took it on. */
  readonly takenAt?: number | undefined;
  /** Why the last attempt came to nothing. */
  readonly failure?: string | undefined;
}

/** The CI system's side, as last seen. @public */
export type ExecutionRun = Pick<Run, 'id' | 'url' | 'rawStatus' | 'stages'>;

/** Why an execution did not succeed. @public */
export interface ExecutionFailure {
  readonly code: components['schemas']['Failure']['code'];
  readonly message: string;
  readonly job?: string | undefined;
  readonly stage?: string | undefined;
  /** End of the failed job's log: untrusted text, escape codes and secrets removed, size capped. */
  readonly logTail?: string | undefined;
}

/** Tells whether an execution has reached a status that it does not leave. @public */
export function isFinished(execution: Pick<Execution, 'status'>): boolean {
  return (FINISHED_STATUSES as readonly ExecutionStatus[]).includes(execution.status);
}

/** Returns an execution as others may see it: without what only its start needs. */
export function withoutSecrets(execution: Execution): Execution {
  if (execution.secretParameters === undefined) return execution;
  const { secretParameters: _, ...shown } = execution;
  return shown;
}
