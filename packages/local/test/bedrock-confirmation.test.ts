import type { InvokeAgentCommandInput, ReturnControlPayload } from '@aws-sdk/client-bedrock-agent-runtime';
import { InvokeAgentCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { describe, expect, it } from 'vitest';
import { type BedrockWorld, invoke, reply, startBedrockWorld } from './bedrock-world.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const EXECUTION = { execution_id: ID, status: 'succeeded', pipeline_type: 'bootstrap', environment: 'prod' };
const APPROVE = { actionGroup: 'executions', apiPath: '/executions/{execution_id}/approve', httpMethod: 'POST' };
const agent = { agentId: 'BOOTSTRAP', agentAliasId: 'LIVE', sessionId: 'session-1' };

type Client = ReturnType<BedrockWorld['client']>;

async function controlOf(client: Client, input: Partial<InvokeAgentCommandInput>): Promise<ReturnControlPayload> {
  const { completion = [] } = await client.send(new InvokeAgentCommand({ ...agent, ...input }));
  for await (const { returnControl } of completion) if (returnControl !== undefined) return returnControl;
  throw new Error('The agent did not return control');
}

function results(
  invocationId: string | undefined,
  confirmationState: 'CONFIRM' | 'DENY',
  operation: Partial<typeof APPROVE> = {},
): Partial<InvokeAgentCommandInput> {
  const apiResult = { ...APPROVE, ...operation, confirmationState };
  return { sessionState: { invocationId, returnControlInvocationResults: [{ apiResult }] } };
}

describe.each([
  ['HTTP/2', {}],
  ['HTTP/1.1', { requestHandler: new NodeHttpHandler() }],
])('an operation that the user has to confirm, over %s', (_, config) => {
  const approve = { inputText: `Approve execution ${ID}` };
  const world = (): ReturnType<typeof startBedrockWorld> => startBedrockWorld((event) => reply(event, EXECUTION));

  it('is not called: the agent returns control with what it wants to call', async () => {
    const { client, received, events } = await world();
    const control = await controlOf(client(config), { ...approve, enableTrace: true });
    expect(control).toEqual({
      invocationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      invocationInputs: [
        {
          apiInvocationInput: {
            ...APPROVE,
            agentId: 'BOOTSTRAP',
            actionInvocationType: 'USER_CONFIRMATION',
            parameters: [{ name: 'execution_id', type: 'string', value: ID }],
            requestBody: { content: { 'application/json': { properties: [] } } },
          },
        },
      ],
    });
    expect(received).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'control.returned', operationId: 'approve-execution' });
  });

  it('is called when the user confirms it, and the turn goes on', async () => {
    const { client, received, events } = await world();
    const sdk = client(config);
    const { invocationId } = await controlOf(sdk, approve);
    const { text, traces } = await invoke(sdk, { ...results(invocationId, 'CONFIRM'), enableTrace: true });
    expect(text).toContain('bootstrap in prod succeeded');
    expect(received).toMatchObject([{ ...APPROVE, inputText: approve.inputText }]);
    expect(traces.length).toBeGreaterThan(0);
    expect(events).toContainEqual(expect.objectContaining({ type: 'agent.started', decision: 'confirmed' }));
  });

  it('is not called when the user denies it, and the answer says so', async () => {
    const { client, received } = await world();
    const sdk = client(config);
    const { invocationId } = await controlOf(sdk, approve);
    const { text } = await invoke(sdk, results(invocationId, 'DENY'));
    expect(text).toContain('You did not confirm this, so it was not done');
    expect(received).toEqual([]);
  });

  it.each<[string, (invocationId: string | undefined) => Partial<InvokeAgentCommandInput>]>([
    ['another invocation', () => results('another', 'CONFIRM')],
    ['no invocation', () => results(undefined, 'CONFIRM')],
    ['another operation', (id) => results(id, 'CONFIRM', { apiPath: '/executions/{execution_id}/cancel' })],
    ['another action group', (id) => results(id, 'CONFIRM', { actionGroup: 'bootstrap' })],
    [
      'an operation without a word of the user',
      (id) => ({ sessionState: { invocationId: id, returnControlInvocationResults: [{ apiResult: APPROVE }] } }),
    ],
    [
      'a function',
      (id) => ({
        sessionState: {
          invocationId: id,
          returnControlInvocationResults: [{ functionResult: { actionGroup: 'executions', function: 'approve' } }],
        },
      }),
    ],
  ])('is refused up front where the results are for %s, and goes on waiting', async (__, input) => {
    const { client, received } = await world();
    const sdk = client(config);
    const { invocationId } = await controlOf(sdk, approve);
    await expect(invoke(sdk, input(invocationId))).rejects.toMatchObject({
      name: 'ValidationException',
      $metadata: { httpStatusCode: 400 },
    });
    expect(received).toEqual([]);
    await invoke(sdk, results(invocationId, 'CONFIRM'));
    expect(received).toHaveLength(1);
  });

  it('is confirmed once, in its own session, and not after the user spoke of something else', async () => {
    const { client, received } = await world();
    const sdk = client(config);
    const { invocationId } = await controlOf(sdk, approve);
    const elsewhere = invoke(sdk, { ...results(invocationId, 'CONFIRM'), sessionId: 'session-2' });
    await expect(elsewhere).rejects.toThrow('waits for results');
    await invoke(sdk, results(invocationId, 'CONFIRM'));
    await expect(invoke(sdk, results(invocationId, 'CONFIRM'))).rejects.toThrow('waits for results');
    expect(received).toHaveLength(1);

    const second = await controlOf(sdk, approve);
    await invoke(sdk, { inputText: 'Hello' });
    await expect(invoke(sdk, results(second.invocationId, 'CONFIRM'))).rejects.toThrow('waits for results');
    expect(received).toHaveLength(1);
  });
});
