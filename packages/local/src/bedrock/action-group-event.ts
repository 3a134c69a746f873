import type { Operation, ParameterSpec } from '../planner/agent/operation.ts';
import type { Arguments } from '../planner/plan.ts';

/** A value of a parameter as it goes to a function: always a string. */
export interface EventParameter {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** What Bedrock sends to the function of an action group that an OpenAPI document describes. */
export interface ActionGroupEvent {
  readonly messageVersion: '1.0';
  readonly agent: { readonly name: string; readonly id: string; readonly alias: string; readonly version: string };
  readonly inputText: string;
  readonly sessionId: string;
  readonly actionGroup: string;
  readonly apiPath: string;
  readonly httpMethod: string;
  readonly parameters?: readonly EventParameter[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly properties: readonly EventParameter[] } };
  };
  readonly sessionAttributes: Readonly<Record<string, string>>;
  readonly promptSessionAttributes: Readonly<Record<string, string>>;
}

/** Who calls what, and with what. */
export interface ActionGroupCall
  extends Pick<
    ActionGroupEvent,
    'agent' | 'inputText' | 'sessionId' | 'sessionAttributes' | 'promptSessionAttributes'
  > {
  readonly operation: Operation;
  readonly arguments: Arguments;
}

/** Makes the event of a call: path and query parameters in one list, the body's apart, absent what is empty for a GET. */
export function actionGroupEvent({ operation, arguments: values, ...call }: ActionGroupCall): ActionGroupEvent {
  const { parameters, properties } = eventParameters(operation, values);
  return {
    messageVersion: '1.0',
    ...call,
    actionGroup: operation.actionGroup,
    apiPath: operation.path,
    httpMethod: operation.method,
    ...(parameters.length > 0 || operation.hasBody ? { parameters } : {}),
    ...(operation.hasBody ? { requestBody: { content: { 'application/json': { properties } } } } : {}),
  };
}

/** Writes arguments as Bedrock sends them, those of the body apart. */
export function eventParameters(
  operation: Operation,
  values: Arguments,
): { readonly parameters: readonly EventParameter[]; readonly properties: readonly EventParameter[] } {
  const given = operation.parameters.filter(({ name }) => Object.hasOwn(values, name));
  const written = (specs: readonly ParameterSpec[]): readonly EventParameter[] =>
    specs.map(({ name, schema }) => ({ name, type: schema.type ?? 'string', value: toText(values[name]) }));
  return {
    parameters: written(given.filter((parameter) => parameter.in !== 'body')),
    properties: written(given.filter((parameter) => parameter.in === 'body')),
  };
}

/** Lists and objects come as Java prints them, which is what Bedrock does. */
function toText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${key}=${toText(member)}`)
    .join(', ')}}`;
}
