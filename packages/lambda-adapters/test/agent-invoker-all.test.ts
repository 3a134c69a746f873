import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAgentInvoker } from '../src/index.ts';
import { functionEvent, gatewayEvent } from './support/agent-events.ts';
import { AGENTS, type AgentInvokerBench, startAgentInvokerBench } from './support/agent-invoker-bench.ts';
import { contextFor } from './support/lambda.ts';

let bench: AgentInvokerBench;

beforeAll(async () => {
  bench = await startAgentInvokerBench();
});
afterAll(() => bench.bedrock.close());

const both = [
  { agent_type: 'bootstrap', input: 'What is deployed?' },
  { agent_type: 'compute', input: 'What runs, and where?' },
];

describe('several requests', () => {
  it('are handed on at once, each in a session of its own, and answered in their order', async () => {
    bench.bedrock.script();
    // Each agent answers only when all have been asked: one after the other, they would wait for ever.
    const types = ['bootstrap', 'compute', 'app', 'dns', 'data'] as const;
    for (const type of types) {
      bench.bedrock.scriptFor(AGENTS[type].agentId, [{ untilInvocations: types.length }, { chunk: `I am ${type}.` }]);
    }
    const { status, body } = await bench.askAll(types.map((type) => ({ agent_type: type, input: `Hi, ${type}` })));
    expect(status).toBe(200);
    expect(body).toEqual({
      results: types.map((type) => ({
        agent_type: type,
        session_id: `session-1.${type}`,
        status: 'answered',
        answer: `I am ${type}.`,
      })),
    });
    expect(bench.bedrock.invocations.map(({ body: { inputText } }) => inputText).sort()).toEqual(
      types.map((type) => `Hi, ${type}`).sort(),
    );
  });

  it('each have their own outcome, and one that fails hides no other', async () => {
    bench.bedrock.script();
    bench.bedrock.scriptFor(AGENTS.bootstrap.agentId, [{ chunk: 'Done.' }]);
    bench.bedrock.scriptFor(AGENTS.compute.agentId, [{ chunk: 'Half' }, 'cut']);
    bench.bedrock.scriptFor(AGENTS.app.agentId, { status: 429, type: 'ThrottlingException', message: 'Too fast' });
    bench.bedrock.scriptFor(AGENTS.dns.agentId, [{ trace: {} }, 'stall']);
    bench.bedrock.scriptFor(AGENTS.data.agentId, [
      {
        returnControl: {
          invocationId: 'i-1',
          invocationInputs: [
            {
              functionInvocationInput: {
                actionGroup: 'data',
                function: 'drop',
                actionInvocationType: 'USER_CONFIRMATION',
              },
            },
          ],
        },
      },
    ]);
    const requests = ['bootstrap', 'compute', 'app', 'dns', 'data'].map((type) => ({ agent_type: type, input: 'Hi' }));
    const { status, body } = await bench.askAll(requests, { remainingMs: 600 });
    expect(status).toBe(200);
    expect(body['results']).toMatchObject([
      { agent_type: 'bootstrap', status: 'answered', answer: 'Done.' },
      { agent_type: 'compute', status: 'failed', code: 'agent_failed', message: expect.stringContaining('may still') },
      { agent_type: 'app', status: 'failed', code: 'agent_busy', message: expect.stringContaining('Nothing') },
      { agent_type: 'dns', status: 'failed', code: 'agent_out_of_time' },
      { agent_type: 'data', status: 'confirmation_needed', pending_confirmation: { invocation_id: 'i-1' } },
    ]);
    const failures = bench.logger.lines
      .filter(({ level }) => level === 'error')
      .map(({ fields }) => fields['agent_type']);
    expect(failures.sort()).toEqual(['app', 'compute', 'dns']);
  });

  it.each<[string, unknown]>([
    ['JSON', both],
    ['JSON within JSON', JSON.stringify(JSON.stringify(both))],
    ['elements', `<item>${JSON.stringify(both[0])}</item><item>${JSON.stringify(both[1])}</item>`],
  ])('may come as %s', async (_, requests) => {
    bench.bedrock.script([{ chunk: 'Yes.' }]);
    const { status } = await bench.askAll(requests);
    expect(status).toBe(200);
    expect(bench.bedrock.invocations.map(({ body }) => body['inputText']).sort()).toEqual([
      'What is deployed?',
      'What runs, and where?',
    ]);
  });

  it.each<[string, unknown, string]>([
    [
      'a Java list that can be read in two ways',
      '[{agent_type=bootstrap, input=Deploy dev, agent_type=app, input=x}]',
      'requests',
    ],
    ['a text', 'bootstrap and compute', 'requests must be'],
    ['no requests', [], 'requests must be a JSON array such as'],
    [
      'six requests',
      [...Array(6).keys()].map((index) => ({ agent_type: `a${index}`, input: 'Hi' })),
      '5 requests at the most',
    ],
    ['the same agent twice', [both[0], both[0]], 'may ask each agent once'],
    [
      'an agent that there is not',
      [...both, { agent_type: 'nobody', input: 'Hi' }],
      'nobody is not an agent that there is; there are: bootstrap, ',
    ],
    ['a request without input', [both[0], { agent_type: 'compute' }], 'requests.1.input must be a text'],
    ['an empty input', [both[0], { agent_type: 'compute', input: '' }], 'requests.1.input must not be empty'],
  ])('are asked for again, and none is handed on, when they are %s', async (_, requests, hint) => {
    bench.bedrock.script([{ chunk: 'never' }]);
    const { status, body } = await bench.askAll(requests);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_parameters', message: expect.stringContaining(hint) });
    expect(bench.bedrock.invocations).toEqual([]);
  });

  it('may come from an action group of functions, where they are a text, and from AgentCore Gateway, where they are not', async () => {
    bench.bedrock.script([{ chunk: 'Yes.' }]);
    const handler = createAgentInvoker({ agents: AGENTS, runtime: bench.bedrock.runtime, logger: bench.logger });
    const event = functionEvent('invokeSpecializedAgents', [
      { name: 'requests', type: 'array', value: JSON.stringify(both) },
    ]);
    expect(await handler(event, contextFor(10_000))).toMatchObject({
      response: { functionResponse: { responseBody: { TEXT: { body: expect.stringContaining('"answer":"Yes."') } } } },
    });
    const gateway = gatewayEvent('invoke-specialized-agents', { requests: both });
    expect(await handler(gateway.event, gateway.context)).toMatchObject({
      results: [{ session_id: 'gateway-request-1.bootstrap' }, { session_id: 'gateway-request-1.compute' }],
    });
    expect(bench.bedrock.invocations).toHaveLength(4);
  });
});

