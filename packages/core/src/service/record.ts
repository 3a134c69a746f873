import { SluiceError } from '../errors/sluice-error.ts';
import { changeType } from '../execution/event.ts';
import { type Execution, type ExecutionChange, withoutSecrets } from '../execution/execution.ts';
import { toLine } from '../text/untrusted-text.ts';
import { publish } from './publish.ts';
import type { ServiceContext } from './service-context.ts';

/** What Sluice finds out by itself is caused by nobody else. */
const SYSTEM_ACTOR = 'sluice';

/** How much of a cause the audit trail keeps, in characters: some of it is written by others. */
const CAUSE_CHARACTERS = 300;

/** Reads an execution, or throws `execution_not_found`. */
export async function loadExecution(context: ServiceContext, executionId: string): Promise<Execution> {
  const execution = await context.store.get(executionId);
  if (execution !== undefined) return execution;
  throw executionNotFound(executionId);
}

/** Says that there is no such execution, or none that the caller may know of. */
export function executionNotFound(executionId: string): SluiceError {
  return new SluiceError({
    code: 'execution_not_found',
    message: `There is no execution "${executionId}". Use the execution_id that was returned when it was started.`,
  });
}

/** What a change computes: the fields that differ, or undefined to leave the execution as it is. */
export type Change = (execution: Execution) => Partial<Execution> | undefined;

/** What the audit trail says about a change. */
export interface Because {
  /** @defaultValue Sluice itself */
  readonly actor?: string | undefined;
  readonly cause?: string | undefined;
  /** @defaultValue what follows from the difference */
  readonly type?: ExecutionChange['type'] | undefined;
}

/**
 * Applies a change to whatever state the execution is in by now, stores it and tells the event.
 *
 * A change that loses to another one is computed again from what the other one left.
 */
export async function changeExecution(
  context: ServiceContext,
  execution: Execution,
  change: Change,
  because: Because = {},
): Promise<Execution> {
  let before = execution;
  for (;;) {
    const difference = change(before);
    if (difference === undefined) return before;
    const after = next(context, before, difference, because);
    if (await context.store.update(after)) {
      await publish(context, after);
      return after;
    }
    before = await loadExecution(context, execution.executionId);
  }
}

function next(context: ServiceContext, before: Execution, difference: Partial<Execution>, because: Because): Execution {
  const changed = { ...before, ...difference };
  return {
    ...(isStillToStart(changed) ? changed : withoutSecrets(changed)),
    version: before.version + 1,
    updatedAt: context.clock.now(),
    lastChange: {
      type: because.type ?? changeType(before, changed),
      actor: because.actor ?? SYSTEM_ACTOR,
      ...(because.cause === undefined ? {} : { cause: toLine(because.cause, CAUSE_CHARACTERS) }),
    },
  };
}

/** Only a start needs what is secret, and there is one start at the most. */
function isStillToStart({ status }: Execution): boolean {
  return status === 'awaiting_approval' || status === 'starting';
}
