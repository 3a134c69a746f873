import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentOutcome, AgentProgress } from '../src/index.ts';
import { type AgentCoreAnswer, type AgentCoreServer, startAgentCoreServer } from './support/agentcore-server.ts';

const ARN = 'arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bootstrap-AbC1234567';

let agentCore: AgentCoreServer;

beforeAll(async () => {
  agentCore = await startAgentCoreServer();
});
afterAll(() => agentCore.close());

interface Asked {
  readonly sessionId?: string;
  readonly qualifier?: string;
  readonly input?: Parameters<AgentCoreServer['runtime']['invoke']>[0]['input'];
  readonly sessionAttributes?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: AgentProgress) => void;
}

async function invoke(asked: Asked = {}): Promise<AgentOutcome> {
  const { signal = AbortSignal.timeout(10_000), onProgress } = asked;
  return agentCore.runtime.invoke(
    {
      agent: { agentRuntimeArn: ARN, qualifier: asked.qualifier },
      sessionId: asked.sessionId ?? 'conversation-1.bootstrap',
      input: asked.input ?? { text: 'Deploy' },
      sessionAttributes: asked.sessionAttributes ?? {},
    },
    { signal, onProgress },
  );
}

const json = (body: unknown): AgentCoreAnswer => ({ body: [JSON.stringify(body)] });
const events = (...pieces: readonly (string | Uint8Array)[]): AgentCoreAnswer => ({
  contentType: 'text/event-stream; charset=utf-8',
  body: pieces,
});
const answered = (answer: string): AgentOutcome => ({ outcome: 'answered', answer, citations: [] });

