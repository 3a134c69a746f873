import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentOutcome, ControlResult } from '../src/index.ts';
import { type BedrockServer, startBedrockServer } from './support/bedrock-server.ts';

const agent = { agentId: 'BOOT123456', agentAliasId: 'ALIAS00001' };

let bedrock: BedrockServer;

beforeAll(async () => {
  bedrock = await startBedrockServer();
});
afterAll(() => bedrock.close());

type Input = Parameters<BedrockServer['runtime']['invoke']>[0]['input'];

async function invoke(input: Input = { text: 'Deploy' }): Promise<AgentOutcome> {
  const request = { agent, sessionId: 'conversation-1', input, sessionAttributes: { sluice_principal: 'ann' } };
  return bedrock.runtime.invoke(request, { signal: AbortSignal.timeout(10_000) });
}

describe('an agent that returns control', () => {
  it('says which operation of an OpenAPI document it wants confirmed, with all arguments', async () => {
    const apiInvocationInput = {
      actionGroup: 'bootstrap',
      httpMethod: 'POST',
      apiPath: '/pipelines/{type}/executions',
      actionInvocationType: 'USER_CONFIRMATION',
      agentId: 'COLL123456',
      collaboratorName: 'deployer',
      parameters: [{ name: 'type', type: 'string', value: 'bootstrap' }],
      requestBody: {
        content: { 'application/json': { properties: [{ name: 'environment', type: 'string', value: 'dev' }] } },
      },
    };
    bedrock.script([
      { trace: {} },
      { chunk: 'Shall I?' },
      { returnControl: { invocationId: 'invocation-1', invocationInputs: [{ apiInvocationInput }] } },
    ]);
    expect(await invoke()).toEqual({
      outcome: 'control_returned',
      answer: 'Shall I?',
      control: {
        invocationId: 'invocation-1',
        requests: [
          {
            asks: 'confirmation',
            operation: {
              actionGroup: 'bootstrap',
              name: { httpMethod: 'POST', apiPath: '/pipelines/{type}/executions' },
              agentId: 'COLL123456',
            },
            arguments: { type: 'bootstrap', environment: 'dev' },
          },
        ],
      },
    });
  });

  it('hides no argument behind another of the same name: a person sees all that would run', async () => {
    const apiInvocationInput = {
      actionGroup: 'executions',
      httpMethod: 'POST',
      apiPath: '/executions/{execution_id}/approve',
      actionInvocationType: 'USER_CONFIRMATION',
      parameters: [
        { name: 'execution_id', type: 'string', value: 'exec-1' },
        { name: 'execution_id', type: 'string', value: 'exec-1' },
      ],
      requestBody: {
        content: {
          'application/json': { properties: [{ name: 'execution_id', type: 'string', value: 'exec-2' }] },
          'text/plain': { properties: [{ name: 'execution_id', type: 'string', value: 'exec-3' }] },
        },
      },
    };
    bedrock.script([{ returnControl: { invocationId: 'i', invocationInputs: [{ apiInvocationInput }] } }]);
    expect(await invoke()).toMatchObject({
      control: {
        requests: [
          { arguments: { execution_id: 'exec-1', 'execution_id (2)': 'exec-2', 'execution_id (3)': 'exec-3' } },
        ],
      },
    });
  });

  it.each<[string | undefined, string]>([
    ['USER_CONFIRMATION', 'confirmation'],
    ['RESULT', 'result'],
    ['USER_CONFIRMATION_AND_RESULT', 'confirmation_and_result'],
    [undefined, 'result'],
  ])('says what it wants of functions: %s', async (actionInvocationType, asks) => {
    const input = (name: string): object => ({
      functionInvocationInput: {
        actionGroup: 'dns',
        function: name,
        parameters: [{ name: 'zone', type: 'string', value: 'a' }],
        ...(actionInvocationType === undefined ? {} : { actionInvocationType }),
      },
    });
    bedrock.script([{ returnControl: { invocationId: 'i', invocationInputs: [input('add'), input('remove')] } }]);
    const request = (name: string): object => ({
      asks,
      operation: { actionGroup: 'dns', name: { function: name } },
      arguments: { zone: 'a' },
    });
    expect(await invoke()).toEqual({
      outcome: 'control_returned',
      answer: '',
      control: { invocationId: 'i', requests: [request('add'), request('remove')] },
    });
  });

  it('may want something without arguments, or of a kind that is not known', async () => {
    bedrock.script([
      {
        returnControl: {
          invocationId: 'i',
          invocationInputs: [{ functionInvocationInput: { actionGroup: 'dns', function: 'list' } }, { other: {} }],
        },
      },
    ]);
    expect(await invoke()).toMatchObject({ control: { requests: [{ arguments: {} }] } });
  });

  it.each<[string, ControlResult, object]>([
    [
      'a confirmation of an OpenAPI operation',
      { operation: { actionGroup: 'a', name: { httpMethod: 'POST', apiPath: '/x' } }, confirmed: true },
      { apiResult: { actionGroup: 'a', httpMethod: 'POST', apiPath: '/x', confirmationState: 'CONFIRM' } },
    ],
    [
      'a denial of a function of a collaborator',
      { operation: { actionGroup: 'a', name: { function: 'f' }, agentId: 'COLL123456' }, confirmed: false },
      { functionResult: { actionGroup: 'a', function: 'f', agentId: 'COLL123456', confirmationState: 'DENY' } },
    ],
    [
      'the result of an OpenAPI operation',
      {
        operation: { actionGroup: 'a', name: { httpMethod: 'GET', apiPath: '/x' } },
        result: { status: 404, body: '{"code":"not_found"}' },
      },
      {
        apiResult: {
          actionGroup: 'a',
          httpMethod: 'GET',
          apiPath: '/x',
          httpStatusCode: 404,
          responseBody: { 'application/json': { body: '{"code":"not_found"}' } },
        },
      },
    ],
    [
      'the result of a function, confirmed',
      {
        operation: { actionGroup: 'a', name: { function: 'f' } },
        confirmed: true,
        result: { status: 200, body: 'ok' },
      },
      {
        functionResult: {
          actionGroup: 'a',
          function: 'f',
          confirmationState: 'CONFIRM',
          responseBody: { TEXT: { body: 'ok' } },
        },
      },
    ],
    [
      'a function that must be called otherwise',
      { operation: { actionGroup: 'a', name: { function: 'f' } }, result: { status: 400, body: 'zone is missing' } },
      {
        functionResult: {
          actionGroup: 'a',
          function: 'f',
          responseState: 'REPROMPT',
          responseBody: { TEXT: { body: 'zone is missing' } },
        },
      },
    ],
  ])('gets %s instead of a text', async (_, result, expected) => {
    bedrock.script([{ chunk: 'Done.' }]);
    await invoke({ returned: { invocationId: 'invocation-1', results: [result] } });
    expect(bedrock.invocations[0]?.body).toEqual({
      enableTrace: true,
      sessionState: {
        sessionAttributes: { sluice_principal: 'ann' },
        invocationId: 'invocation-1',
        returnControlInvocationResults: [expected],
      },
    });
  });
});
