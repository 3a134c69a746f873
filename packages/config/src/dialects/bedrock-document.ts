import {
  type JsonSchema,
  type OpenApiDocument,
  type OpenApiOperation,
  type OpenApiParameter,
  operationsOf,
  withoutReferences,
} from '@sluice/core';
import { plainSchema } from './plain-schema.ts';

/** Says in an operation that Bedrock asks the user before it calls the function. */
const CONFIRMATION = 'x-requireConfirmation';

/**
 * Writes an action group's document as Amazon Bedrock Agents takes it: OpenAPI 3.0.0, references filled in, one type for
 * each value, no `enum` and no extensions but `x-requireConfirmation`. Allowed values and limits stand in descriptions.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/agents-api-schema.html
 * @public
 */
export function toBedrockDocument(document: OpenApiDocument): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const { path, method, operation } of operationsOf(document)) {
    const shared = withoutReferences(document.paths[path]?.['parameters'] ?? [], document) as OpenApiParameter[];
    const whole = withoutReferences(operation, document) as OpenApiOperation & Responses;
    paths[path] = { ...paths[path], [method]: toOperation(whole, shared, method) };
  }
  const { title, description = title, version = '1.0.0' } = document.info as OpenApiDocument['info'] & Version;
  return { openapi: '3.0.0', info: { title, version, description } as OpenApiDocument['info'], paths };
}

interface Version {
  readonly version?: string | undefined;
}

interface Responses {
  readonly responses?: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema?: JsonSchema }>>;

function toOperation(
  operation: OpenApiOperation & Responses,
  shared: readonly OpenApiParameter[],
  method: string,
): OpenApiOperation {
  const { operationId, summary, description = summary, parameters = [], requestBody, responses = {} } = operation;
  const confirmation = (operation as Readonly<Record<string, unknown>>)[CONFIRMATION];
  const takesBody = requestBody?.content !== undefined && method !== 'get' && method !== 'delete';
  const described = {
    ...(operationId === undefined ? {} : { operationId }),
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
    ...(confirmation === undefined ? {} : { [CONFIRMATION]: confirmation }),
    ...(shared.length + parameters.length === 0 ? {} : { parameters: [...shared, ...parameters].map(toParameter) }),
    ...(takesBody ? { requestBody: { required: true, content: toContent(requestBody.content ?? {}) } } : {}),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, answer]) => [
        status,
        { description: answer.description ?? 'The answer.', content: toContent(answer.content ?? {}) },
      ]),
    ),
  };
  return described;
}

function toParameter({ name, in: where, description, required, schema = {} }: OpenApiParameter): OpenApiParameter {
  const plain = plainSchema({ ...schema, description: description ?? schema.description });
  return {
    name,
    in: where,
    description: plain.description ?? name,
    required: required === true || where === 'path',
    schema: { type: plain.type, ...(plain.items === undefined ? {} : { items: plain.items as JsonSchema }) },
  };
}

function toContent(content: Content): Record<string, { schema: JsonSchema }> {
  return Object.fromEntries(
    Object.entries(content).map(([media, { schema = {} }]) => [media, { schema: plainSchema(schema) as JsonSchema }]),
  );
}
