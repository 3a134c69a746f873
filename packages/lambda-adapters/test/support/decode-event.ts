import type { ActionGroup, FieldError } from '@sluice/core';
import { declaredOperations } from '../../src/agent-event/declared-operations.ts';
import { argumentsReader } from '../../src/agent-event/read-arguments.ts';
import { receiveEvent } from '../../src/agent-event/receive-event.ts';
import { objectTypeOf } from '../../src/agent-event/values/value-type.ts';
import type { LambdaInput } from './agent-events.ts';

interface Decoded {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly faults: readonly FieldError[];
}

/** Decodes an event as a handler does, with the documents that it has. */
export function decodeEvent({ event, context }: LambdaInput, actionGroups: readonly ActionGroup[] = []): Decoded {
  const { call, given } = receiveEvent(event, context);
  const takes = declaredOperations(actionGroups)(call.operation)?.takes ?? objectTypeOf({});
  const decoded = argumentsReader(takes, undefined)(given.values);
  return { ...decoded, faults: [...given.faults, ...decoded.faults] };
}
