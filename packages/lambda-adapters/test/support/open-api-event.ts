export interface EventParameter {
  readonly name: string;
  readonly type?: string | undefined;
  readonly value?: unknown;
}

export interface OpenApiEventParts {
  readonly path: string;
  readonly method: string;
  /** @defaultValue `executions` for its paths, else `bootstrap` */
  readonly actionGroup?: string | undefined;
  readonly parameters?: readonly EventParameter[] | undefined;
  readonly properties?: readonly EventParameter[] | undefined;
  readonly sessionId?: string | undefined;
  readonly sessionAttributes?: Readonly<Record<string, string>> | undefined;
}

/** Makes an event as Bedrock sends it: what there is nothing of is absent. */
export function openApiEvent(parts: OpenApiEventParts): Record<string, unknown> {
  const { path, method, parameters, properties } = parts;
  return {
    messageVersion: '1.0',
    agent: { name: 'bootstrap', id: 'AGENT12345', alias: 'TSTALIASID', version: 'DRAFT' },
    inputText: 'Deploy bootstrap infrastructure for dev environment',
    sessionId: parts.sessionId ?? 'session-1',
    actionGroup: parts.actionGroup ?? (path.startsWith('/executions') ? 'executions' : 'bootstrap'),
    apiPath: path,
    httpMethod: method,
    ...(parameters === undefined ? {} : { parameters }),
    ...(properties === undefined ? {} : { requestBody: { content: { 'application/json': { properties } } } }),
    sessionAttributes: parts.sessionAttributes ?? {},
    promptSessionAttributes: {},
  };
}

/** Makes the parameters of strings, as Bedrock sends them. */
export function texts(values: Readonly<Record<string, string>>): readonly EventParameter[] {
  return Object.entries(values).map(([name, value]) => ({ name, type: 'string', value }));
}
