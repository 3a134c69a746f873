import type { Pipeline } from '../catalog/catalog.ts';
import { variablesOf } from '../catalog/variables.ts';
import { type FieldError, SluiceError } from '../errors/sluice-error.ts';
import { digest } from '../execution/canonical.ts';
import { claimKind, claimsOf } from '../execution/claims.ts';
import { eventOf } from '../execution/event.ts';
import { type Execution, isFinished } from '../execution/execution.ts';
import { ExecutorError } from '../executor/executor-error.ts';
import type { Claim, CreateResult } from '../store/execution-store.ts';
import { redactSecrets } from '../text/untrusted-text.ts';
import type { ServiceContext } from './execution-service.ts';
import type { Principal } from './principal.ts';
import { type Change, changeExecution, loadExecution, publish } from './record.ts';
import { runChange } from './run-change.ts';

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

/** @public */
export interface ExecuteResult {
  readonly execution: Execution;
  /** Whether the request had been made before, so that nothing was started by this one. */
  readonly replayed: boolean;
}

/** Executes a pipeline, once. */
export async function execute(
  context: ServiceContext,
  request: ExecuteRequest,
  principal: Principal,
): Promise<ExecuteResult> {
  const pipeline = context.catalog.pipeline(request.pipelineType);
  const concurrency = pipeline.environments.get(request.environment)?.concurrency ?? 'one';
  for (;;) {
    // Anew each time: a store takes an id once, also for a creation that came to nothing.
    const execution = newExecution(context, { request, pipeline, principal });
    const claims = claimsOf({ execution, idempotencyKey: request.idempotencyKey, concurrency });
    const result = await create(context, execution, claims);
    if (result.created) {
      await publish(context, eventOf(undefined, execution, principal.id));
      return { execution: await startRun(context, pipeline, execution), replayed: false };
    }
    const first = await loadExecution(context, result.heldBy);
    const kind = claimKind(result.claim);
    // The holder finished since: the claim is free by now.
    if (kind !== 'key' && isFinished(first)) continue;
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
      message: `Nothing was started, since it could not be recorded: ${error.message}`,
      retryable: true,
      cause: error,
    });
  }
}

interface NewExecutionParts {
  readonly request: ExecuteRequest;
  readonly pipeline: Pipeline;
  readonly principal: Principal;
}

function newExecution(context: ServiceContext, { request, pipeline, principal }: NewExecutionParts): Execution {
  const { tenantId, parameters, target } = validate(request, pipeline);
  const now = context.clock.now();
  return {
    executionId: context.createId(),
    version: 1,
    pipelineType: pipeline.pipelineType,
    environment: request.environment,
    ...(tenantId === undefined ? {} : { tenantId }),
    parameters,
    status: 'starting',
    requestedBy: principal.id,
    ...(request.sessionId === undefined ? {} : { sessionId: request.sessionId }),
    requestDigest: digest([pipeline.pipelineType, request.environment, tenantId, parameters]),
    createdAt: now,
    updatedAt: now,
    leaseUntil: now + context.startLeaseMs,
    executor: pipeline.executorName,
    target,
  };
}

function validate(
  request: ExecuteRequest,
  pipeline: Pipeline,
): { tenantId: string | undefined; parameters: Readonly<Record<string, unknown>>; target: unknown } {
  const errors: FieldError[] = [];
  const environment = pipeline.environments.get(request.environment);
  if (environment === undefined) {
    const message = `"${request.environment}" is not an environment of this pipeline`;
    errors.push({ field: 'environment', message, allowed: [...pipeline.environments.keys()] });
  }
  for (const name of environment?.protectedParameters ?? []) {
    if (request.parameters?.[name] === undefined) continue;
    errors.push({ field: name, message: `may not be set in ${request.environment}` });
  }
  const input = { ...request.parameters, ...(request.tenantId === undefined ? {} : { tenant_id: request.tenantId }) };
  const result = pipeline.parameterSchema.validate(input);
  if (result.errors === undefined && errors.length === 0 && environment !== undefined) {
    return { tenantId: result.tenantId, parameters: result.parameters, target: environment.target };
  }
  errors.push(...(result.errors ?? []));
  throw new SluiceError({
    code: 'invalid_parameters',
    message: `Nothing was started: ${errors.map(describeField).join('; ')}.`,
    fields: errors,
  });
}

function describeField({ field, message, allowed }: FieldError): string {
  return `${field} ${message}${allowed === undefined ? '' : `, allowed: ${allowed.join(', ')}`}`;
}

/** Returns the execution that a request made before, or throws when it is in the way of this one. */
function replay(execution: Execution, first: Execution, kind: ReturnType<typeof claimKind>): Execution {
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

/** Calls the CI system for an execution that is stored, and stores what came of it. */
async function startRun(context: ServiceContext, pipeline: Pipeline, execution: Execution): Promise<Execution> {
  const change = await callExecutor(context, pipeline, execution);
  try {
    return await changeExecution(context, execution, change);
  } catch (error) {
    if (!SluiceError.isInstance(error)) throw error;
    // Whatever its code, such as `request_too_large`: to a caller that would say that nothing was started.
    throw new SluiceError({
      code: 'store_unavailable',
      message:
        `Execution ${execution.executionId} was handed to the CI system, but what came of it could not be recorded. ` +
        'Ask for it again in a moment; do not start it again.',
      retryable: true,
      executionId: execution.executionId,
      cause: error,
    });
  }
}

async function callExecutor(context: ServiceContext, pipeline: Pipeline, execution: Execution): Promise<Change> {
  const { executionId, target, leaseUntil = 0 } = execution;
  // Others look for the run by then, and may have found that there is none.
  if (context.clock.now() >= leaseUntil) return startFailure(context, tooLate());
  const variables = variablesOf(execution, pipeline.variableNames);
  try {
    return runChange(context, {
      run: await pipeline.executor.start({ executionId, target, variables }),
      seen: execution,
    });
  } catch (error) {
    const failure = ExecutorError.isInstance(error) ? error : unexpected(error);
    const reason = redactSecrets(failure.message);
    context.logger.warn({ execution_id: executionId, outcome: failure.outcome, reason }, 'A start failed');
    return startFailure(context, failure);
  }
}

function startFailure(context: ServiceContext, failure: ExecutorError): Change {
  return (execution) => {
    if (execution.run !== undefined || isFinished(execution)) return undefined;
    if (failure.outcome === 'unknown') {
      return execution.status === 'unknown' ? undefined : { status: 'unknown', leaseUntil: undefined };
    }
    return {
      status: 'failed',
      leaseUntil: undefined,
      finishedAt: context.clock.now(),
      failure: { code: 'not_started', message: redactSecrets(failure.message) },
    };
  };
}

function tooLate(): ExecutorError {
  return new ExecutorError({
    message: 'Recording the request took too long, so the CI system was not called. Ask again.',
    outcome: 'not_started',
    retryable: true,
  });
}

function unexpected(error: unknown): ExecutorError {
  return new ExecutorError({
    message: `The executor failed in a way that it should not: ${error instanceof Error ? error.message : String(error)}`,
    outcome: 'unknown',
    cause: error,
  });
}
