import {
  type ActionGroupHandler,
  bodySchemaOf,
  type JsonSchema,
  type OpenApiDocument,
  type PlacedOperation,
} from '@sluice/core';
import { nameParts } from '../words.ts';

/** An operation that an agent may call. */
export interface Operation {
  readonly actionGroup: string;
  readonly handler: ActionGroupHandler;
  /** As written in the document, placeholders unfilled. */
  readonly path: string;
  /** In upper case. */
  readonly method: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly hasBody: boolean;
  /** Whether the user is asked before it is called: `x-requireConfirmation: ENABLED`. */
  readonly needsConfirmation: boolean;
  /** In the document's order, those of the body last. */
  readonly parameters: readonly ParameterSpec[];
}

export interface ParameterSpec {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'body';
  readonly required: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
}

/** What an operation is for, told from its shape and its name. */
export type Role =
  | 'execute'
  | 'follow'
  | 'cancel'
  | 'decide'
  | 'log'
  | 'list'
  | 'read'
  | 'delegate'
  | 'recall'
  | 'memory';

const EXECUTION_ID = 'execution_id';

/** Reads an operation of an action group. */
export function readOperation(
  group: { readonly name: string; readonly handler: ActionGroupHandler; readonly document: OpenApiDocument },
  { path, method, operation }: PlacedOperation,
): Operation {
  const body = bodySchemaOf(operation);
  return {
    actionGroup: group.name,
    handler: group.handler,
    path,
    method: method.toUpperCase(),
    operationId: operation.operationId ?? `${method}-${nameParts(path).join('-')}`,
    summary: operation.summary ?? '',
    description: operation.description ?? '',
    hasBody: operation.requestBody !== undefined,
    needsConfirmation: 'x-requireConfirmation' in operation && operation['x-requireConfirmation'] === 'ENABLED',
    parameters: [
      ...(operation.parameters ?? []).map((parameter): ParameterSpec => {
        const schema = resolve(group.document, parameter.schema ?? {});
        return {
          name: parameter.name,
          in: parameter.in as ParameterSpec['in'],
          required: parameter.required === true || parameter.in === 'path',
          description: parameter.description ?? schema.description ?? '',
          schema,
        };
      }),
      ...(body === undefined ? [] : bodyParameters(group.document, resolve(group.document, body))),
    ],
  };
}

/** Tells what an operation is for. An orchestrator is an agent that can ask other agents. */
export function roleOf(operation: Operation, isOrchestrator: boolean): Role {
  if (isDelegation(operation)) return 'delegate';
  const reads = operation.method === 'GET';
  const names = nameParts(operation.operationId);
  const isNamed = (...words: readonly string[]): boolean => names.some((name) => words.includes(name));
  if (!takes(operation, EXECUTION_ID, 'path')) {
    if (!reads) return 'execute';
    if (isOrchestrator) return 'memory';
    return isNamed('executions') ? 'list' : 'read';
  }
  if (!reads) return roleOfDeed(isNamed);
  if (isOrchestrator) return 'recall';
  return isNamed('log', 'logs') ? 'log' : 'follow';
}

function roleOfDeed(isNamed: (...words: readonly string[]) => boolean): Role {
  if (isNamed('cancel', 'stop', 'abort')) return 'cancel';
  return isNamed('approve', 'deny', 'reject') ? 'decide' : 'execute';
}

/** Tells whether an operation hands a request to another agent. */
export function isDelegation(operation: Operation): boolean {
  return operation.method !== 'GET' && takes(operation, 'agent_type', 'body') && takes(operation, 'input', 'body');
}

/** Returns a parameter of an operation by its name. */
export function parameterOf(operation: Operation, name: string): ParameterSpec | undefined {
  return operation.parameters.find((parameter) => parameter.name === name);
}

function takes(operation: Operation, name: string, place: ParameterSpec['in']): boolean {
  return parameterOf(operation, name)?.in === place;
}

function bodyParameters(document: OpenApiDocument, body: JsonSchema): readonly ParameterSpec[] {
  return Object.entries(body.properties ?? {}).map(([name, property]) => {
    const schema = resolve(document, property);
    return {
      name,
      in: 'body' as const,
      required: body.required?.includes(name) === true,
      description: schema.description ?? '',
      schema,
    };
  });
}

/** Follows references within the document, as many as there can be without a circle. */
function resolve(document: OpenApiDocument, schema: JsonSchema): JsonSchema {
  let resolved = schema;
  for (let depth = 0; depth < 16; depth += 1) {
    const reference = resolved['$ref'];
    if (typeof reference !== 'string' || !reference.startsWith('#/')) return resolved;
    resolved = lookUp(document, reference.slice(2).split('/')) ?? {};
  }
  return resolved;
}

function lookUp(document: OpenApiDocument, keys: readonly string[]): JsonSchema | undefined {
  let node: unknown = document;
  for (const key of keys) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Record<string, unknown>)[key];
  }
  return typeof node === 'object' && node !== null ? (node as JsonSchema) : undefined;
}
