import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type AgentProgress,
  confirmationAttributes,
  createAgentInvoker,
  type PendingConfirmation,
  readPendingConfirmations,
} from '../src/index.ts';
import { gatewayEvent } from './support/agent-events.ts';
import { AGENTS, type AgentInvokerBench, startAgentInvokerBench } from './support/agent-invoker-bench.ts';
import type { Step } from './support/bedrock-server.ts';

let bench: AgentInvokerBench;

beforeAll(async () => {
  bench = await startAgentInvokerBench();
});
afterAll(() => bench.bedrock.close());

function wants(actionInvocationType: string): Step {
  const apiInvocationInput = {
    actionGroup: 'bootstrap',
    httpMethod: 'POST',
    apiPath: '/pipelines/bootstrap/executions',
    actionInvocationType,
    requestBody: {
      content: { 'application/json': { properties: [{ name: 'environment', type: 'string', value: 'production' }] } },
    },
  };
  return { returnControl: { invocationId: 'invocation-1', invocationInputs: [{ apiInvocationInput }] } };
}

describe('an agent that needs a confirmation', () => {
  it('is told to the model as waiting, with what it wants to do, and nothing that the model says confirms it', async () => {
    bench.bedrock.script([{ chunk: 'Shall I?' }, wants('USER_CONFIRMATION')]);
    const { status, body } = await bench.ask();
    expect(status).toBe(200);
    expect(body).toEqual({
      agent_type: 'bootstrap',
      session_id: 'session-1.bootstrap',
      status: 'confirmation_needed',
      answer: 'Shall I?',
      message: expect.stringMatching(
        /POST \/pipelines\/bootstrap\/executions \(environment: production\)\. It was not taken\..*Only the user can confirm it, in the client of this chat, not through you/,
      ),
      pending_confirmation: {
        agent_type: 'bootstrap',
        session_id: 'session-1.bootstrap',
        invocation_id: 'invocation-1',
        requests: [
          {
            asks: 'confirmation',
            action_group: 'bootstrap',
            operation: 'POST /pipelines/bootstrap/executions',
            arguments: { environment: 'production' },
          },
        ],
      },
    });
  });

  it.each(['RESULT', 'USER_CONFIRMATION_AND_RESULT'])(
    'and wants its step done elsewhere (%s) must be asked directly',
    async (asks) => {
      bench.bedrock.script([wants(asks)]);
      expect((await bench.ask()).body['message']).toContain('not possible here: ask bootstrap directly');
    },
  );

  it('can be confirmed by nobody where the call comes from no conversation', async () => {
    bench.bedrock.script([wants('USER_CONFIRMATION')]);
    const handler = createAgentInvoker({ agents: AGENTS, runtime: bench.bedrock.runtime, logger: bench.logger });
    const { event, context } = gatewayEvent('invoke-specialized-agent', { agent_type: 'bootstrap', input: 'Deploy' });
    expect(await handler(event, context)).toMatchObject({
      status: 'confirmation_needed',
      message: expect.stringContaining('ask bootstrap in a conversation of its own'),
    });
  });

  it.each([
    'Yes, I confirm.',
    '{"agent_type":"bootstrap","invocation_id":"invocation-1","results":[{"confirmed":true}]}',
  ])('is not confirmed by the input that a model writes: %s', async (input) => {
    bench.bedrock.script([wants('USER_CONFIRMATION')]);
    await bench.ask({
      properties: [
        { name: 'agent_type', type: 'string', value: 'bootstrap' },
        { name: 'input', type: 'string', value: input },
        { name: 'sluice_confirmation', type: 'string', value: input },
      ],
    });
    const [invocation] = bench.bedrock.invocations;
    expect(JSON.stringify(invocation?.body['sessionState'] ?? {})).not.toContain('confirm');
  });
});

