import { ConfigurationError } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { chatHandlerOptionsFromEnv, webSocketChatHandlerOptionsFromEnv } from '../src/index.ts';

const ORCHESTRATOR = { ORCHESTRATOR_AGENT_ID: 'AGENT12345', ORCHESTRATOR_AGENT_ALIAS_ID: 'ALIAS12345' };
const ARN = 'arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/orchestrator-AbC123';

function issuesOf(variables: Readonly<Record<string, string>>): string {
  try {
    chatHandlerOptionsFromEnv(variables);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error('Nothing was wrong.');
}

describe("the chat handler's environment", () => {
  it('needs the orchestrator, and nothing else', () => {
    expect(chatHandlerOptionsFromEnv(ORCHESTRATOR)).toEqual({
      orchestrator: { agentId: 'AGENT12345', agentAliasId: 'ALIAS12345' },
      sessionCookie: false,
      sessionPerPrincipal: false,
      allowTraces: false,
    });
  });

  it('may name an orchestrator on AgentCore Runtime instead', () => {
    const variables = { ORCHESTRATOR_AGENT_RUNTIME_ARN: ARN, ORCHESTRATOR_AGENT_RUNTIME_QUALIFIER: 'production' };
    expect(chatHandlerOptionsFromEnv(variables).orchestrator).toEqual({
      agentRuntimeArn: ARN,
      qualifier: 'production',
    });
  });

  it('is read whole', () => {
    const options = chatHandlerOptionsFromEnv({
      ...ORCHESTRATOR,
      SESSION_COOKIE: 'true',
      SESSION_PER_PRINCIPAL: 'true',
      IDENTITY_CLAIMS: '{"cognito:groups":"sluice_groups"}',
      CLIENT_ATTRIBUTES: 'locale, time_zone',
      ALLOW_TRACES: 'true',
      ANSWER_WITHIN_MS: '60000',
      CHAT_TABLE_NAME: 'answers',
      AWS_LAMBDA_FUNCTION_NAME: 'sluice-chat',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    });
    expect(options).toMatchObject({
      sessionCookie: true,
      sessionPerPrincipal: true,
      identityAttributes: { 'cognito:groups': 'sluice_groups' },
      clientAttributes: ['locale', 'time_zone'],
      allowTraces: true,
      answerWithinMs: 60_000,
      polling: { store: expect.anything(), start: expect.any(Function) },
    });
  });

  it('names everything that is missing or wrong at once, and no value', () => {
    const issues = issuesOf({
      ORCHESTRATOR_AGENT_ID: '',
      SESSION_COOKIE: 'secret-1',
      IDENTITY_CLAIMS: '["secret-2"]',
      CLIENT_ATTRIBUTES: 'secret 3',
      ANSWER_WITHIN_MS: '-4',
      CHAT_TABLE_NAME: 'answers',
    });
    const names = ['ORCHESTRATOR_AGENT_ID', 'ORCHESTRATOR_AGENT_ALIAS_ID', 'SESSION_COOKIE', 'IDENTITY_CLAIMS'];
    for (const name of [...names, 'CLIENT_ATTRIBUTES', 'ANSWER_WITHIN_MS', 'AWS_LAMBDA_FUNCTION_NAME']) {
      expect(issues).toContain(`${name}: `);
    }
    expect(issues).not.toMatch(/secret/);
  });

  it('of a WebSocket may name where connections are posted to', () => {
    const variables = { ...ORCHESTRATOR, WEBSOCKET_ENDPOINT: 'https://chat.example.com/' };
    expect(webSocketChatHandlerOptionsFromEnv(variables).connections).toEqual({ endpoint: 'https://chat.example.com' });
    expect(webSocketChatHandlerOptionsFromEnv(ORCHESTRATOR).connections).toBeUndefined();
  });
});
