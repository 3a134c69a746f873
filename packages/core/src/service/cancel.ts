import { SluiceError } from '../errors/sluice-error.ts';
import { type Execution, isFinished } from '../execution/execution.ts';
import type { CancelForce } from '../executor/requests.ts';
import { askToCancel } from './carry-out-cancel.ts';
import { executorOf } from './executor-call.ts';
import type { Principal } from './principal.ts';
import { type Change, changeExecution } from './record.ts';
import { asServiceError, lookAt } from './refresh.ts';
import type { ServiceContext } from './service-context.ts';

/** Which execution is to be stopped, and who asks. */
export interface CancelOrder {
  readonly executionId: string;
  readonly principal: Principal;
  readonly force: CancelForce | undefined;
}

/**
 * Stops an execution: at once where nothing was started, through the CI system where there is a run, and as soon as the
 * run is found where that is not known yet. The wish is stored before the CI system is asked, so that it is not lost.
 */
export async function cancelExecution(context: ServiceContext, order: CancelOrder): Promise<Execution> {
  const { executionId, principal } = order;
  const { execution } = await lookAt(context, executionId, { cause: principal.id });
  if (isFinished(execution)) return execution;
  checkForce(context, execution, order.force);
  const asked = await changeExecution(context, execution, cancelRequest(context, order), { actor: principal.id });
  if (isFinished(asked) || asked.run === undefined) return asked;
  const attempt = await askToCancel(context, asked);
  if (attempt.failure !== undefined) throw asServiceError(attempt.failure, executionId);
  return (await lookAt(context, executionId, { cause: principal.id })).execution;
}

function cancelRequest({ clock }: ServiceContext, { principal, force }: CancelOrder): Change {
  return (current) => {
    if (isFinished(current)) return undefined;
    const cancelRequestedBy = principal.id;
    if (current.status === 'awaiting_approval') {
      return { status: 'cancelled', cancelRequestedBy, finishedAt: clock.now() };
    }
    const { cancellation } = current;
    if (cancellation !== undefined && (force === undefined || force === cancellation.force)) return undefined;
    return { cancelRequestedBy, cancellation: { requestedAt: clock.now(), force, attempts: 0 } };
  };
}

/** Refuses what the executor can't do. */
function checkForce(context: ServiceContext, execution: Execution, force: CancelForce | undefined): void {
  if (force === undefined) return;
  const accepted = forcesOf(context, execution);
  if (accepted.includes(force)) return;
  const message =
    accepted.length === 0 ? 'is not something that this CI system can do' : 'is not one of those it can do';
  throw new SluiceError({
    code: 'invalid_request',
    message: `The run was not asked to stop: force "${force}" ${message}${accepted.length === 0 ? '' : `: ${accepted.join(', ')}`}.`,
    executionId: execution.executionId,
    fields: [{ field: 'force', message, allowed: [...accepted] }],
  });
}

function forcesOf(context: ServiceContext, execution: Execution): readonly CancelForce[] {
  try {
    return executorOf(context, execution).capabilities.force;
  } catch (error) {
    throw asServiceError(error, execution.executionId);
  }
}
