import type { Run } from '../executor/run.ts';
import type { components } from '../generated/pipeline-server.ts';

/**
 * Where an execution stands.
 *
 * @public
 */
export type ExecutionStatus = components['schemas']['ExecutionStatus'];

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
  /** The pipeline's parameters, valid against its schema, defaults filled in. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly status: ExecutionStatus;
  /** The principal that asked. */
  readonly requestedBy: string;
  /** The conversation that asked. */
  readonly sessionId?: string | undefined;
  /** SHA-256 of the request's content: tells a repeated request from another one under the same key. */
  readonly requestDigest: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly finishedAt?: number | undefined;
  /** The server that called the CI system has until then to say what came of it. */
  readonly leaseUntil?: number | undefined;
  readonly cancelRequestedBy?: string | undefined;
  /** Name of the executor and the target it was given, kept so that a later config can't lose a run. */
  readonly executor: string;
  readonly target: unknown;
  readonly run?: ExecutionRun | undefined;
  readonly failure?: ExecutionFailure | undefined;
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

/** A status that an execution does not leave. @public */
export type FinishedStatus = Extract<ExecutionStatus, 'succeeded' | 'failed' | 'cancelled' | 'lost'>;

const FINISHED: readonly ExecutionStatus[] = ['succeeded', 'failed', 'cancelled', 'lost'] satisfies FinishedStatus[];

/** Tells whether an execution has reached a status that it does not leave. @public */
export function isFinished(execution: Pick<Execution, 'status'>): boolean {
  return FINISHED.includes(execution.status);
}
