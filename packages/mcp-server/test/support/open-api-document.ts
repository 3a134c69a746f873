import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

export type JsonObject = Readonly<Record<string, unknown>>;

export interface DocumentedResponse {
  readonly headers?: Readonly<Record<string, { readonly schema: JsonObject; readonly required?: boolean }>>;
  readonly content?: Readonly<Record<string, { readonly schema: JsonObject }>>;
}

export interface DocumentedParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: JsonObject;
}

export interface DocumentedOperation {
  readonly operationId: string;
  readonly method: string;
  /** Such as `/executions/{execution_id}`. */
  readonly template: string;
  /** Whether it is answered to those only who say who they are. */
  readonly isSecured: boolean;
  readonly parameters: readonly DocumentedParameter[];
  readonly bodySchema?: JsonObject | undefined;
  /** By status. */
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}

interface RawOperation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly (DocumentedParameter | Reference)[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonObject }>> };
  readonly responses: Readonly<Record<string, DocumentedResponse | Reference>>;
}

interface Reference {
  readonly $ref: string;
}

interface RawDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: Readonly<Record<'schemas' | 'responses' | 'parameters', Readonly<Record<string, JsonObject>>>>;
}

const file = new URL('../../../../schemas/pipeline-server.openapi.yaml', import.meta.url);
const document: RawDocument = parse(readFileSync(file, 'utf8').replaceAll('#/components/schemas/', '#/$defs/'));

/** The document's schemas, by name; references lead to `#/$defs`. */
export const documentedSchemas: Readonly<Record<string, JsonObject>> = document.components.schemas;

/** What every error is, also where the document does not name the path. */
export const PROBLEM: DocumentedResponse = resolve<DocumentedResponse>({ $ref: '#/components/responses/Problem' });

/** Every operation of the document. */
export const documentedOperations: readonly DocumentedOperation[] = Object.entries(document.paths).flatMap(
  ([template, { parameters, ...operations }]) =>
    Object.entries(operations).map(([method, operation]) => ({
      operationId: operation.operationId,
      method: method.toUpperCase(),
      template,
      isSecured: operation.security?.length !== 0,
      parameters: [...(Array.isArray(parameters) ? parameters : []), ...(operation.parameters ?? [])].map(
        resolve<DocumentedParameter>,
      ),
      bodySchema: operation.requestBody?.content['application/json']?.schema,
      responses: Object.fromEntries(
        Object.entries(operation.responses).map(([status, response]) => [
          status,
          resolve<DocumentedResponse>(response),
        ]),
      ),
    })),
);

/** Returns the operation that a request is for; a request of the method HEAD is one for GET. */
export function operationOf(method: string, path: string): DocumentedOperation | undefined {
  const own = method === 'HEAD' ? 'GET' : method;
  return documentedOperations.find((operation) => operation.method === own && patternOf(operation.template).test(path));
}

const types = new Map<JsonObject, z.ZodType>();

/** Returns what checks a value against a schema of the document. */
export function typeOf(schema: JsonObject): z.ZodType {
  const known = types.get(schema);
  if (known !== undefined) return known;
  const type = z.fromJSONSchema({ ...schema, $defs: documentedSchemas } as Parameters<typeof z.fromJSONSchema>[0]);
  types.set(schema, type);
  return type;
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
}

function resolve<Part extends object>(part: Part | Reference): Part {
  if (!('$ref' in part)) return part;
  const [kind = '', name = ''] = part.$ref.split('/').slice(-2);
  return (document.components as Record<string, Record<string, unknown>>)[kind]?.[name] as Part;
}
