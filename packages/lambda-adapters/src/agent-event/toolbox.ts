import type { ServiceLogger } from '@sluice/core';
import { type JsonSchema, SluiceError } from '@sluice/core';
import type { Deadline } from '../lambda/deadline.ts';
import type { Observation } from '../lambda/observation.ts';
import type { TraceContext } from '../lambda/trace-context.ts';
import { comparableName } from './declared-operations.ts';
import type { OperationPlace, ToolCall, ToolOperation } from './tool-call.ts';
import type { ToolReply } from './tool-reply.ts';
import { type ObjectType, objectTypeOf } from './values/value-type.ts';

/** What one operation does. What it throws becomes a reply. */
export type Tool = (call: ToolCall, invocation: ToolInvocation) => Promise<ToolReply>;

/** What a tool may use while it answers. */
export interface ToolInvocation {
  /** Lambda's id of this invocation. */
  readonly requestId: string;
  readonly deadline: Deadline;
  readonly logger: ServiceLogger;
  /** Where what the tool asks of others belongs in the trace of the conversation. */
  readonly trace: TraceContext;
  /** Tells how long calls to others take, and counts what comes of them. */
  readonly observation: Pick<Observation, 'call' | 'count'>;
}

/** What answers an operation, and what it takes. */
export interface OfferedTool {
  /** How arguments are decoded where no document of the team says it. */
  readonly takes: ObjectType;
  readonly answer: Tool;
}

/**
 * Finds what answers an operation.
 *
 * @throws SluiceError `not_found` that names the operations that there are
 */
export type Toolbox = (operation: ToolOperation) => OfferedTool;

/** An operation of an action group that is the same for every team. */
export interface CommonOperation extends OperationPlace {
  /** Schemas of its arguments by name, as its OpenAPI document has them. */
  readonly takes: Readonly<Record<string, JsonSchema>>;
}

/** Common operations by their operationId. */
export type CommonOperations<Name extends string> = Readonly<Record<Name, CommonOperation>>;

/**
 * Puts the tools of common operations into a box.
 *
 * @param others - What else is answered, for the error that names all that is
 */
export function createToolbox<Name extends string>(
  operations: CommonOperations<Name>,
  tools: Readonly<Record<NoInfer<Name>, Tool>>,
  others: readonly string[] = [],
): Toolbox {
  const offered = new Map<string, OfferedTool>();
  const names = [...others];
  for (const operationId of Object.keys(operations) as Name[]) {
    const { method, path, takes } = operations[operationId];
    const tool: OfferedTool = { takes: takenArguments(takes), answer: tools[operationId] };
    offered.set(`${method} ${path}`, tool).set(comparableName(operationId), tool);
    names.push(`${operationId} (${method} ${path})`);
  }
  return ({ name, place }) => {
    const key = place === undefined ? comparableName(name) : `${place.method} ${place.path}`;
    const tool = offered.get(key);
    if (tool !== undefined) return tool;
    throw new SluiceError({
      code: 'not_found',
      message: `This tool has no operation ${name}. It has: ${names.join(', ')}.`,
    });
  };
}

/** Reads the schemas of arguments as what an operation takes. */
export function takenArguments(properties: CommonOperation['takes']): ObjectType {
  return objectTypeOf({ properties });
}
