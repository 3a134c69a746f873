import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

type JsonObject = Record<string, unknown>;

interface DocumentedResponse {
  readonly headers?: Record<string, { readonly schema: JsonObject }>;
  readonly content: Record<string, { readonly schema: JsonObject }>;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly responses: Record<string, DocumentedResponse>;
}

interface Document {
  readonly paths: Record<string, Record<string, DocumentedOperation>>;
  readonly components: {
    readonly schemas: Record<string, JsonObject>;
    readonly responses: { readonly Problem: DocumentedResponse };
  };
}

const path = new URL('../../../../schemas/pipeline-server.openapi.yaml', import.meta.url);
const document: Document = parse(readFileSync(path, 'utf8').replaceAll('#/components/schemas/', '#/$defs/'));
const PROBLEM = document.components.responses.Problem;

/** The OpenAPI document's schemas, by name; references lead to `#/$defs`. */
export const documentedSchemas: Readonly<Record<string, JsonObject>> = document.components.schemas;

/** Every answer that the document promises, such as `execute 202`. */
export const documentedResponses: readonly string[] = operations().flatMap(({ operation }) =>
  Object.keys(operation.responses).map((status) => `${operation.operationId} ${status}`),
);

export interface SeenResponse {
  readonly method: string;
  /** With or without a query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Throws when an answer is not one of those that the document promises, or has another shape. */
export function checkAgainstDocument({ method, path, status, headers, body }: SeenResponse): void {
  const pathname = path.split('?')[0] ?? path;
  const found = operations().find(({ method: own, pattern }) => own === method && pattern.test(pathname));
  if (found === undefined && status < 400)
    throw new Error(`${method} ${path} answers ${status}, but is not in the document`);
  const response = found === undefined ? PROBLEM : found.operation.responses[status];
  if (response === undefined) throw new Error(`${method} ${path} answers ${status}, which the document does not have`);
  checkResponse(response.content === undefined ? PROBLEM : response, headers, body);
}

function checkResponse(response: DocumentedResponse, headers: Headers, body: unknown): void {
  const mediaType = headers.get('content-type')?.split(';')[0] ?? 'none';
  const content = response.content[mediaType];
  if (content === undefined) throw new Error(`the content type is ${mediaType}, not ${Object.keys(response.content)}`);
  schemaOf(content.schema).parse(body);
  for (const [name, header] of Object.entries(response.headers ?? {})) schemaOf(header.schema).parse(headers.get(name));
}

function schemaOf(schema: JsonObject): z.ZodType {
  return z.fromJSONSchema({ ...schema, $defs: document.components.schemas } as Parameters<typeof z.fromJSONSchema>[0]);
}

function operations(): { method: string; pattern: RegExp; operation: DocumentedOperation }[] {
  return Object.entries(document.paths).flatMap(([template, item]) =>
    Object.entries(item)
      .filter(([key]) => key !== 'parameters')
      .map(([method, operation]) => ({
        method: method.toUpperCase(),
        pattern: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`),
        operation,
      })),
  );
}
