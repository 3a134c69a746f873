import { type FieldError, SluiceError } from '@sluice/core';
import * as z from 'zod';
import type { AgentEventFormat, DecodedEvent } from './agent-event-format.ts';
import { decodeValue } from './decode-value.ts';
import type { ToolCall } from './tool-call.ts';
import type { ToolReply } from './tool-reply.ts';

/** What a Bedrock agent's action group with an OpenAPI document gets back. @public */
export interface OpenApiEventReply {
  readonly messageVersion: '1.0';
  readonly response: {
    readonly actionGroup: string;
    readonly apiPath: string;
    readonly httpMethod: string;
    readonly httpStatusCode: number;
    readonly responseBody: { readonly 'application/json': { readonly body: string } };
  };
  readonly sessionAttributes: Readonly<Record<string, string>>;
  readonly promptSessionAttributes: Readonly<Record<string, string>>;
}

const parameter = z.object({ name: z.string(), type: z.string().nullish(), value: z.unknown().optional() });
const attributes = z.record(z.string(), z.string()).nullish();
const name = z.string().nullish();

const openApiEvent = z.object({
  messageVersion: z.literal('1.0'),
  actionGroup: z.string(),
  apiPath: z.string(),
  httpMethod: z.string(),
  sessionId: z.string(),
  inputText: name,
  agent: z.object({ name, id: name, alias: name, version: name }).nullish(),
  parameters: z.array(parameter).nullish(),
  requestBody: z
    .object({
      content: z.record(z.string(), z.object({ properties: z.array(parameter).nullish() }).nullish()).nullish(),
    })
    .nullish(),
  sessionAttributes: attributes,
  promptSessionAttributes: attributes,
});

type OpenApiEvent = z.output<typeof openApiEvent>;
type Parameter = z.output<typeof parameter>;

/** Action groups of Bedrock agents that are described by an OpenAPI document. */
export const openApiFormat: AgentEventFormat<OpenApiEventReply> = {
  name: 'action group with an OpenAPI document',
  recognizes: (event) => typeof event === 'object' && event !== null && 'messageVersion' in event && 'apiPath' in event,
  decode(event) {
    const result = openApiEvent.safeParse(event);
    if (result.success) return decodeOpenApiEvent(result.data);
    const fields = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
    throw new SluiceError({
      code: 'invalid_request',
      message: `This action-group event can't be read: ${fields.map(({ field, message }) => `${field}: ${message}`).join('; ')}.`,
      fields,
    });
  },
  encode: encodeOpenApiReply,
};

function decodeOpenApiEvent(event: OpenApiEvent): DecodedEvent {
  const { values, faults } = decodeParameters([...(event.parameters ?? []), ...bodyProperties(event)]);
  const call: ToolCall = {
    actionGroup: event.actionGroup,
    operation: { path: event.apiPath, method: event.httpMethod.toUpperCase() },
    arguments: values,
    sessionId: event.sessionId,
    sessionAttributes: event.sessionAttributes ?? {},
    promptSessionAttributes: event.promptSessionAttributes ?? {},
    agent: {
      name: event.agent?.name ?? '',
      id: event.agent?.id ?? '',
      alias: event.agent?.alias ?? '',
      version: event.agent?.version ?? '',
    },
    ...(typeof event.inputText === 'string' ? { inputText: event.inputText } : {}),
  };
  return { call, faults };
}

/** The body's properties under whatever media type the document declares. */
function bodyProperties(event: OpenApiEvent): readonly Parameter[] {
  return Object.values(event.requestBody?.content ?? {}).flatMap((content) => content?.properties ?? []);
}

function decodeParameters(parameters: readonly Parameter[]): {
  readonly values: Readonly<Record<string, unknown>>;
  readonly faults: readonly FieldError[];
} {
  const values = new Map<string, unknown>();
  const sent = new Map<string, unknown>();
  const faults: FieldError[] = [];
  for (const { name: field, type, value } of parameters) {
    if (value === undefined || value === null || sent.get(field) === value) continue;
    const decoded = decodeValue(value, type?.toLowerCase());
    if (sent.has(field)) faults.push({ field, message: 'was given twice, with two values; give it once' });
    else if ('expected' in decoded) faults.push({ field, message: decoded.expected });
    else values.set(field, decoded.value);
    sent.set(field, value);
  }
  return { values: Object.fromEntries(values), faults };
}

function encodeOpenApiReply(call: ToolCall, reply: ToolReply): OpenApiEventReply {
  return {
    messageVersion: '1.0',
    response: {
      actionGroup: call.actionGroup,
      apiPath: call.operation.path,
      httpMethod: call.operation.method,
      httpStatusCode: reply.status,
      responseBody: { 'application/json': { body: JSON.stringify(reply.body) } },
    },
    sessionAttributes: { ...call.sessionAttributes, ...reply.sessionAttributes },
    promptSessionAttributes: { ...call.promptSessionAttributes, ...reply.promptSessionAttributes },
  };
}
