import { SluiceError } from '../errors/sluice-error.ts';
import { type Execution, isFinished } from '../execution/execution.ts';
import type { ServiceContext } from './execution-service.ts';
import type { Principal } from './principal.ts';
import { changeExecution, loadExecution } from './record.ts';
import { asServiceError, executorOf, refresh } from './refresh.ts';

/** Asks the CI system to stop the run of an execution. */
export async function cancelExecution(
  context: ServiceContext,
  executionId: string,
  principal: Principal,
): Promise<Execution> {
  const { execution } = await refresh(context, await loadExecution(context, executionId));
  if (isFinished(execution)) return execution;
  if (execution.run === undefined) {
    throw new SluiceError({
      code: 'execution_not_settled',
      message: `Execution ${executionId} is ${execution.status}: it is not known yet whether there is a run to stop. Ask again in a moment.`,
      retryable: true,
      executionId,
    });
  }
  try {
    await executorOf(context, execution).cancel({ runId: execution.run.id, target: execution.target });
  } catch (error) {
    throw asServiceError(error, executionId);
  }
  const asked = await changeExecution(
    context,
    execution,
    (current) =>
      isFinished(current) || current.cancelRequestedBy !== undefined ? undefined : { cancelRequestedBy: principal.id },
    principal.id,
  );
  return (await refresh(context, asked)).execution;
}
