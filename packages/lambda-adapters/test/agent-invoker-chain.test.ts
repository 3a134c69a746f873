import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAgentInvoker } from '../src/index.ts';
import { gatewayEvent } from './support/agent-events.ts';
import { AGENTS, type AgentInvokerBench, startAgentInvokerBench } from './support/agent-invoker-bench.ts';

let bench: AgentInvokerBench;

beforeAll(async () => {
  bench = await startAgentInvokerBench();
});
afterAll(() => bench.bedrock.close());

describe('the way of a request', () => {
  it('is told to the agent that it is handed on to, beside the attributes of the session', async () => {
    bench.bedrock.script([{ chunk: 'Yes.' }]);
    await bench.ask({
      agent: { name: 'lead' },
      sessionAttributes: {
        sluice_principal: 'ann',
        sluice_depth: '1',
        sluice_callers: 'orchestrator',
        sluice_agent_types: 'compute',
      },
    });
    expect(bench.passedAttributes()).toEqual([
      {
        sluice_principal: 'ann',
        sluice_depth: '2',
        sluice_callers: 'orchestrator,lead',
        sluice_agent_types: 'compute,bootstrap',
        sluice_deadline: expect.stringMatching(/^\d{13}$/),
      },
    ]);
  });

  it('begins with whoever asks first, at depth 1', async () => {
    bench.bedrock.script([{ chunk: 'Yes.' }]);
    const { sessionAttributes } = await bench.ask({ agent: { name: 'Tom, the lead' } });
    expect(bench.passedAttributes()).toMatchObject([
      { sluice_depth: '1', sluice_callers: 'Tom  the lead', sluice_agent_types: 'bootstrap' },
    ]);
    expect(sessionAttributes).toEqual({});
  });

  it.each(['3', '4', '-1', 'deep', ''])('ends at depth "%s", and names who called', async (depth) => {
    bench.bedrock.script([{ chunk: 'never' }]);
    const { status, body } = await bench.ask({ sessionAttributes: { sluice_depth: depth, sluice_callers: 'a,b' } });
    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: 'agent_depth_exceeded',
      message: expect.stringContaining('a, b, orchestrator'),
    });
    expect(bench.bedrock.invocations).toEqual([]);
  });

  it.each<[string, Parameters<AgentInvokerBench['ask']>[0]]>([
    [
      'a type that is on it already',
      { sessionAttributes: { sluice_agent_types: 'compute,bootstrap', sluice_depth: '2' } },
    ],
    ['the agent that asks', { agent: { id: 'BOOT123456' } }],
  ])('makes no circle, to %s', async (_, asked) => {
    bench.bedrock.script([{ chunk: 'never' }]);
    const { status, body } = await bench.ask(asked);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: 'agent_cycle',
      message: expect.stringMatching(/^Nothing was handed on: bootstrap waits .*orchestrator.* ask another agent\.$/),
    });
    expect(bench.bedrock.invocations).toEqual([]);
  });

  it('makes no circle by a request among several, and then none of them is handed on', async () => {
    bench.bedrock.script([{ chunk: 'never' }]);
    const { status, body } = await bench.askAll(
      [
        { agent_type: 'app', input: 'Hi' },
        { agent_type: 'compute', input: 'Hi' },
      ],
      { sessionAttributes: { sluice_agent_types: 'compute', sluice_depth: '1' } },
    );
    expect(status).toBe(409);
    expect(body['message']).toContain('compute waits');
    expect(bench.bedrock.invocations).toEqual([]);
  });

  it('has the trace of the conversation', async () => {
    bench.bedrock.script([{ chunk: 'Yes.' }]);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await bench.ask({ sessionAttributes: { sluice_traceparent: traceparent } });
    expect(bench.passedAttributes()[0]?.['sluice_traceparent']?.split('-')[1]).toBe(traceparent.split('-')[1]);
  });
});

describe('the deadline of a request', () => {
  const MARGIN_MS = 100;

  it('is when the function must have answered, less a margin, and is passed on', async () => {
    bench.bedrock.script([{ chunk: 'Yes.' }]);
    const before = Date.now();
    await bench.ask({ remainingMs: 5000 });
    const passed = Number(bench.passedAttributes()[0]?.['sluice_deadline']);
    expect(passed).toBeGreaterThan(before + 3000);
    expect(passed).toBeLessThanOrEqual(Date.now() + 5000 - MARGIN_MS);
  });

  it('is the one that came with the request, less a margin, where that is earlier', async () => {
    bench.bedrock.script([{ chunk: 'Yes.' }]);
    const given = Date.now() + 4000;
    await bench.ask({ sessionAttributes: { sluice_deadline: String(given) } });
    const passed = Number(bench.passedAttributes()[0]?.['sluice_deadline']);
    expect(Math.abs(passed - (given - MARGIN_MS))).toBeLessThanOrEqual(1);
  });

  it('ends the wait for an agent that does not answer', async () => {
    bench.bedrock.script([{ trace: {} }, 'stall']);
    const { status, body } = await bench.ask({
      sessionAttributes: { sluice_deadline: String(Date.now() + MARGIN_MS + 200) },
    });
    expect({ status, body }).toMatchObject({ status: 504, body: { code: 'agent_out_of_time' } });
  });

  it('that has passed lets nothing begin', async () => {
    bench.bedrock.script([{ chunk: 'never' }]);
    const { status, body } = await bench.ask({ sessionAttributes: { sluice_deadline: String(Date.now() + 50) } });
    expect(status).toBe(504);
    expect(body['message']).toContain('Nothing of what was asked was begun');
    expect(bench.bedrock.invocations).toEqual([]);
  });

  it.each(['', 'soon', '-5', '1e13', '99999999999999999999'])(
    'that can\'t be read is passed over: "%s"',
    async (given) => {
      bench.bedrock.script([{ chunk: 'Yes.' }]);
      expect((await bench.ask({ sessionAttributes: { sluice_deadline: given } })).status).toBe(200);
      expect(Number(bench.passedAttributes()[0]?.['sluice_deadline'])).toBeGreaterThan(Date.now());
    },
  );
});

it('a request that comes through AgentCore Gateway knows of no chain, and begins one', async () => {
  bench.bedrock.script([{ chunk: 'Yes.' }]);
  const handler = createAgentInvoker({ agents: AGENTS, runtime: bench.bedrock.runtime, logger: bench.logger });
  const { event, context } = gatewayEvent('invoke-specialized-agent', { agent_type: 'app', input: 'Deploy' });
  expect(await handler(event, context)).toMatchObject({ answer: 'Yes.', session_id: 'gateway-request-1.app' });
  expect(bench.passedAttributes()).toMatchObject([{ sluice_depth: '1', sluice_callers: 'gateway-1' }]);
});