describe('an agent of AgentCore Runtime', () => {
  it('is asked at its endpoint, with the prompt, the session, its attributes and the trace', async () => {
    agentCore.script(json({ answer: 'Done.' }));
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const sessionAttributes = { sluice_principal: 'ann', sluice_traceparent: traceparent };
    expect(await invoke({ qualifier: 'production', sessionAttributes })).toEqual(answered('Done.'));
    expect(agentCore.invocations).toMatchObject([
      {
        path: `/runtimes/${ARN}/invocations?qualifier=production`,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          traceparent,
        },
        payload: {
          prompt: 'Deploy',
          session_id: 'conversation-1.bootstrap',
          session_attributes: sessionAttributes,
        },
      },
    ]);
  });

  it.each([
    ['a short id, which is made long enough', 'ab', /^s-ab-[0-9a-f]{32}$/],
    ['an id with a dot and a colon', 'conversation:1.bootstrap', /^s-conversation-1-bootstrap-[0-9a-f]{32}$/],
    ['the longest id', 'x.'.repeat(50), /^s-(x-){50}-[0-9a-f]{32}$/],
    ['an id that is long enough', '0123456789-0123456789-0123456789x', /^0123456789-0123456789-0123456789x$/],
  ])("has the same runtime session every time, within AgentCore's limits: %s", async (_, sessionId, expected) => {
    agentCore.script(json('Done.'));
    await invoke({ sessionId });
    await invoke({ sessionId });
    const [first, second] = agentCore.invocations.map(
      ({ headers }) => headers['x-amzn-bedrock-agentcore-runtime-session-id'],
    );
    expect(first).toMatch(expected);
    expect(second).toBe(first);
  });

  it('has different sessions for ids that differ in a sign only', async () => {
    agentCore.script(json('Done.'));
    await invoke({ sessionId: 'a.b' });
    await invoke({ sessionId: 'a:b' });
    const ids = agentCore.invocations.map(({ headers }) => headers['x-amzn-bedrock-agentcore-runtime-session-id']);
    expect(new Set(ids).size).toBe(2);
  });

  it.each<[string, AgentCoreAnswer, string]>([
    ['JSON: a text', json('Done.'), 'Done.'],
    ['JSON: an answer', json({ answer: 'Done.', other: 1 }), 'Done.'],
    ['JSON: a result', json({ result: 'Done.' }), 'Done.'],
    ['JSON: a response', json({ response: 'Done.' }), 'Done.'],
    [
      "JSON: a model's message",
      json({ result: { role: 'assistant', content: [{ text: 'It is ' }, { text: 'done.' }] } }),
      'It is done.',
    ],
    [
      'JSON: a message as output',
      json({ output: { message: { role: 'assistant', content: [{ text: 'Done.' }] } } }),
      'Done.',
    ],
    ['JSON that says there is no error', json({ error: null, answer: 'Done.' }), 'Done.'],
    [
      'JSON in pieces that split a character',
      { body: [Buffer.from('{"answer":"\u00fc'.slice(0, 11)), Uint8Array.of(0xc3), Uint8Array.of(0xbc), '"}'] },
      'ü',
    ],
    ['plain text', { contentType: 'text/plain', body: ['Done.'] }, 'Done.'],
    ['events of texts', events('data: "It is "\n\n', 'data: "done."\n\n'), 'It is done.'],
    ['events of bare text', events('data: It is done.\n\n'), 'It is done.'],
    [
      'events of bare text, of which some looks like JSON',
      events('data: Started \n\n', 'data: 3\n\n', 'data:  of \n\n', 'data: [4]\n\n', 'data: : \n\n', 'data: true\n\n'),
      'Started 3 of [4]: true',
    ],
    ['a number as plain text', { contentType: 'text/plain', body: ['1.10'] }, '1.10'],
    ['events of nothing in between', events('data: "Done."\n\n', 'data: null\n\n'), 'Done.'],
    ['events of pieces', events('data: {"text":"It is "}\n\ndata: {"text":"done."}\n\n'), 'It is done.'],
    [
      'events as models write them',
      events(
        'data: {"event":{"messageStart":{"role":"assistant"}}}\n\n',
        'data: {"event":{"contentBlockDelta":{"delta":{"text":"It is "}}}}\n\n',
        'data: {"event":{"contentBlockDelta":{"delta":{"text":"done."}}}}\n\n',
        'data: {"event":{"messageStop":{"stopReason":"end_turn"}}}\n\n',
      ),
      'It is done.',
    ],
    [
      'events that end with the whole answer',
      events('data: {"text":"It is"}\n\ndata: {"answer":"It is done."}\n\n'),
      'It is done.',
    ],
    ['events with comments, names and ids', events(': hi\n\nevent: piece\nid: 1\ndata: "Done."\n\n: bye\n\n'), 'Done.'],
    ['events with CRLF, split anywhere', events('data: "It is "\r', '\n\r\nda', 'ta: "done."\r\n\r\n'), 'It is done.'],
    ['events of several lines', events('data: {"text":\ndata: "Done."}\n\n'), 'Done.'],
    ['events that split a character', events('data: "', Uint8Array.of(0xc3), Uint8Array.of(0xbc), '"\n\n'), 'ü'],
    ['events without a last empty line', events('data: "Done."'), 'Done.'],
  ])('may answer with %s', async (_, answer, expected) => {
    agentCore.script(answer);
    expect(await invoke()).toEqual(answered(expected));
  });

  it('tells each piece as it comes, and the whole only where no piece came before', async () => {
    const told: AgentProgress[] = [];
    const onProgress = (progress: AgentProgress): void => {
      told.push(progress);
    };
    agentCore.script(events('data: "It is "\n\n', 'data: "done."\n\n', 'data: {"answer":"It is done."}\n\n'));
    await invoke({ onProgress });
    agentCore.script(json({ answer: 'Done.' }));
    await invoke({ onProgress });
    expect(told).toEqual(['It is ', 'done.', 'Done.'].map((text) => ({ type: 'text', text })));
  });

  it('may return control, and gets back what came of it', async () => {
    const request = { asks: 'confirmation', action_group: 'dns', operation: 'remove', arguments: { zone: 'a' } };
    agentCore.script(json({ control: { invocation_id: 'i', requests: [request] } }));
    const outcome = await invoke();
    expect(outcome).toEqual({
      outcome: 'control_returned',
      answer: '',
      control: {
        invocationId: 'i',
        requests: [
          {
            asks: 'confirmation',
            operation: { actionGroup: 'dns', name: { function: 'remove' } },
            arguments: { zone: 'a' },
          },
        ],
      },
    });
    const operation = { actionGroup: 'dns', name: { httpMethod: 'POST', apiPath: '/zones/{zone}' } };
    agentCore.script(json({ answer: 'Removed.' }));
    await invoke({ input: { returned: { invocationId: 'i', results: [{ operation, confirmed: true }] } } });
    expect(agentCore.invocations[0]?.payload).toEqual({
      control_answers: {
        invocation_id: 'i',
        results: [{ action_group: 'dns', operation: 'POST /zones/{zone}', confirmed: true }],
      },
      session_id: 'conversation-1.bootstrap',
      session_attributes: {},
    });
  });

  it.each<[string, AgentCoreAnswer]>([
    ['nothing', { body: [] }],
    ['an empty text', json('')],
    ['JSON without an answer', json({ other: 1 })],
    ['null', json(null)],
    ['an error', json({ error: 'secret' })],
    ['no events', events()],
    ['events without text', events('data: {"event":{"messageStart":{}}}\n\n')],
    ['an error after a part', events('data: "It is "\n\n', 'data: {"error":"secret","error_type":"ValueError"}\n\n')],
    ['JSON that is cut off', { body: ['{"answer":"It'], ending: 'cut' }],
    ['events that are cut off', { ...events('data: "It is "\n\n'), ending: 'cut' }],
  ])('has failed, and may have begun, when it answers with %s', async (_, answer) => {
    agentCore.script(answer, json({ answer: 'A second turn.' }));
    const outcome = await invoke();
    expect(outcome).toMatchObject({ outcome: 'failed', mayHaveBegun: true });
    expect(JSON.stringify(outcome)).not.toContain('secret');
    expect(agentCore.invocations).toHaveLength(1);
  });

  it.each(['stall', 'end'] as const)('is given up when the time is over before its answer is: %s', async (ending) => {
    const abort = new AbortController();
    agentCore.script({ ...events('data: "It is "\n\n'), ending });
    const outcome = await invoke({ signal: abort.signal, onProgress: () => abort.abort() });
    expect(outcome).toMatchObject({ outcome: 'out_of_time', mayHaveBegun: true });
  });

  const refusal = (status: number, errorType: string): AgentCoreAnswer => ({
    status,
    errorType,
    body: ['{"message":"Said by AgentCore"}'],
  });

  it.each<[number, string]>([
    [429, 'ThrottlingException'],
    [409, 'RetryableConflictException'],
  ])('is asked again when it turned the request away: %d %s', async (status, errorType) => {
    agentCore.script(refusal(status, errorType), json('Done.'));
    expect(await invoke()).toEqual(answered('Done.'));
    agentCore.script(refusal(status, errorType));
    expect(await invoke()).toMatchObject({ outcome: 'busy', mayHaveBegun: false });
    expect(agentCore.invocations).toHaveLength(4);
  });

  it.each<[number, string, boolean, string]>([
    [500, 'InternalServerException', true, 'failed'],
    [502, 'BadGatewayException', true, 'failed'],
    [424, 'RuntimeClientError', true, 'failed'],
    [402, 'ServiceQuotaExceededException', false, 'busy'],
    [403, 'AccessDeniedException', false, 'failed'],
    [404, 'ResourceNotFoundException', false, 'failed'],
    [400, 'ValidationException', false, 'failed'],
  ])(
    'is asked once when it answers %d %s; whether it may have begun: %s',
    async (status, errorType, begun, outcome) => {
      agentCore.script(refusal(status, errorType), json('A second turn.'));
      expect(await invoke()).toMatchObject({ outcome, mayHaveBegun: begun });
      expect(agentCore.invocations).toHaveLength(1);
    },
  );

  it('is not asked when no time is left', async () => {
    agentCore.script(json('never'));
    expect(await invoke({ signal: AbortSignal.abort() })).toMatchObject({
      outcome: 'out_of_time',
      mayHaveBegun: false,
    });
    expect(agentCore.invocations).toEqual([]);
  });
});
