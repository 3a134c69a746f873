import type { ActionGroup } from '@sluice/core';
import type { ReceivedEvent } from './agent-event-format.ts';
import { type DeclaredOperation, declaredOperations } from './declared-operations.ts';
import { createOperationMemory } from './operation-memory.ts';
import { type ArgumentsReader, argumentsReader } from './read-arguments.ts';
import { invalidArgumentsReply } from './tool-arguments.ts';
import type { ToolCall, ToolOperation } from './tool-call.ts';
import type { ToolReply } from './tool-reply.ts';
import type { Tool, Toolbox } from './toolbox.ts';
import { argumentRules } from './validate-arguments.ts';

/** A call with the tool that answers it; or the reply that names every argument to mend. */
export type ReadCall =
  | { readonly call: ToolCall; readonly tool: Tool; readonly refusal?: undefined }
  | { readonly refusal: ToolReply; readonly call?: undefined; readonly tool?: undefined };

/**
 * Reads the call out of a received event.
 *
 * @throws SluiceError `not_found` where no tool answers the operation
 */
export type CallReader = (received: ReceivedEvent<unknown>) => ReadCall;

export interface CallReaderParts {
  readonly toolbox: Toolbox;
  /** The OpenAPI documents of the action groups; where one has the operation, arguments are validated by it too. */
  readonly actionGroups: readonly ActionGroup[];
}

/** Makes what reads calls. What is known of an operation is put together at its first call, and kept. */
export function createCallReader({ toolbox, actionGroups }: CallReaderParts): CallReader {
  const declared = declaredOperations(actionGroups);
  const known = createOperationMemory<KnownOperation>();
  return ({ call, given }) => {
    const { operation, tool, readArguments } = known(call.operation, (asked) =>
      readOperation(asked, declared(asked), toolbox),
    );
    const read = readArguments(given.values);
    if (given.faults.length > 0 || read.faults.length > 0) {
      return { refusal: invalidArgumentsReply([...given.faults, ...read.faults]) };
    }
    return { tool, call: callOf(call, operation, read.arguments) };
  };
}

interface KnownOperation {
  readonly operation: ToolOperation;
  readonly tool: Tool;
  readonly readArguments: ArgumentsReader;
}

function readOperation(asked: ToolOperation, found: DeclaredOperation | undefined, toolbox: Toolbox): KnownOperation {
  const operation = found === undefined ? asked : { name: asked.name, place: found.place };
  const { answer: tool, takes } = toolbox(operation);
  const rules = found === undefined ? undefined : argumentRules(found);
  return { operation, tool, readArguments: argumentsReader(found?.takes ?? takes, rules) };
}

/** Written out, since to spread an object costs three times as much. */
function callOf(
  call: ReceivedEvent<unknown>['call'],
  operation: ToolOperation,
  given: ToolCall['arguments'],
): ToolCall {
  return {
    actionGroup: call.actionGroup,
    operation,
    arguments: given,
    sessionId: call.sessionId,
    requestId: call.requestId,
    sessionAttributes: call.sessionAttributes,
    promptSessionAttributes: call.promptSessionAttributes,
    agent: call.agent,
    inputText: call.inputText,
  };
}
