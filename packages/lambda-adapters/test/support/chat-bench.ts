import type { ChatHandlerOptions, ProxyResponse } from '../../src/index.ts';
import type { BedrockServer } from './bedrock-server.ts';
import { type RecordingLogger, recordingLogger } from './lambda.ts';

/** Options of a chat handler whose orchestrator is the server's, with a logger that keeps what it is told. */
export function chatOptions(
  bedrock: BedrockServer,
  more: Partial<ChatHandlerOptions> = {},
): ChatHandlerOptions & { readonly logger: RecordingLogger } {
  return {
    orchestrator: { agentId: 'ORCH123456', agentAliasId: 'ALIAS12345' },
    runtime: bedrock.runtime,
    createId: () => 'new-session',
    deadlineMarginMs: 100,
    ...more,
    logger: recordingLogger(),
  };
}

/** An event of a REST API. */
export function restEvent(body: unknown, more: object = {}): Record<string, unknown> {
  const text = typeof body === 'string' || body === null ? body : JSON.stringify(body);
  return {
    httpMethod: 'POST',
    path: '/chat',
    headers: {},
    requestContext: { path: '/prod/chat' },
    body: text,
    isBase64Encoded: false,
    ...more,
  };
}

/** An event of an HTTP API. */
export function httpEvent(body: unknown, context: object = {}, more: object = {}): Record<string, unknown> {
  return {
    version: '2.0',
    rawPath: '/chat',
    headers: {},
    requestContext: {
      domainName: 'abc.execute-api.eu-west-1.amazonaws.com',
      http: { method: 'POST', path: '/chat' },
      ...context,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
  };
}

/** An authorizer's word for who asks, as a REST API passes it on. */
export function askedBy(principalId: string, more: object = {}): object {
  return { requestContext: { path: '/prod/chat', authorizer: { principalId, ...more } } };
}

export function bodyOf(response: ProxyResponse): Record<string, unknown> {
  return JSON.parse(response.body);
}

/** The session that the agent was last invoked in, and the attributes that it was told. */
export function lastInvocation({ invocations }: BedrockServer): {
  readonly session: string | undefined;
  readonly attributes: Record<string, string>;
} {
  const last = invocations.at(-1);
  const state = last?.body['sessionState'];
  const attributes = typeof state === 'object' && state !== null && 'sessionAttributes' in state;
  return {
    session: /\/sessions\/([^/]+)\/text$/.exec(last?.path ?? '')?.[1],
    attributes: attributes ? (state.sessionAttributes as Record<string, string>) : {},
  };
}

/** What a Bedrock agent sends when it stops until a person has confirmed the step. */
export function confirmationStep(invocationId: string): { readonly returnControl: object } {
  return {
    returnControl: {
      invocationId,
      invocationInputs: [
        {
          apiInvocationInput: {
            actionGroup: 'executions',
            httpMethod: 'POST',
            apiPath: '/executions/{execution_id}/approve',
            actionInvocationType: 'USER_CONFIRMATION',
            parameters: [{ name: 'execution_id', type: 'string', value: 'e-1' }],
          },
        },
      ],
    },
  };
}

/** The same, as a client of the chat gets it. */
export const CONFIRMATION_REQUEST = {
  asks: 'confirmation',
  action_group: 'executions',
  operation: 'POST /executions/{execution_id}/approve',
  arguments: { execution_id: 'e-1' },
} as const;

/** A trace with what the agent invoker replied. */
export function invokerTrace(reply: object): { readonly trace: object } {
  const observation = { traceId: 't', actionGroupInvocationOutput: { text: JSON.stringify(reply) } };
  return { trace: { trace: { orchestrationTrace: { observation } } } };
}
