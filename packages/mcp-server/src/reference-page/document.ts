/** What the page shows of an OpenAPI document (3.1). */
export interface Document {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, ResponseObject>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
  };
}

export interface PathItem extends Readonly<Partial<Record<Method, OperationObject>>> {
  readonly parameters?: readonly (Parameter | Reference)[];
}

export type Method = (typeof METHODS)[number];

export interface OperationObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  /** Empty: for everybody. Absent: for who has a key or a token. */
  readonly security?: readonly unknown[];
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly description?: string;
    readonly content: Readonly<Record<string, MediaType>>;
  };
  readonly responses: Readonly<Record<string, ResponseObject | Reference>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

export interface ResponseObject {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly description?: string; readonly schema: Schema }>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface MediaType {
  readonly schema: Schema;
  readonly example?: unknown;
}

/** A JSON Schema, as far as it is used. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

export interface Reference {
  readonly $ref: string;
}

/** An operation with what the document says of it elsewhere. */
export interface Operation extends Omit<OperationObject, 'parameters' | 'responses'> {
  readonly method: Method;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly responses: readonly Answer[];
}

/** What an operation answers with some statuses. */
export interface Answer {
  readonly statuses: readonly string[];
  readonly response: ResponseObject;
  /** Of an answer that many operations have. */
  readonly sharedName?: string | undefined;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Returns the operations of a document, in its order. */
export function operationsOf({ paths, components }: Document): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((part) =>
        resolve(part, components.parameters),
      );
      return { ...operation, method, path, parameters, responses: groupResponses(operation, components.responses) };
    }),
  );
}

/** Returns the name that a reference ends with. */
export function nameOf({ $ref }: Reference): string {
  return $ref.slice($ref.lastIndexOf('/') + 1);
}

/** Returns what a reference leads to, or what is there. */
export function resolve<Part extends object>(part: Part | Reference, named: Readonly<Record<string, Part>>): Part {
  if (!isReference(part)) return part;
  const found = named[nameOf(part)];
  if (found === undefined) throw new Error(`The OpenAPI document has no ${part.$ref}`);
  return found;
}

function isReference(part: object): part is Reference {
  return '$ref' in part;
}

function groupResponses(
  { responses }: OperationObject,
  shared: Readonly<Record<string, ResponseObject>>,
): readonly Answer[] {
  const groups = new Map<ResponseObject, Answer>();
  for (const [status, part] of Object.entries(responses)) {
    const response = resolve(part, shared);
    const statuses = [...(groups.get(response)?.statuses ?? []), status];
    groups.set(response, { statuses, response, sharedName: isReference(part) ? nameOf(part) : undefined });
  }
  return [...groups.values()];
}