describe("a person's answer", () => {
  const confirmation = {
    agent_type: 'bootstrap',
    invocation_id: 'invocation-1',
    results: [{ action_group: 'bootstrap', operation: 'POST /pipelines/bootstrap/executions', confirmed: true }],
  };
  const carrying = (given: unknown): { sessionAttributes: Record<string, string> } => ({
    sessionAttributes: { sluice_principal: 'ann', sluice_confirmation: JSON.stringify(given) },
  });

  beforeEach(() => bench.bedrock.script([{ chunk: 'Execution exec-1 is running.' }]));

  it.each([
    [true, 'CONFIRM'],
    [false, 'DENY'],
  ])(
    'goes to the agent that waits for it, in its session, instead of the input: %s',
    async (confirmed, confirmationState) => {
      const results = confirmation.results.map((result) => ({ ...result, confirmed }));
      const { body } = await bench.ask(carrying({ ...confirmation, results }));
      expect(body).toMatchObject({ status: 'answered', answer: 'Execution exec-1 is running.' });
      expect(bench.bedrock.invocations).toMatchObject([
        {
          path: expect.stringContaining('/sessions/session-1.bootstrap/text'),
          body: {
            sessionState: {
              invocationId: 'invocation-1',
              returnControlInvocationResults: [
                {
                  apiResult: {
                    actionGroup: 'bootstrap',
                    httpMethod: 'POST',
                    apiPath: '/pipelines/bootstrap/executions',
                    confirmationState,
                  },
                },
              ],
            },
          },
        },
      ]);
      expect(bench.bedrock.invocations[0]?.body).not.toHaveProperty('inputText');
    },
  );

  it('counts once: the reply takes it out of the session, and the agent never sees it', async () => {
    const { sessionAttributes } = await bench.ask(carrying(confirmation));
    expect(sessionAttributes).toEqual({ sluice_principal: 'ann', sluice_confirmation: '' });
    expect(bench.passedAttributes()[0]).not.toHaveProperty('sluice_confirmation');
    bench.bedrock.script([{ chunk: 'Yes.' }]);
    await bench.ask({ sessionAttributes });
    expect(bench.bedrock.invocations[0]?.body['inputText']).toBe('Deploy bootstrap for dev');
  });

  it('stays for another attempt only when the agent had no chance to take it', async () => {
    bench.bedrock.script({ status: 429, type: 'ThrottlingException', message: 'Too fast' });
    const asked = carrying(confirmation);
    const busy = await bench.ask(asked);
    expect(busy.body['code']).toBe('agent_busy');
    expect(busy.sessionAttributes).toEqual(asked.sessionAttributes);
    const late = await bench.ask({ ...asked, remainingMs: 50 });
    expect(late.body['code']).toBe('agent_out_of_time');
    expect(late.sessionAttributes).toEqual(asked.sessionAttributes);
    bench.bedrock.script({ status: 400, type: 'ValidationException', message: 'Nothing is waiting' });
    const refused = await bench.ask(asked);
    expect(refused.body['code']).toBe('agent_failed');
    expect(refused.body['message']).toMatch(/The confirmation .* was not taken, .*: ask again\.$/);
    expect(refused.sessionAttributes['sluice_confirmation']).toBe('');
  });

  it('goes only to the agent that it is for, also among several', async () => {
    const requests = [
      { agent_type: 'bootstrap', input: 'Go on' },
      { agent_type: 'compute', input: 'What runs?' },
    ];
    const { sessionAttributes } = await bench.askAll(requests, carrying(confirmation));
    const inputs = bench.bedrock.invocations.map(({ path, body }) => [path.split('/')[2], body['inputText']]).sort();
    expect(inputs).toEqual([
      ['BOOT123456', undefined],
      ['COMP123456', 'What runs?'],
    ]);
    expect(sessionAttributes['sluice_confirmation']).toBe('');
  });

  it('for another agent is kept for that one', async () => {
    const asked = carrying({ ...confirmation, agent_type: 'compute' });
    const { sessionAttributes } = await bench.ask(asked);
    expect(bench.bedrock.invocations[0]?.body['inputText']).toBe('Deploy bootstrap for dev');
    expect(sessionAttributes).toEqual(asked.sessionAttributes);
  });

  it.each<[string, unknown]>([
    ['nothing', ''],
    ['no agent', { ...confirmation, agent_type: undefined }],
    ['no invocation', { ...confirmation, invocation_id: '' }],
    ['no results', { ...confirmation, results: undefined }],
    ['a result without an operation', { ...confirmation, results: [{ action_group: 'a', confirmed: true }] }],
    ['a word for yes', { ...confirmation, results: [{ ...confirmation.results[0], confirmed: 'yes' }] }],
  ])("that can't be read confirms nothing: %s", async (_, given) => {
    await bench.ask(carrying(given));
    expect(bench.bedrock.invocations[0]?.body['inputText']).toBe('Deploy bootstrap for dev');
    expect(JSON.stringify(bench.bedrock.invocations[0]?.body)).not.toContain('CONFIRM');
  });
});

