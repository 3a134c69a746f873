import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAgentInvoker } from '../src/index.ts';
import { gatewayEvent } from './support/agent-events.ts';
import { type BedrockServer, type Step, startBedrockServer } from './support/bedrock-server.ts';
import { contextFor, opened, recordingLogger } from './support/lambda.ts';
import { openApiEvent, texts } from './support/open-api-event.ts';

const agents = {
  bootstrap: { agentId: 'BOOT123456', agentAliasId: 'ALIAS00001' },
  compute: { agentId: 'COMP123456', agentAliasId: 'ALIAS00002' },
};

let bedrock: BedrockServer;
const logger = recordingLogger();

beforeAll(async () => {
  bedrock = await startBedrockServer();
});
afterAll(() => bedrock.close());

interface Asked {
  readonly arguments?: Readonly<Record<string, string>>;
  readonly sessionId?: string;
  readonly sessionAttributes?: Readonly<Record<string, string>>;
  readonly remainingMs?: number;
}

async function invoke(asked: Asked = {}): Promise<{ status: number; body: Record<string, unknown> }> {
  logger.lines.length = 0;
  const handler = createAgentInvoker({ agents, runtime: bedrock.runtime, logger, deadlineMarginMs: 100 });
  const event = openApiEvent({
    path: '/agents/invoke',
    method: 'POST',
    properties: texts(asked.arguments ?? { agent_type: 'bootstrap', input: 'Deploy bootstrap for dev' }),
    sessionId: asked.sessionId,
    sessionAttributes: asked.sessionAttributes,
  });
  return opened(await handler(event, contextFor(asked.remainingMs ?? 10_000)));
}

describe('a request for a specialised agent', () => {
  it('is handed on in a session of its own, and the answer comes back', async () => {
    bedrock.script([{ trace: {} }, { chunk: 'Execution exec-1 ' }, { chunk: 'is running.' }]);
    expect(await invoke()).toEqual({
      status: 200,
      body: {
        agent_type: 'bootstrap',
        status: 'answered',
        answer: 'Execution exec-1 is running.',
        session_id: 'session-1.bootstrap',
      },
    });
    expect(bedrock.invocations).toMatchObject([
      {
        path: '/agents/BOOT123456/agentAliases/ALIAS00001/sessions/session-1.bootstrap/text',
        body: { inputText: 'Deploy bootstrap for dev' },
      },
    ]);
  });

  it('has a session for itself where it comes through AgentCore Gateway, which knows none', async () => {
    bedrock.script([{ chunk: 'Yes.' }]);
    const handler = createAgentInvoker({ agents, runtime: bedrock.runtime, logger });
    const { event, context } = gatewayEvent('invoke-specialized-agent', { agent_type: 'app', input: 'Deploy' });
    const known = gatewayEvent('invoke_specialized_agent', { agent_type: 'bootstrap', input: 'Deploy' });
    expect(await handler(event, context)).toMatchObject({ code: 'invalid_parameters' });
    expect(await handler(known.event, known.context)).toEqual({
      agent_type: 'bootstrap',
      status: 'answered',
      answer: 'Yes.',
      session_id: 'gateway-request-1.bootstrap',
    });
  });

  it('comes to the same session when the Gateway sends it again, since there it is known what was started', async () => {
    bedrock.script([{ chunk: 'Yes.' }]);
    const handler = createAgentInvoker({ agents, runtime: bedrock.runtime, logger });
    const { event, context } = gatewayEvent('invoke-specialized-agent', { agent_type: 'bootstrap', input: 'Deploy' });
    for (const awsRequestId of ['lambda-1', 'lambda-2']) await handler(event, { ...context, awsRequestId });
    const [first, second] = bedrock.invocations.map(({ path }) => path);
    expect(first).toContain('/sessions/gateway-request-1.bootstrap/');
    expect(second).toBe(first);
  });

  it('comes to the same session every time, also where the id is too long to be extended', async () => {
    bedrock.script([{ chunk: 'Yes.' }]);
    const [first, second, other] = [
      await invoke({ sessionId: 'x'.repeat(95) }),
      await invoke({ sessionId: 'x'.repeat(95) }),
      await invoke({ sessionId: 'y'.repeat(95) }),
    ];
    expect(first.body['session_id']).toMatch(/^[0-9a-f]{32}\.bootstrap$/);
    expect(second.body['session_id']).toBe(first.body['session_id']);
    expect(other.body['session_id']).not.toBe(first.body['session_id']);
  });

  it.each<[string, Record<string, string>, string]>([
    ['an agent that there is not', { agent_type: 'dns', input: 'Hi' }, 'bootstrap, compute'],
    ['a name that every object has', { agent_type: 'constructor', input: 'Hi' }, 'bootstrap, compute'],
    ['no agent', { input: 'Hi' }, 'agent_type must be'],
    ['no input', { agent_type: 'bootstrap' }, 'input must be'],
    ['an empty input', { agent_type: 'bootstrap', input: '' }, 'must not be empty'],
    ['an input of 8001 characters', { agent_type: 'bootstrap', input: 'x'.repeat(8001) }, '8000 characters'],
  ])('is refused when it names %s', async (_, given, hint) => {
    const { status, body } = await invoke({ arguments: given });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_parameters', message: expect.stringContaining(hint) });
  });

  it('lists the agents that there are in a form that a program reads', async () => {
    const { body } = await invoke({ arguments: { agent_type: 'dns', input: 'Hi' } });
    expect(body['errors']).toMatchObject([{ field: 'agent_type', allowed: ['bootstrap', 'compute'] }]);
  });

  it.each<[string, readonly Step[], number, string]>([
    ['fails', [{ exception: 'dependencyFailedException', message: 'secret' }], 502, 'agent_failed'],
    ['is cut off', [{ chunk: 'Execution' }, 'cut'], 502, 'agent_failed'],
    ['says nothing', [], 502, 'agent_failed'],
    [
      'is throttled on the way',
      [{ trace: {} }, { exception: 'throttlingException', message: 'secret' }],
      503,
      'agent_busy',
    ],
    ['does not finish', [{ chunk: 'Execution' }, 'stall'], 504, 'agent_out_of_time'],
  ])('becomes a reply, not an error, when the agent %s', async (_, steps, expected, code) => {
    bedrock.script(steps);
    const { status, body } = await invoke({ remainingMs: 400 });
    expect({ status, body }).toMatchObject({ status: expected, body: { code } });
    expect(body['message']).toContain('ask for its status');
    expect(JSON.stringify(body)).not.toMatch(/secret|Execution/);
    expect(logger.lines.filter(({ level }) => level === 'error')).not.toEqual([]);
  });

  it('of another kind is answered with what there is', async () => {
    const handler = createAgentInvoker({ agents, runtime: bedrock.runtime, logger });
    const { status, body } = opened(
      await handler(openApiEvent({ path: '/agents', method: 'GET' }), contextFor(10_000)),
    );
    expect(status).toBe(404);
    expect(body['message']).toContain('POST /agents/invoke');
  });
});
