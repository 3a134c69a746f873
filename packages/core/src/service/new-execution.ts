import type { Pipeline } from '../catalog/catalog.ts';
import type { EnvironmentRules } from '../catalog/environment-rules.ts';
import { digest } from '../execution/canonical.ts';
import type { Execution, ExecutionApproval } from '../execution/execution.ts';
import type { Submission } from './execute.ts';
import type { ServiceContext } from './service-context.ts';
import { validateRequest } from './validate-request.ts';

/**
 * Makes the record of a request: `starting` under a lease, or `awaiting_approval` where the rules ask for one.
 *
 * @throws SluiceError `invalid_parameters`
 */
export function newExecution(context: ServiceContext, pipeline: Pipeline, submission: Submission): Execution {
  const { request, principal, retryOf } = submission;
  const { environment, tenantId, parameters, secretParameters } = validateRequest(request, pipeline);
  const now = context.clock.now();
  const approval = approvalOf(environment, now);
  const status = approval === undefined ? 'starting' : 'awaiting_approval';
  const cause = retryOf === undefined ? undefined : `a retry of ${retryOf}`;
  return {
    executionId: context.createId(),
    version: 1,
    pipelineType: pipeline.pipelineType,
    environment: request.environment,
    ...(tenantId === undefined ? {} : { tenantId }),
    parameters,
    ...(secretParameters === undefined ? {} : { secretParameters }),
    status,
    requestedBy: principal.id,
    ...(request.sessionId === undefined ? {} : { sessionId: request.sessionId }),
    // With the secret values: another password is another request.
    requestDigest: digest([
      pipeline.pipelineType,
      request.environment,
      tenantId,
      { ...parameters, ...secretParameters },
    ]),
    ...(retryOf === undefined ? {} : { retryOf }),
    createdAt: now,
    updatedAt: now,
    lastChange: { type: `execution.${status}`, actor: principal.id, ...(cause === undefined ? {} : { cause }) },
    ...(approval === undefined ? { leaseUntil: now + context.startLeaseMs } : { approval }),
    executor: pipeline.executorName,
    target: environment.target,
  };
}

function approvalOf({ approval, approvalTimeoutMs }: EnvironmentRules, now: number): ExecutionApproval | undefined {
  if (approval === 'none') return undefined;
  return { kind: approval, requestedAt: now, expiresAt: now + approvalTimeoutMs };
}
