import { describe, expect, it } from 'vitest';
import { SECRET } from '../../support/engine-definitions.ts';
import { type Answered, startEngineServer } from '../../support/engine-server.ts';
import { messagesOf } from '../../support/mcp-clients.ts';
import { KEYS } from '../../support/test-server.ts';

describe.each(['modern', 'legacy'] as const)('a tool call of the %s era', (era) => {
  it.each([
    ['without what is required', {}, '- environment is required; allowed: dev, prod'],
    [
      'with another value than the allowed ones',
      { environment: 'qa' },
      '- environment is not one of the allowed values; allowed: dev, prod',
    ],
    ['with another type', { environment: 'dev', wait_seconds: '5' }, '- wait_seconds must be of the type number'],
    ['with too much', { environment: 'dev', wait_seconds: 26 }, '- wait_seconds must be 25 or less'],
    ['with too little', { environment: 'dev', wait_seconds: -1 }, '- wait_seconds must be 0 or more'],
    ['with a text that is too short', { environment: 'dev', name: 'a' }, '- name must have 2 characters or more'],
    ['with a text that is too long', { environment: 'dev', name: 'abcdef' }, '- name must have 5 characters or fewer'],
    [
      'with an argument that there is not',
      { environment: 'dev', force: true },
      '- force is not known here; allowed: environment, wait_seconds, name, parameters',
    ],
    [
      'with one that there is not, deeper down',
      { environment: 'dev', parameters: { regoin: 'eu' } },
      '- parameters.regoin is not known here',
    ],
  ])('%s says so to the model, and does nothing', async (_, input, line) => {
    const server = await startEngineServer();
    const { status, result } = await server[era]('tools/call', { name: 'echo', arguments: input });
    expect(status).toBe(200);
    expect(result).toMatchObject({ isError: true });
    expect(textOf(result).split('\n')).toEqual([
      'The arguments of echo are not valid; nothing was done. Correct them and call it again.',
      line,
    ]);
  });

  it('names every wrong argument at once', async () => {
    const server = await startEngineServer();
    const input = { environment: 'qa', wait_seconds: 99, force: true };
    const { result } = await server[era]('tools/call', { name: 'echo', arguments: input });
    expect(textOf(result).split('\n')).toHaveLength(4);
  });

  it('that fails tells the model what happened, where, and what to do', async () => {
    const server = await startEngineServer();
    const { result } = await server[era]('tools/call', { name: 'fail', arguments: { code: 'conflict' } });
    expect(textOf(result).split('\n')).toEqual([
      'Another execution is unfinished.',
      '- environment is taken; allowed: dev, test',
      'Execution: execution-9',
      'The same call may succeed later; wait 2 s.',
    ]);
    expect(result).toMatchObject({
      isError: true,
      _meta: { 'io.sluice/problem': { code: 'concurrency_conflict', execution_id: 'execution-9', retryable: true } },
    });
  });

  it('that fails in a way that nobody foresaw tells nobody how, but the log', async () => {
    const { log, ...server } = await startEngineServer();
    const { result, headers, text } = await server[era]('tools/call', { name: 'fail', arguments: { code: 'crash' } });
    const requestId = headers.get('x-request-id');
    expect(result).toMatchObject({ isError: true });
    expect(textOf(result)).toBe(
      `The server failed in a way that it should not. Tell those who run it the request id ${requestId}.`,
    );
    expect(text).not.toContain('crashed');
    const line = log.lines.find(({ error }) => error !== undefined);
    expect(line).toMatchObject({ level: 'error', request_id: requestId, mcp_method: 'tools/call' });
    expect(line?.['error']).toContain('crashed with [redacted] at ci.internal.example');
    expect(log.text()).not.toContain(SECRET);
  });

  it('of a tool that there is not is an error of the protocol', async () => {
    const server = await startEngineServer();
    const { error } = await server[era]('tools/call', { name: 'x'.repeat(5000) });
    expect(error).toMatchObject({ code: -32_602, message: expect.stringContaining('tools/list names those') });
    expect(error?.message.length).toBeLessThan(300);
  });

  it.each(['approve', 'only_here'])('of a tool that the principal may not see is the same error: %s', async (name) => {
    const server = await startEngineServer();
    const { error } = await server[era]('tools/call', { name });
    expect(error).toMatchObject({
      code: -32_602,
      message: `There is no tool "${name}" that you may call. tools/list names those that there are.`,
    });
  });

  it('goes to a tool that needs a scope, with the scope', async () => {
    const server = await startEngineServer();
    const { result } = await server[era]('tools/call', { name: 'approve' }, { headers: { 'x-api-key': KEYS.approve } });
    expect(textOf(result)).toBe('Approved');
  });

  it('tells how far it is, only forwards, when the client asked for it', async () => {
    const server = await startEngineServer();
    const params = { name: 'progress', arguments: {}, _meta: { progressToken: 'token-1' } };
    const { headers, text } = await server[era]('tools/call', params);
    expect(headers.get('content-type')).toBe('text/event-stream');
    const messages = messagesOf(text);
    expect(messages.slice(0, -1).map(({ params: told }) => told)).toEqual([
      { progressToken: 'token-1', progress: 1, total: 3, message: 'Step 1' },
      { progressToken: 'token-1', progress: 2, total: 3, message: 'Step 2' },
      { progressToken: 'token-1', progress: 3, total: 3, message: 'Step 3' },
    ]);
    expect(messages.at(-1)).toMatchObject({ id: 1, result: { content: [{ text: 'Done' }] } });
  });

  it('tells nothing on the way when the client did not ask for it', async () => {
    const server = await startEngineServer();
    const { headers } = await server[era]('tools/call', { name: 'progress' });
    expect(headers.get('content-type')).toBe('application/json');
  });

  it('asks nobody when the client did not say that it can', async () => {
    const server = await startEngineServer();
    const { result } = await server[era]('tools/call', { name: 'ask' });
    expect(textOf(result)).toBe('Nobody can be asked.');
  });

  it('makes no task for a client that did not say that it knows tasks', async () => {
    const server = await startEngineServer();
    expect(textOf((await server[era]('tools/call', { name: 'job' })).result)).toBe('Done at once');
    const { result } = await server[era]('tools/call', { name: 'careless_job' });
    expect(textOf(result)).toContain('The server failed in a way that it should not.');
  });
});