describe('answers that are too long together', () => {
  it.each([24_000, 4000])(
    'are cut to the same length within %d bytes, short ones not at all, and it is said',
    async (budget) => {
      bench.bedrock.script();
      bench.bedrock.scriptFor(AGENTS.bootstrap.agentId, [{ chunk: 'Short, and whole.' }]);
      bench.bedrock.scriptFor(AGENTS.compute.agentId, [{ chunk: `Begin ${'ü'.repeat(30_000)} end` }]);
      bench.bedrock.scriptFor(AGENTS.app.agentId, [{ chunk: `Begin ${'"'.repeat(60_000)} end` }]);
      bench.bedrock.scriptFor(AGENTS.dns.agentId, [{ chunk: 'Half' }, 'cut']);
      const requests = ['bootstrap', 'compute', 'app', 'dns'].map((type) => ({ agent_type: type, input: 'Hi' }));
      const { body, bytes } = await bench.askAll(requests, { maxReplyBytes: budget });
      expect(bytes).toBeLessThanOrEqual(budget);
      expect(bytes).toBeGreaterThan(budget * 0.9);
      expect(body['shortened']).toMatch(/the middle of answer/);
      expect(body['results']).toMatchObject([
        { status: 'answered', answer: 'Short, and whole.' },
        { status: 'answered', answer: expect.stringMatching(/^Begin ü+\n\[… \d+ characters left out …\]\nü+ end$/) },
        { status: 'answered', answer: expect.stringMatching(/^Begin "+\n\[… \d+ characters left out …\]\n"+ end$/) },
        { status: 'failed', code: 'agent_failed' },
      ]);
      const [, long = '', quotes = ''] = (body['results'] as { answer?: string }[]).map(({ answer }) => answer);
      expect(Math.abs(long.length - quotes.length)).toBeLessThanOrEqual(4);
    },
  );
});
