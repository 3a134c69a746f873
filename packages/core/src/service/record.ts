import { SluiceError } from '../errors/sluice-error.ts';
import { type ExecutionEvent, eventOf } from '../execution/event.ts';
import type { Execution } from '../execution/execution.ts';
import { redactSecrets } from '../text/untrusted-text.ts';
import type { ServiceContext } from './execution-service.ts';

/** What Sluice finds out by itself is caused by nobody else. */
const SYSTEM_ACTOR = 'sluice';

/** Reads an execution, or throws `execution_not_found`. */
export async function loadExecution(context: ServiceContext, executionId: string): Promise<Execution> {
  const execution = await context.store.get(executionId);
  if (execution !== undefined) return execution;
  throw new SluiceError({
    code: 'execution_not_found',
    message: `There is no execution "${executionId}". Use the execution_id that was returned when it was started.`,
  });
}

/** What a change computes: the fields that differ, or undefined to leave the execution as it is. */
export type Change = (execution: Execution) => Partial<Execution> | undefined;

/**
 * Applies a change to whatever state the execution is in by now, stores it and tells the event.
 *
 * A change that loses to another one is computed again from what the other one left.
 */
export async function changeExecution(
  context: ServiceContext,
  execution: Execution,
  change: Change,
  actor: string = SYSTEM_ACTOR,
): Promise<Execution> {
  let before = execution;
  for (;;) {
    const difference = change(before);
    if (difference === undefined) return before;
    const after: Execution = { ...before, ...difference, version: before.version + 1, updatedAt: context.clock.now() };
    if (await context.store.update(after)) {
      await publish(context, eventOf(before, after, actor));
      return after;
    }
    before = await loadExecution(context, execution.executionId);
  }
}

/** What whoever reads the log by its warnings must not miss. */
const NEEDS_A_LOOK: readonly ExecutionEvent['type'][] = ['execution.failed', 'execution.unknown', 'execution.lost'];

/** Appends an event to the audit trail and hands it on. The change is stored by then: nothing here may undo it. */
export async function publish(context: ServiceContext, event: ExecutionEvent): Promise<void> {
  const { type, executionId, version, actor, execution } = event;
  context.logger[NEEDS_A_LOOK.includes(type) ? 'warn' : 'info'](
    {
      event: type,
      execution_id: executionId,
      version,
      actor,
      pipeline_type: execution.pipelineType,
      environment: execution.environment,
      run_id: execution.run?.id,
      failure: execution.failure?.message,
    },
    `${type} ${execution.pipelineType} in ${execution.environment}`,
  );
  const results = await Promise.allSettled([
    context.store.appendEvent(event),
    Promise.resolve(event).then(context.onEvent),
  ]);
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    const reason = redactSecrets(result.reason instanceof Error ? result.reason.message : String(result.reason));
    context.logger.error({ event: type, execution_id: executionId, reason }, 'An event could not be handed on');
  }
}
