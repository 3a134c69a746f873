import { type ActionGroup, type JsonSchema, type OpenApiDocument, operationsOf } from '@sluice/core';
import { isObject } from './is-object.ts';
import { withoutReferences } from './json-references.ts';
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
  const body = bodySchema(requestBody);
  const named = [shared, parameters].flatMap((list) => (Array.isArray(list) ? list : [])).flatMap(namedSchema);
  return objectTypeOf({ ...body, properties: { ...body.properties, ...Object.fromEntries(named) } });
}

function namedSchema(parameter: unknown): readonly (readonly [string, JsonSchema])[] {
  if (!isObject(parameter) || typeof parameter['name'] !== 'string') return [];
  return [[parameter['name'], isObject(parameter['schema']) ? parameter['schema'] : {}]];
}

/** The body's schema, whatever its media type. */
function bodySchema(requestBody: unknown): JsonSchema {
  const content = isObject(requestBody) && isObject(requestBody['content']) ? requestBody['content'] : {};
  const [media] = Object.values(content);
  return isObject(media) && isObject(media['schema']) ? media['schema'] : {};
}
