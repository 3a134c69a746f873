import { SluiceError } from '../errors/sluice-error.ts';
import { type Execution, isFinished } from '../execution/execution.ts';
import { REDACTED } from '../text/untrusted-text.ts';
import { type ExecuteResult, execute } from './execute.ts';
import { type Principal, requireScope } from './principal.ts';
import { lookAt } from './refresh.ts';
import type { ServiceContext } from './service-context.ts';

/** What somebody vouches for who tries an execution again. @public */
export interface RetryOptions {
  /**
   * Somebody has looked at the CI system: no run of the lost execution, nor an unexpected one, is or will be at work.
   * Needs the scope `approve`.
   *
   * @defaultValue false
   */
  readonly nothingRuns?: boolean | undefined;
}

/** Which execution is tried again, and by whom. */
export interface RetryOrder {
  readonly executionId: string;
  readonly principal: Principal;
  readonly options: RetryOptions;
}

/**
 * Executes again what did not succeed: a new execution with the same parameters, under today's catalog and rules.
 *
 * An execution is retried once: who asks again gets that retry, and tries that one again if it must be. So a retry that
 * is sent twice makes one run, however soon the first has finished.
 */
export async function retryExecution(context: ServiceContext, order: RetryOrder): Promise<ExecuteResult> {
  const { executionId, principal, options } = order;
  const { execution } = await lookAt(context, executionId, { cause: principal.id });
  requireRetryable(execution);
  if (isInDoubt(execution)) requireSettled(execution, principal, options);
  const { pipelineType, environment, tenantId, parameters, sessionId } = execution;
  const request = { pipelineType, environment, tenantId, parameters, sessionId };
  return execute(context, { request, principal, retryOf: executionId });
}

function requireRetryable({ executionId, status, parameters }: Execution): void {
  if (!isFinished({ status })) throw refusal(executionId, `it is ${status}. Follow it, or cancel it first`);
  if (status === 'succeeded') throw refusal(executionId, 'it has succeeded. To run the pipeline again, execute it');
  const secrets = Object.keys(parameters).filter((name) => parameters[name] === REDACTED);
  if (secrets.length === 0) return;
  throw refusal(executionId, `the value of ${secrets.join(', ')} is not kept. Execute the pipeline with that value`);
}

/** Whether something of it may be at work that the record does not know of. */
function isInDoubt({ status, unexpectedRunIds = [] }: Execution): boolean {
  return status === 'lost' || unexpectedRunIds.length > 0;
}

function requireSettled({ executionId }: Execution, principal: Principal, { nothingRuns = false }: RetryOptions): void {
  if (nothingRuns) {
    requireScope(principal, 'approve');
    return;
  }
  const doubt = 'nobody can tell whether a run of it is at work';
  throw refusal(executionId, `${doubt}. A person must look at the CI system, and say that nothing runs`);
}

function refusal(executionId: string, reason: string): SluiceError {
  return new SluiceError({
    code: 'retry_not_allowed',
    message: `Nothing was started: execution ${executionId} can't be retried, since ${reason}.`,
    executionId,
  });
}
