import type { ActionGroup, JsonSchema } from '@sluice/core';
import type { LambdaContext } from '../../src/index.ts';
import { contextFor } from './lambda.ts';
import { type EventParameter, openApiEvent } from './open-api-event.ts';

/** An event as Lambda passes it: with the context, in which AgentCore Gateway names the tool. */
export interface LambdaInput {
  readonly event: unknown;
  readonly context: LambdaContext;
}

/** The operation that the events of these tests ask for. */
export const OPERATION = { path: '/pipelines/test/executions', method: 'POST', name: 'execute-test-pipeline' };

export const KINDS = ['open-api parameters', 'open-api body', 'function', 'gateway'] as const;
export type Kind = (typeof KINDS)[number];

/** Makes the event that brings arguments in one of the kinds. */
export function eventOf(kind: Kind, parameters: readonly EventParameter[]): LambdaInput {
  const { path, method, name } = OPERATION;
  const context = contextFor(10_000);
  switch (kind) {
    case 'open-api parameters':
      return { event: openApiEvent({ path, method, parameters }), context };
    case 'open-api body':
      return { event: openApiEvent({ path, method, properties: parameters }), context };
    case 'function':
      return { event: functionEvent(name, parameters), context };
    case 'gateway':
      return gatewayEvent(name, Object.fromEntries(parameters.map(({ name: field, value }) => [field, value])));
  }
}

/** Makes an event of an action group with function details. */
export function functionEvent(name: string, parameters?: readonly EventParameter[]): Record<string, unknown> {
  const { apiPath: _, httpMethod: __, ...event } = openApiEvent({ path: '', method: '', parameters });
  return { ...event, function: name };
}

/** Makes an event of a Lambda target of AgentCore Gateway. */
export function gatewayEvent(toolName: string, event: unknown): LambdaInput {
  const custom = {
    bedrockAgentCoreToolName: `target___${toolName}`,
    bedrockAgentCoreMessageVersion: '1.0',
    bedrockAgentCoreAwsRequestId: 'gateway-request-1',
    bedrockAgentCoreMcpMessageId: '7',
    bedrockAgentCoreGatewayId: 'gateway-1',
    bedrockAgentCoreTargetId: 'TARGET1234',
  };
  return { event, context: { ...contextFor(10_000), clientContext: { custom } } };
}

/** Makes the action group whose document declares what the operation takes in its body. */
export function actionGroupOf(properties: Readonly<Record<string, JsonSchema>>, more: JsonSchema = {}): ActionGroup {
  const schema: JsonSchema = { type: 'object', properties, ...more };
  const operation = { operationId: OPERATION.name, requestBody: { content: { 'application/json': { schema } } } };
  return {
    name: 'test',
    document: { openapi: '3.0.0', info: { title: 'Test' }, paths: { [OPERATION.path]: { post: operation } } },
  };
}
