import { type ExecutionEvent, eventOf } from '../execution/event.ts';
import type { Execution } from '../execution/execution.ts';
import { redactSecrets } from '../text/untrusted-text.ts';
import type { ServiceContext } from './service-context.ts';

/** How long a listener may take: a change is stored by then, and whoever asked for it waits. */
const LISTENER_TIMEOUT_MS = 5000;

/** How loud an event is, where it is more than information. */
const LEVELS: Readonly<Partial<Record<ExecutionEvent['type'], 'warn' | 'error'>>> = {
  'execution.failed': 'warn',
  'execution.unknown': 'warn',
  'execution.lost': 'warn',
  'execution.cancel_failed': 'warn',
  'execution.unexpected_run': 'error',
};

/** Logs what made an execution what it is, and hands it on. The change is stored by then: nothing here may undo it. */
export async function publish(context: ServiceContext, execution: Execution): Promise<void> {
  const event = eventOf(execution);
  const { type, executionId, version, actor, cause } = event;
  context.logger[LEVELS[type] ?? 'info'](
    {
      event: type,
      execution_id: executionId,
      version,
      actor,
      cause,
      pipeline_type: execution.pipelineType,
      environment: execution.environment,
      run_id: execution.run?.id,
      unexpected_run_ids: execution.unexpectedRunIds,
      failure: execution.failure?.message,
    },
    `${type} ${execution.pipelineType} in ${execution.environment}`,
  );
  try {
    await handOn(context, event);
  } catch (error) {
    const reason = redactSecrets(error instanceof Error ? error.message : String(error));
    context.logger.error({ event: type, execution_id: executionId, reason }, 'An event could not be handed on');
  }
}

async function handOn({ onEvent, clock }: ServiceContext, event: ExecutionEvent): Promise<void> {
  const handed = onEvent(event);
  if (handed === undefined) return;
  const done = new AbortController();
  const tooLate = clock.sleep(LISTENER_TIMEOUT_MS, done.signal).then(() => {
    throw new Error(`the listener took longer than ${LISTENER_TIMEOUT_MS / 1000} seconds`);
  });
  try {
    await Promise.race([handed, tooLate]);
  } finally {
    done.abort();
  }
}
