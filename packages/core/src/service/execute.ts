import { SluiceError } from '../errors/sluice-error.ts';
import { type ClaimKind, claimKind, claimsOf } from '../execution/claims.ts';
import { type Execution, isFinished } from '../execution/execution.ts';
import type { Claim, CreateResult } from '../store/execution-store.ts';
import { newExecution } from './new-execution.ts';
import type { Principal } from './principal.ts';
import { publish } from './publish.ts';
import { loadExecution } from './record.ts';
import { lookAt } from './refresh.ts';
import type { ServiceContext } from './service-context.ts';
import { startRun } from './start-run.ts';
import { requireAllowedHours } from './validate-request.ts';
import { visiblePipeline } from './visible-pipelines.ts';

/** A request to execute a pipeline. @public */
export interface ExecuteRequest {
  readonly pipelineType: string;
  readonly environment: string;
  readonly tenantId?: string | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** The conversation that asks: the same request in another conversation is another request. */
  readonly sessionId?: string | undefined;
  /** Names the request for 24 hours. Without it, a request is the same as an unfinished one with the same content. */
  readonly idempotencyKey?: string | undefined;
}

/** The execution that a request led to, new or made by the same request before. @public */
export interface ExecuteResult {
  readonly execution: Execution;
  /** Whether the request had been made before, so that nothing was started by this one. */
  readonly replayed: boolean;
}

/** A request, who makes it and why. */
export interface Submission {
  readonly request: ExecuteRequest;
  readonly principal: Principal;
  /** The execution that is tried again. */
  readonly retryOf?: string | undefined;
}

/** Executes a pipeline, once: records it, and starts it unless somebody must approve that first. */
export async function execute(context: ServiceContext, submission: Submission): Promise<ExecuteResult> {
  const { request, principal, retryOf } = submission;
  // What is wrong with a request must not name what its sender may not see.
  const pipeline = visiblePipeline(context.catalog, principal, request.pipelineType);
  const concurrency = pipeline.environments.get(request.environment)?.concurrency ?? 'one';
  for (;;) {
    // Anew each time: a store takes an id once, also for a creation that came to nothing.
    const execution = newExecution(context, pipeline, submission);
    requireAllowedHours(context.clock, pipeline, request.environment);
    const claims = claimsOf({ execution, idempotencyKey: request.idempotencyKey, concurrency, retryOf });
    const result = await create(context, execution, claims);
    if (result.created) {
      await publish(context, execution);
      if (execution.status !== 'starting') return { execution, replayed: false };
      const { executor, variableNames, traceContext } = pipeline;
      const started = await startRun(context, { execution, executor, variableNames, traceContext });
      return { execution: started, replayed: false };
    }
    const kind = claimKind(result.claim);
    const first = await holderOf(context, result.heldBy, kind);
    // The holder has finished, so the claim is free by now.
    if (!outlives(kind) && isFinished(first)) continue;
    return { execution: replay(execution, first, kind), replayed: true };
  }
}

/** Creates the execution; without a record nothing may be started. */
async function create(context: ServiceContext, execution: Execution, claims: readonly Claim[]): Promise<CreateResult> {
  try {
    return await context.store.create(execution, claims);
  } catch (error) {
    if (!SluiceError.isInstance(error) || error.code !== 'store_unavailable') throw error;
    throw new SluiceError({
      code: 'store_unavailable',
      message:
        'This request has started nothing, but it may have been recorded. ' +
        `Ask again in a moment, with the same Idempotency-Key if it had one. The store says: ${error.message}`,
      retryable: true,
      cause: error,
    });
  }
}

/** Whether a claim of that kind is held for a time, also when its holder has finished. */
function outlives(kind: ClaimKind): boolean {
  return kind === 'key' || kind === 'retry';
}

/** Returns the execution that is in the way, as it is now: it may have finished, or expired, without anybody looking. */
async function holderOf(context: ServiceContext, executionId: string, kind: ClaimKind): Promise<Execution> {
  if (outlives(kind)) return loadExecution(context, executionId);
  return (await lookAt(context, executionId, { cause: 'another request' })).execution;
}

/** Returns the execution that a request made before, or throws when it is in the way of this one. */
function replay(execution: Execution, first: Execution, kind: ClaimKind): Execution {
  if (kind === 'slot') {
    throw new SluiceError({
      code: 'concurrency_conflict',
      message:
        `Nothing was started: execution ${first.executionId} of ${first.pipelineType} in ${first.environment} is ${first.status}, ` +
        'and only one may be unfinished at a time. Follow that one, or ask again when it has finished.',
      executionId: first.executionId,
      retryable: true,
    });
  }
  if (kind === 'key' && first.requestDigest !== execution.requestDigest) {
    throw new SluiceError({
      code: 'idempotency_conflict',
      message: `Nothing was started: this Idempotency-Key was used for another request (execution ${first.executionId}). Use a new key.`,
      executionId: first.executionId,
    });
  }
  return first;
}
