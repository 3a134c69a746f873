import {
  type ActionGroup,
  type JsonSchema,
  type OpenApiDocument,
  operationsOf,
  pipelineTypeOf,
  withoutReferences,
} from '@sluice/core';
import { isObject } from './is-object.ts';
import type { OperationPlace, ToolOperation } from './tool-call.ts';
import { type ObjectType, objectTypeOf } from './values/value-type.ts';

/** An operation as a team's OpenAPI document declares it. */
export interface DeclaredOperation {
  readonly place: OperationPlace;
  readonly takes: ObjectType;
}

/** Finds what an operation is declared to take; undefined where no document has it. */
export type DeclaredOperations = (operation: ToolOperation) => DeclaredOperation | undefined;

/** Reads the operations out of OpenAPI documents, once. They are found by method and path, and by their operationId. */
export function declaredOperations(groups: readonly ActionGroup[]): DeclaredOperations {
  const byName = new Map<string, DeclaredOperation>();
  for (const { document } of groups) {
    for (const { path, method, operation } of operationsOf(document)) {
      const place: OperationPlace = { path, method: method.toUpperCase() };
      const declared = { place, takes: argumentsOf(document, path, withoutReferences(operation, document)) };
      byName.set(`${place.method} ${path}`, declared);
      if (operation.operationId !== undefined) byName.set(comparableName(operation.operationId), declared);
    }
  }
  return ({ name, place }) => byName.get(place === undefined ? comparableName(name) : name);
}

/** Writes a name as all its spellings have it in common: `get-execution` of `getExecution` and `get_execution`. */
export function comparableName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}

/** Parameters and body's properties as the properties of one object, as agents send them. */
function argumentsOf(document: OpenApiDocument, path: string, operation: unknown): ObjectType {
  const { parameters, requestBody } = isObject(operation) ? operation : {};
  const shared = withoutReferences(document.paths[path]?.['parameters'], document);
  const named = [shared, parameters].flatMap((list) => (Array.isArray(list) ? list : [])).filter(isNamed);
  const body = bodySchema(requestBody);
  const ofParameters = Object.fromEntries(named.map((parameter) => [parameter.name, parameterSchema(parameter)]));
  const takes = objectTypeOf({ ...body, properties: { ...body.properties, ...ofParameters } });
  const ofBody = isBodyRequired(requestBody, path) ? takes.required : [];
  return {
    ...takes,
    required: [...named.filter(({ required }) => required === true).map(({ name }) => name), ...ofBody],
  };
}

interface NamedParameter extends Readonly<Record<string, unknown>> {
  readonly name: string;
}

function isNamed(parameter: unknown): parameter is NamedParameter {
  return isObject(parameter) && typeof parameter['name'] === 'string';
}

/** A parameter is described beside its schema, a property within. */
function parameterSchema({ schema, description, example }: NamedParameter): JsonSchema {
  const described = typeof description === 'string' ? { description } : {};
  return { ...described, ...(example === undefined ? {} : { example }), ...(isObject(schema) ? schema : {}) };
}

/** Where a body may be left out, nothing of it must be there. What executes a pipeline can't do without. */
function isBodyRequired(requestBody: unknown, path: string): boolean {
  return (isObject(requestBody) && requestBody['required'] === true) || pipelineTypeOf(path) !== undefined;
}

/** The body's schema, whatever its media type. */
function bodySchema(requestBody: unknown): JsonSchema {
  const content = isObject(requestBody) && isObject(requestBody['content']) ? requestBody['content'] : {};
  const [media] = Object.values(content);
  return isObject(media) && isObject(media['schema']) ? media['schema'] : {};
}
