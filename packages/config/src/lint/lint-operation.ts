import { type OpenApiParameter, type PlacedOperation, pipelineTypeOf } from '@sluice/core';
import type { UnplacedFinding } from './finding.ts';
import { error, isBlank, lintSchema, warning } from './lint-schema.ts';

/** What Bedrock takes as the id of an operation. */
const OPERATION_ID = /^[a-zA-Z0-9_-]+$/;

/** How long a model lets the name of a tool be, in characters. */
const MAX_TOOL_NAME = 64;

/** What AgentCore Gateway puts between a target's name and its tool's. */
const GATEWAY_SEPARATOR = '___';

/** Finds what is wrong with one operation of an action group. */
export function* lintOperation(
  group: string,
  { path, method, operation }: PlacedOperation,
): Generator<UnplacedFinding> {
  const place = ['paths', path, method];
  if (!path.startsWith('/')) yield error(['paths', path], 'a path must begin with "/"');
  // Of what executes a pipeline, the catalog says itself that it needs a name.
  if (operation.operationId !== undefined) yield* lintName(group, operation.operationId, place);
  else if (pipelineTypeOf(path) === undefined) {
    yield error(place, 'has no operationId, which is the name of the tool; write one such as list-networks');
  }
  if (isBlank(operation.description ?? operation.summary)) {
    yield error(
      place,
      'has no description; say what it does and when to use it, for a model has nothing else to go by',
    );
  }
  if (operation.requestBody !== undefined && (method === 'get' || method === 'delete')) {
    yield error([...place, 'requestBody'], `${method.toUpperCase()} takes no request body; use parameters, or POST`);
  }
  for (const [index, parameter] of (operation.parameters ?? []).entries()) {
    yield* lintParameter(parameter, [...place, 'parameters', index]);
  }
  for (const [media, { schema }] of Object.entries(operation.requestBody?.content ?? {})) {
    if (schema !== undefined) yield* lintSchema(schema, [...place, 'requestBody', 'content', media, 'schema']);
  }
  yield* lintAnswers(operation, place);
}

function* lintName(group: string, operationId: string, place: readonly string[]): Generator<UnplacedFinding> {
  const at = [...place, 'operationId'];
  if (!OPERATION_ID.test(operationId)) {
    yield error(at, `${operationId} may have letters, digits, "-" and "_" only`);
  }
  const tool = `${group}${GATEWAY_SEPARATOR}${operationId}`;
  if (tool.length > MAX_TOOL_NAME) {
    const message = `${tool}, as AgentCore Gateway names the tool, has ${tool.length} characters; models take ${MAX_TOOL_NAME} at the most`;
    yield error(at, message);
  }
}

function* lintParameter(parameter: OpenApiParameter, place: readonly (string | number)[]): Generator<UnplacedFinding> {
  if ('$ref' in parameter) return;
  if (isBlank(parameter.description)) {
    yield error(place, `${parameter.name} has no description; say what it is, for a model has nothing else to go by`);
  }
  if (parameter.schema?.type === undefined)
    yield warning(place, `${parameter.name} has no type; it is taken for a text`);
  if (parameter.schema !== undefined) yield* lintSchema(parameter.schema, [...place, 'schema'], 1);
}

function* lintAnswers(operation: object, place: readonly string[]): Generator<UnplacedFinding> {
  const responses = 'responses' in operation ? operation.responses : undefined;
  if (typeof responses !== 'object' || responses === null || Object.keys(responses).length === 0) {
    yield error(place, 'has no responses; declare at least what is answered with 200');
  }
}