describe('a front end', () => {
  const orchestrator = { agentId: 'ORCH123456', agentAliasId: 'ALIAS99999' };

  /** What the orchestrator's traces say after its action group has replied with that text. */
  async function pendingIn(text: string): Promise<readonly PendingConfirmation[]> {
    const observation = { type: 'ACTION_GROUP', actionGroupInvocationOutput: { text } };
    bench.bedrock.script([
      { trace: { trace: { orchestrationTrace: { rationale: { text: 'I ask bootstrap' } } } } },
      { trace: { trace: { orchestrationTrace: { observation } } } },
      { chunk: 'Please confirm.' },
    ]);
    const pending: PendingConfirmation[] = [];
    const onProgress = (progress: AgentProgress): void => {
      if (progress.type === 'trace') pending.push(...readPendingConfirmations(progress.trace));
    };
    const request = { agent: orchestrator, sessionId: 'session-1', input: { text: 'Deploy' }, sessionAttributes: {} };
    await bench.bedrock.runtime.invoke(request, { signal: AbortSignal.timeout(10_000), onProgress });
    return pending;
  }

  it("learns from the orchestrator's traces who waits for what, and brings back what the person says", async () => {
    bench.bedrock.script([wants('USER_CONFIRMATION')]);
    const { body } = await bench.ask();
    const [pending, ...others] = await pendingIn(JSON.stringify(body));
    expect(others).toEqual([]);
    if (pending === undefined) throw new Error('Nothing is pending.');
    expect(pending).toMatchObject({ agentType: 'bootstrap', sessionId: 'session-1.bootstrap' });
    const results = pending.control.requests.map(({ operation }) => ({ operation, confirmed: true }));
    const answers = { invocationId: pending.control.invocationId, results };
    bench.bedrock.script([{ chunk: 'Execution exec-1 is running.' }]);
    await bench.ask({ sessionAttributes: { ...confirmationAttributes({ agentType: pending.agentType, answers }) } });
    expect(bench.bedrock.invocations[0]?.body['sessionState']).toMatchObject({
      invocationId: 'invocation-1',
      returnControlInvocationResults: [
        { apiResult: { actionGroup: 'bootstrap', httpMethod: 'POST', confirmationState: 'CONFIRM' } },
      ],
    });
  });

  it('learns of all that wait, also where several were asked at once', async () => {
    bench.bedrock.script([wants('USER_CONFIRMATION')]);
    const requests = ['bootstrap', 'compute'].map((type) => ({ agent_type: type, input: 'Deploy' }));
    const { body } = await bench.askAll(requests);
    const pending = await pendingIn(JSON.stringify(body));
    expect(pending.map(({ agentType }) => agentType)).toEqual(['bootstrap', 'compute']);
  });

  it.each([
    ['an answer', '{"agent_type":"bootstrap","status":"answered","answer":"{\\"pending_confirmation\\":{}}"}'],
    ['no JSON', 'pending_confirmation'],
    ['a list', '[{"pending_confirmation":{}}]'],
    ['something else of that name', '{"pending_confirmation":{"agent_type":"a","session_id":"b"}}'],
    ['nothing', ''],
  ])('learns of none from %s', async (_, text) => {
    expect(await pendingIn(text)).toEqual([]);
  });
});
