import type { Pipeline } from '../catalog/catalog.ts';
import { SluiceError } from '../errors/sluice-error.ts';
import type { Execution, ExecutionApproval } from '../execution/execution.ts';
import { toLine } from '../text/untrusted-text.ts';
import { executorOf } from './executor-call.ts';
import { expireApproval, isExpired } from './expire.ts';
import type { Principal } from './principal.ts';
import { changeExecution, loadExecution } from './record.ts';
import { asServiceError } from './refresh.ts';
import type { ServiceContext } from './service-context.ts';
import { startRun } from './start-run.ts';
import { requireAllowedHours } from './validate-request.ts';

/** What somebody says about an execution that awaits approval. */
export interface Decision {
  readonly executionId: string;
  readonly principal: Principal;
  readonly decision: 'approved' | 'denied';
  readonly reason: string | undefined;
}

/** How much of a reason is kept, in characters. */
const REASON_CHARACTERS = 500;

/**
 * Decides on an execution that awaits approval. Of any number who decide at the same time, on any number of servers, one
 * wins, and the others are told. Who approves starts the run: by the very write that says so, the execution is `starting`
 * under the lease of this server. Should the server die right after it, the run is looked for like that of any other
 * start that had no answer, and never started again.
 */
export async function decide(context: ServiceContext, decision: Decision): Promise<Execution> {
  const { executionId, principal } = decision;
  const execution = await expireApproval(context, await loadExecution(context, executionId));
  if (isRepeated(execution, decision)) return execution;
  requirePending(execution);
  if (decision.decision === 'denied') return deny(context, execution, decision);
  requireOtherPerson(execution, principal);
  const pipeline = requireStartable(context, execution);
  const { won, execution: approved } = await settleApproval(context, execution, decision, {
    status: 'starting',
    leaseUntil: context.clock.now() + context.startLeaseMs,
  });
  if (!won) return lostTo(approved, decision);
  const { variableNames, traceContext } = pipeline;
  const executor = executorOf(context, approved);
  return startRun(context, { execution: approved, executor, variableNames, traceContext });
}

async function deny(context: ServiceContext, execution: Execution, decision: Decision): Promise<Execution> {
  const difference = { status: 'denied', finishedAt: context.clock.now() } as const;
  const { won, execution: denied } = await settleApproval(context, execution, decision, difference);
  return won ? denied : lostTo(denied, decision);
}

/** Writes the decision, if nobody else has decided; tells whether it did. */
async function settleApproval(
  context: ServiceContext,
  execution: Execution,
  { principal, decision, reason }: Decision,
  difference: Partial<Execution>,
): Promise<{ readonly won: boolean; readonly execution: Execution }> {
  let won = false;
  const said = reason === undefined ? undefined : toLine(reason, REASON_CHARACTERS);
  const change = (current: Execution): Partial<Execution> | undefined => {
    won = current.status === 'awaiting_approval' && !isExpired(context, current);
    if (!won || current.approval === undefined) return undefined;
    const decided = { decision, decidedAt: context.clock.now(), decidedBy: principal.id, reason: said };
    return { ...difference, approval: { ...current.approval, ...decided } satisfies ExecutionApproval };
  };
  const cause = `${decision} by ${principal.id}${said === undefined ? '' : `: ${said}`}`;
  const settled = await changeExecution(context, execution, change, { actor: principal.id, cause });
  return { won, execution: settled };
}

/** Who repeats a decision gets the execution as it has become. */
function isRepeated({ approval }: Execution, { principal, decision }: Decision): boolean {
  return approval?.decision === decision && approval.decidedBy === principal.id;
}

function lostTo(execution: Execution, decision: Decision): Execution {
  if (isRepeated(execution, decision)) return execution;
  throw notPending(execution);
}

function requirePending(execution: Execution): void {
  if (execution.status !== 'awaiting_approval') throw notPending(execution);
}

function notPending({ executionId, status, approval }: Execution): SluiceError {
  const decided =
    approval?.decidedBy === undefined ? '' : ` ${approval.decidedBy} has ${approval.decision ?? 'decided on'} it.`;
  return new SluiceError({
    code: 'approval_not_pending',
    message: `Execution ${executionId} does not await approval: it is ${status}.${decided}`,
    executionId,
  });
}

function requireOtherPerson({ executionId, requestedBy, approval }: Execution, principal: Principal): void {
  if (approval?.kind !== 'second-person' || principal.id !== requestedBy) return;
  throw new SluiceError({
    code: 'forbidden',
    message: `Execution ${executionId} was asked for by ${requestedBy}, so somebody else must approve it.`,
    executionId,
  });
}

/** An approval starts a run, so what a request must heed holds for it as well, as the rules are by now. */
function requireStartable(context: ServiceContext, execution: Execution): Pipeline {
  const { executionId, environment } = execution;
  const pipeline = context.catalog.pipeline(execution.pipelineType);
  if (!pipeline.environments.has(environment)) {
    throw new SluiceError({
      code: 'invalid_parameters',
      message: `Nothing was started: ${pipeline.pipelineType} may not run in ${environment} any more. Deny the execution.`,
      executionId,
      fields: [{ field: 'environment', message: 'is not an environment of this pipeline any more' }],
    });
  }
  requireAllowedHours(context.clock, pipeline, environment);
  try {
    executorOf(context, execution);
  } catch (error) {
    throw asServiceError(error, executionId);
  }
  return pipeline;
}