describe('a client that can be asked', () => {
  it.each([
    ['names no mode', {}, true],
    ['shows forms', { form: {} }, true],
    ['opens URLs only', { url: {} }, false],
  ])('and %s', async (_, elicitation, isAsked) => {
    const { modern } = await startEngineServer();
    const { result } = await modern('tools/call', { name: 'ask' }, { capabilities: { elicitation } });
    expect(result?.['resultType']).toBe(isAsked ? 'input_required' : 'complete');
  });

  it('sends the answer with the state that it was given', async () => {
    const { modern } = await startEngineServer();
    const capabilities = { elicitation: {} };
    const { result: first } = await modern('tools/call', { name: 'ask' }, { capabilities });
    expect(first).toMatchObject({
      requestState: 'the-state',
      inputRequests: { sure: { method: 'elicitation/create' } },
    });
    const inputResponses = { sure: { action: 'accept', content: { yes: true } } };
    const params = { name: 'ask', inputResponses, requestState: first?.['requestState'] };
    const { result: second } = await modern('tools/call', params, { capabilities });
    expect(textOf(second)).toBe('{"action":"accept","content":{"yes":true}} with the-state');
  });
});

describe('tasks', () => {
  const capabilities = { extensions: { 'io.modelcontextprotocol/tasks': {} } };

  it('are made for a request that declares them, and read until they are done', async () => {
    const { modern } = await startEngineServer();
    const { result } = await modern('tools/call', { name: 'job' }, { capabilities });
    expect(result).toMatchObject({ resultType: 'task', taskId: 'task-1', status: 'working', ttlMs: null });
    const { result: task } = await modern('tasks/get', { taskId: 'task-1' }, { capabilities });
    expect(task).toMatchObject({
      resultType: 'complete',
      status: 'completed',
      result: { content: [{ text: 'The job is done' }] },
    });
    for (const method of ['tasks/update', 'tasks/cancel']) {
      const { result: acknowledged } = await modern(method, { taskId: 'task-1', inputResponses: {} }, { capabilities });
      expect(acknowledged).toMatchObject({ resultType: 'complete' });
    }
  });

  it.each(['tasks/get', 'tasks/update', 'tasks/cancel'])('need the declaration on each request: %s', async (method) => {
    const { modern } = await startEngineServer();
    const { status, error } = await modern(method, { taskId: 'task-1', inputResponses: {} });
    expect([status, error?.code]).toEqual([400, -32_021]);
    expect(error?.data).toEqual({ requiredCapabilities: capabilities });
  });

  it.each(['another', '', 'x'.repeat(201)])('that are not there are an error of the protocol: "%s"', async (taskId) => {
    const { modern } = await startEngineServer();
    const { error } = await modern('tasks/get', { taskId }, { capabilities });
    expect(error?.code).toBe(-32_602);
  });

  it('are not there for clients with a handshake', async () => {
    const { legacy } = await startEngineServer();
    expect((await legacy('tasks/get', { taskId: 'task-1' })).error?.code).toBe(-32_601);
  });
});

function textOf(result: Answered['result']): string {
  const { content } = result as { content: { text: string }[] };
  return content.map(({ text }) => text).join('\n');
}
