import { checkBySchema, checkExpectedPart, type Mismatch, schemaAt } from './check-by-schema.ts';
import {
  type ApiContent,
  type ApiOperation,
  type ApiParameter,
  type JsonObject,
  type OpenApi,
  operationOf,
  pathValues,
} from './open-api-document.ts';
import type { Interaction, PactHeaders, PactRequest, PactResponse } from './pact.ts';

/** Headers that every request and answer may have. */
const USUAL_HEADERS = ['accept', 'content-type', 'traceparent', 'tracestate'];

/**
 * Checks an interaction against the document of a server: its request must be one that the document has, and all that is
 * expected of the answer something that it promises.
 */
export function checkByDocument(openApi: OpenApi, { request, response }: Interaction): readonly Mismatch[] {
  const operation = operationOf(openApi, request.method, request.path);
  if (operation === undefined) {
    return [{ path: 'request', message: `the document has no ${request.method} ${request.path}` }];
  }
  return [
    ...checkParameters(openApi, operation, request),
    ...checkRequestBody(openApi, operation, request),
    ...checkResponse(openApi, operation, response),
  ];
}

function checkParameters(openApi: OpenApi, operation: ApiOperation, request: PactRequest): readonly Mismatch[] {
  const headers = singleHeaders(request.headers);
  const isOurs = (name: string): boolean => !USUAL_HEADERS.includes(name) && !operation.keyHeaders.includes(name);
  const query = Object.entries(request.query ?? {}).map(([name, values]) => [name, values.join(',')] as const);
  const given: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['path', pathValues(operation, request.path)],
    ['query', Object.fromEntries(query)],
    ['header', Object.fromEntries(Object.entries(headers).filter(([name]) => isOurs(name)))],
  ];
  const hasKey = operation.keyHeaders.length === 0 || operation.keyHeaders.some((name) => headers[name] !== undefined);
  return [
    ...(hasKey ? [] : [{ path: 'request', message: `has none of the headers ${operation.keyHeaders.join(', ')}` }]),
    ...given.flatMap(([place, values]) => checkPlace(openApi, operation, { place, values })),
  ];
}

interface Given {
  readonly place: string;
  readonly values: Readonly<Record<string, string>>;
}

function checkPlace(openApi: OpenApi, { parameters }: ApiOperation, { place, values }: Given): readonly Mismatch[] {
  const known = parameters.filter((parameter) => parameter.in === place);
  const nameOf = ({ name }: ApiParameter): string => (place === 'header' ? name.toLowerCase() : name);
  const names = known.map(nameOf);
  const strange = Object.keys(values).filter((name) => !names.includes(name));
  const missing = known.filter((parameter) => parameter.required === true && values[nameOf(parameter)] === undefined);
  return [
    ...strange.map((name) => ({ path: `${place} ${name}`, message: 'is not in the document' })),
    ...missing.map(({ name }) => ({ path: `${place} ${name}`, message: 'is missing' })),
    ...known.flatMap((parameter) => {
      const value = values[nameOf(parameter)];
      if (value === undefined || parameter.schema === undefined) return [];
      const faults = checkBySchema(openApi, parameter.schema, readAs(parameter.schema, value));
      return faults.map(({ message }) => ({ path: `${place} ${parameter.name}`, message }));
    }),
  ];
}

function checkRequestBody(openApi: OpenApi, { requestBody }: ApiOperation, request: PactRequest): readonly Mismatch[] {
  const path = 'request body';
  if (request.body === undefined) return requestBody?.required === true ? [{ path, message: 'is missing' }] : [];
  const type = mediaTypeOf(request.headers);
  const schema = requestBody?.content?.[type]?.schema;
  if (schema === undefined) return [{ path, message: `the document has none that is ${type}` }];
  const faults = checkBySchema(openApi, schema, request.body.content);
  return faults.map((fault) => ({ path: `request ${fault.path}`, message: fault.message }));
}

function checkResponse(openApi: OpenApi, { responses }: ApiOperation, response: PactResponse): readonly Mismatch[] {
  const documented = responses[response.status];
  if (documented === undefined) return [{ path: 'status', message: `the document has no ${response.status}` }];
  const { 'content-type': _, ...headers } = singleHeaders(response.headers);
  const documentedHeaders = new Map(
    Object.entries(documented.headers ?? {}).map(([name, { schema }]) => [name.toLowerCase(), schema]),
  );
  return [
    ...Object.entries(headers).flatMap(([name, value]) => {
      const path = `header ${name}`;
      const schema = documentedHeaders.get(name);
      if (schema === undefined) return [{ path, message: 'is not in the document' }];
      return checkBySchema(openApi, schema, readAs(schema, value)).map(({ message }) => ({ path, message }));
    }),
    ...checkAnswerBody(openApi, documented.content ?? {}, response),
  ];
}

function checkAnswerBody(
  openApi: OpenApi,
  content: ApiContent,
  { headers, body, matchingRules }: PactResponse,
): readonly Mismatch[] {
  if (body === undefined) return [];
  const type = mediaTypeOf(headers);
  const schema = content[type]?.schema;
  if (schema === undefined) return [{ path: 'body', message: `the document has none that is ${type}` }];
  return [
    ...checkExpectedPart(openApi, schema, body.content),
    ...Object.entries(matchingRules?.body ?? {}).flatMap(([path, { matchers }]) =>
      matchers.flatMap((matcher) => checkRule(path, matcher, schemaAt(openApi, schema, path) ?? {})),
    ),
  ];
}

/** Whatever a rule lets pass must be something that the document promises: its words, its whole numbers. */
function checkRule(path: string, matcher: JsonObject, schema: JsonObject): readonly Mismatch[] {
  if (matcher['match'] === 'integer' && schema['type'] !== 'integer') {
    return [{ path, message: 'is no whole number in the document' }];
  }
  const words = /^\^\(([\w|.-]+)\)\$$/.exec(String(matcher['regex']))?.[1]?.split('|') ?? [];
  const { enum: promised } = schema;
  if (!Array.isArray(promised)) return [];
  const strange = words.filter((word) => !promised.includes(word));
  return strange.map((word) => ({ path, message: `the document does not have "${word}"` }));
}

function readAs(schema: JsonObject, value: string): unknown {
  if (schema['type'] === 'integer' || schema['type'] === 'number') return Number(value);
  return schema['type'] === 'array' ? value.split(',') : value;
}

function mediaTypeOf(headers: PactHeaders | undefined): string {
  return singleHeaders(headers)['content-type']?.split(';')[0] ?? 'application/json';
}

/** By their names in lower case. */
function singleHeaders(headers: PactHeaders = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')]),
  );
}
