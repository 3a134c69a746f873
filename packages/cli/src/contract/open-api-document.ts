import * as z from 'zod';

/** A part of an OpenAPI document, or a JSON Schema in it. */
export type JsonObject = Readonly<Record<string, unknown>>;

export interface ApiParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean | undefined;
  readonly schema?: JsonObject | undefined;
}

/** Schemas by media type, or by the name of a header. */
export type ApiContent = Readonly<Record<string, { readonly schema?: JsonObject | undefined }>>;

export interface ApiBody {
  readonly required?: boolean | undefined;
  readonly content: ApiContent;
}

export interface ApiResponse {
  readonly headers?: ApiContent | undefined;
  readonly content?: ApiContent | undefined;
}

const schemaPart = z.record(z.string(), z.unknown());
const contentPart = z.record(z.string(), z.looseObject({ schema: schemaPart.optional() }));
const parameterPart: z.ZodType<ApiParameter> = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  schema: schemaPart.optional(),
});
const bodyPart: z.ZodType<ApiBody> = z.looseObject({ required: z.boolean().optional(), content: contentPart });
const responsePart: z.ZodType<ApiResponse> = z.looseObject({
  headers: contentPart.optional(),
  content: contentPart.optional(),
});

/** One operation of a document, without references but those in schemas. */
export interface ApiOperation {
  readonly method: string;
  /** Such as `/executions/{execution_id}`. */
  readonly template: string;
  readonly parameters: readonly ApiParameter[];
  readonly requestBody: ApiBody | undefined;
  readonly responses: Readonly<Record<string, ApiResponse>>;
  /** The headers of which a request needs one, in lower case; none where anybody may ask. */
  readonly keyHeaders: readonly string[];
}

/** What a server says of itself. */
export interface OpenApi {
  readonly operations: readonly ApiOperation[];
  /** By name; references in schemas lead to `#/$defs`. */
  readonly schemas: Readonly<Record<string, JsonObject>>;
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())).optional() }).optional(),
});

/** Reads an OpenAPI document; undefined when it is none. */
export function readOpenApi(value: unknown): OpenApi | undefined {
  const text = JSON.stringify(value ?? null).replaceAll('#/components/schemas/', '#/$defs/');
  const { success, data } = documentSchema.safeParse(JSON.parse(text));
  if (!success) return undefined;
  const operations = Object.entries(data.paths).flatMap(([template, item]) =>
    METHODS.filter((method) => method in item).map((method) => operationAt(data, { template, method, item })),
  );
  return { operations, schemas: data.components?.schemas ?? {} };
}

/** Returns the operation that a request is for. */
export function operationOf({ operations }: OpenApi, method: string, path: string): ApiOperation | undefined {
  return operations.find((one) => one.method === method && patternOf(one.template).test(path));
}

/** Returns the values in a path, by their names in the template. */
export function pathValues({ template }: ApiOperation, path: string): Readonly<Record<string, string>> {
  return { ...patternOf(template).exec(path)?.groups };
}

interface Place {
  readonly template: string;
  readonly method: string;
  readonly item: JsonObject;
}

function operationAt(document: JsonObject, { template, method, item }: Place): ApiOperation {
  const operation = objectOf(item[method]);
  const parameters = [...listOf(item['parameters']), ...listOf(operation['parameters'])];
  const responses = Object.entries(objectOf(operation['responses']));
  const security = listOf(operation['security'] ?? document['security']);
  return {
    method: method.toUpperCase(),
    template,
    parameters: parameters.map((part) => parameterPart.parse(resolved(document, part))),
    requestBody: bodyPart.optional().parse(operation['requestBody']),
    responses: Object.fromEntries(
      responses.map(([status, part]) => [status, responsePart.parse(resolved(document, part))]),
    ),
    keyHeaders: security.flatMap((scheme) => Object.keys(objectOf(scheme))).map((name) => keyHeader(document, name)),
  };
}

function keyHeader(document: JsonObject, name: string): string {
  const scheme = objectOf(objectOf(objectOf(document['components'])['securitySchemes'])[name]);
  return scheme['type'] === 'apiKey' ? String(scheme['name']).toLowerCase() : 'authorization';
}

function resolved(document: JsonObject, part: unknown): JsonObject {
  const reference = objectOf(part)['$ref'];
  if (typeof reference !== 'string') return objectOf(part);
  const names = reference.replace(/^#\//, '').split('/');
  return objectOf(names.reduce<unknown>((value, name) => objectOf(value)[name], document));
}

function patternOf(template: string): RegExp {
  const escaped = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
