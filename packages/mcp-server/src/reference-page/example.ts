import { type Document, type Operation, resolve, type Schema } from './document.ts';

/** A request that an operation takes; `<name>` stands for a value that only its sender knows. */
export interface ExampleRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Name of the file that is sent, where the body is whatever its sender has. */
  readonly file?: string | undefined;
}

/** Returns the shortest request that an operation takes. */
export function exampleRequest(operation: Operation, document: Document): ExampleRequest {
  const { method, path, parameters, security } = operation;
  const query = parameters.filter(({ in: place, required }) => place === 'query' && required === true);
  const body = exampleBody(operation, document);
  const types = acceptedTypes(operation);
  return {
    method: method.toUpperCase(),
    path: [path.replace(/\{(\w+)\}/g, '<$1>'), query.map(({ name }) => `${name}=<${name}>`).join('&')]
      .filter((part) => part !== '')
      .join('?'),
    headers: {
      ...(security?.length === 0 ? {} : { 'X-API-Key': '<key>' }),
      ...(types.length > 1 ? { Accept: types.join(', ') } : {}),
      ...('body' in body ? { 'Content-Type': 'application/json' } : {}),
    },
    ...body,
  };
}

function exampleBody({ requestBody }: Operation, document: Document): Pick<ExampleRequest, 'body' | 'file'> {
  if (requestBody?.required !== true) return {};
  const json = requestBody.content['application/json'];
  if (json === undefined) return { file: 'body' };
  return { body: json.example ?? exampleOf(json.schema, document) };
}

/** Writes a request as a command; placeholders of the URL are variables of the shell. */
export function curlCommand({ method, path, headers, body, file }: ExampleRequest, baseUrl: string): string {
  const parts = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}"${baseUrl}${withVariables(path)}"`,
    ...Object.entries(headers).map(([name, value]) => `-H "${name}: ${withVariables(value)}"`),
    ...(body === undefined ? [] : [`-d '${JSON.stringify(body)}'`]),
    ...(file === undefined ? [] : [`--data-binary @${file}`]),
  ];
  return parts.join(' \\\n  ');
}

function withVariables(text: string): string {
  return text.replace(/<(\w+)>/g, (_, name: string) => `$${name.toUpperCase()}`);
}

/** The protocol of a stream may ask that its client takes both. */
function acceptedTypes({ responses }: Operation): readonly string[] {
  const success = responses.find(({ statuses }) => statuses.includes('200'));
  return Object.keys(success?.response.content ?? {});
}

function exampleOf(schema: Schema, document: Document, name = 'value'): unknown {
  const { type, example, properties = {}, required = [], ...rest } = resolve(schema, document.components.schemas);
  if (example !== undefined) return example;
  if (rest.enum !== undefined) return rest.enum[0];
  switch (type) {
    case 'object':
      return Object.fromEntries(required.map((key) => [key, exampleOf(properties[key] ?? {}, document, key)]));
    case 'array':
      return [exampleOf(rest.items ?? {}, document, name)];
    case 'integer':
      return rest.minimum ?? 0;
    case 'boolean':
      return true;
    default:
      return `<${name}>`;
  }
}
