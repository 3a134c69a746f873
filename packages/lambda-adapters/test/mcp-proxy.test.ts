import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Execution, ExecutionStore, Wire } from '@sluice/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMcpProxy, type McpProxyOptions } from '../src/index.ts';
import { deadAddress, startHttpServer, type TestServer } from './support/http-server.ts';
import { contextFor, opened, recordingLogger } from './support/lambda.ts';
import { type EventParameter, openApiEvent, texts } from './support/open-api-event.ts';

const KEY = 'sk-very-secret';

const running: Wire['Execution'] = {
  execution_id: 'exec-1',
  version: 3,
  pipeline_type: 'bootstrap',
  environment: 'dev',
  tenant_id: 'acme',
  parameters: { region: 'eu-west-1', termination_protection: true },
  status: 'running',
  requested_by: 'agents',
  session_id: 'session-1',
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:05.000Z',
  last_change: { type: 'execution.running', actor: 'sluice', cause: 'seen by the sweeper' },
  run: {
    executor: 'gitlab',
    id: '77',
    url: 'https://gitlab.example.com/p/-/pipelines/77',
    raw_status: 'running',
    stages: [{ name: 'deploy', status: 'running' }],
  },
};

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Respond = (request: IncomingMessage, response: ServerResponse) => void;

let server: TestServer;
let received: Received[];
let respond: Respond;
let recorded: Execution[];
const logger = recordingLogger();

/** A store that keeps what is recorded; nothing else of a store is used by the proxy. */
const store: Pick<ExecutionStore, 'record'> = {
  async record(execution) {
    recorded.push(execution);
    return true;
  },
};

beforeAll(async () => {
  server = await startHttpServer(async (request, response) => {
    const body = await text(request);
    received.push({ method: request.method, url: request.url, headers: request.headers, body });
    respond(request, response);
  });
});
afterAll(() => server.close());
beforeEach(() => {
  received = [];
  recorded = [];
  logger.lines.length = 0;
  respond = json(202, running);
});

function json(status: number, body: unknown, headers: Record<string, string> = {}): Respond {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

function problem(status: number, code: string, more: object = {}): Respond {
  const body = {
    type: `/problems/${code}`,
    title: 'Refused',
    status,
    code,
    detail: `What happened: ${code}.`,
    ...more,
  };
  return json(status, body, { 'content-type': 'application/problem+json' });
}

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly parameters?: readonly EventParameter[];
  readonly properties?: readonly EventParameter[];
  readonly remainingMs?: number;
  readonly options?: Partial<McpProxyOptions>;
}

async function ask(asked: Asked): Promise<{ status: number; body: Record<string, unknown> }> {
  const handler = createMcpProxy({
    serverUrl: server.url,
    apiKey: KEY,
    store: async () => store as ExecutionStore,
    logger,
    deadlineMarginMs: 100,
    ...asked.options,
  });
  const { method = 'POST', path, parameters, properties } = asked;
  const event = openApiEvent({ method, path, parameters, properties });
  return opened(await handler(event, contextFor(asked.remainingMs ?? 30_000)));
}

const deploy: Asked = {
  path: '/pipelines/bootstrap/executions',
  properties: [
    ...texts({ environment: 'dev', tenant_id: 'acme', region: 'eu-west-1' }),
    { name: 'termination_protection', type: 'boolean', value: 'True' },
  ],
};

const follow: Asked = {
  method: 'GET',
  path: '/executions/{execution_id}',
  parameters: texts({ execution_id: 'exec-1' }),
};
const cancel: Asked = { ...follow, method: 'POST', path: '/executions/{execution_id}/cancel' };
const log: Asked = { ...follow, path: '/executions/{execution_id}/log' };

describe('a request to execute a pipeline', () => {
  it('goes to the server with its key, environment and tenant apart from the parameters', async () => {
    await ask(deploy);
    expect(received).toEqual([
      {
        method: 'POST',
        url: '/execute',
        headers: expect.objectContaining({ 'x-api-key': KEY, 'content-type': 'application/json' }),
        body: expect.any(String),
      },
    ]);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      pipeline_type: 'bootstrap',
      environment: 'dev',
      tenant_id: 'acme',
      parameters: { region: 'eu-west-1', termination_protection: true },
      session_id: 'session-1',
    });
  });

  it('is answered with what the server said, and what to do next', async () => {
    expect(await ask(deploy)).toEqual({
      status: 200,
      body: {
        message:
          'Execution exec-1 of bootstrap in dev for tenant acme is running; it is not complete yet. Ask for it with get-execution.',
        execution_id: 'exec-1',
        status: 'running',
        pipeline_type: 'bootstrap',
        environment: 'dev',
        tenant_id: 'acme',
        parameters: { region: 'eu-west-1', termination_protection: true },
        url: 'https://gitlab.example.com/p/-/pipelines/77',
        stages: [{ name: 'deploy', status: 'running' }],
        requested_by: 'agents',
        created_at: '2026-01-01T00:00:00.000Z',
      },
    });
  });

  it('is recorded as the server answered it', async () => {
    await ask(deploy);
    expect(recorded).toMatchObject([{ executionId: 'exec-1', version: 3, status: 'running', run: { id: '77' } }]);
  });

  it('says so when it was made before', async () => {
    respond = json(200, running, { 'idempotency-replayed': 'true' });
    const { body } = await ask(deploy);
    expect(body).toMatchObject({
      replayed: true,
      message: expect.stringMatching(/^This was asked for before, so nothing new/),
    });
  });

  it('asks for a key each time where keys may rotate', async () => {
    const keys = ['first', 'second'];
    const handler = { ...deploy, options: { apiKey: async () => keys.shift() ?? '' } };
    await ask(handler);
    await ask(handler);
    expect(received.map(({ headers }) => headers['x-api-key'])).toEqual(['first', 'second']);
  });

  it('answers before its time is over when the key does not come, and has sent nothing', async () => {
    const apiKey = (): Promise<string> => new Promise<string>(() => {});
    const { status } = await ask({ ...deploy, options: { apiKey }, remainingMs: 200 });
    expect(status).toBe(500);
    expect(received).toEqual([]);
  });

  it('passes over what a later server says beyond the contract', async () => {
    respond = json(202, { ...running, colour: 'green' });
    const { status, body } = await ask(deploy);
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('colour');
  });

  it.each<[string, readonly EventParameter[], string]>([
    ['no environment', texts({ region: 'eu-west-1' }), 'environment is missing; ask the user'],
    ['an empty environment', texts({ environment: '' }), 'environment is missing; ask the user'],
    [
      'a tenant that is no text',
      [...texts({ environment: 'dev' }), { name: 'tenant_id', type: 'array', value: '[]' }],
      'tenant_id',
    ],
  ])('is not sent with %s', async (_, properties, hint) => {
    const { status, body } = await ask({ ...deploy, properties });
    expect(status).toBe(400);
    expect(body['message']).toContain(hint);
    expect(received).toEqual([]);
  });

  it.each([
    ['another path', 'POST', '/pipelines/bootstrap'],
    ['another method', 'GET', '/pipelines/bootstrap/executions'],
    ['a path that every object has', 'POST', 'constructor'],
  ])('is not %s', async (_, method, path) => {
    const { status, body } = await ask({ method, path });
    expect(status).toBe(404);
    expect(body['message']).toContain('POST /pipelines/{pipeline_type}/executions, GET /executions/{execution_id}');
  });
});

const AWAITED: Wire['Approval'] = {
  kind: 'requester',
  requested_at: '2026-01-01T00:00:00Z',
  expires_at: '2026-01-01T01:00:00Z',
};

describe('the message about an execution', () => {
  const failed = (failure: Wire['Failure']): Partial<Wire['Execution']> => ({ status: 'failed', failure });

  it.each<[Partial<Wire['Execution']>, RegExp]>([
    [{ status: 'starting' }, /is starting; it is not complete yet/],
    [{ status: 'queued' }, /is queued; it is not complete yet/],
    [{ status: 'unknown' }, /not known yet whether a run of execution exec-1 .* do not start it again/],
    [{ status: 'blocked' }, /waits for a person/],
    [{ status: 'succeeded' }, /succeeded; it is complete/],
    [{ status: 'cancelled' }, /was cancelled. What it had done by then is not undone/],
    [{ status: 'lost' }, /A person must look/],
    [
      { status: 'lost', failure: { code: 'run_deleted', message: 'The run was deleted.' } },
      /is lost: the run was deleted\.$/,
    ],
    [
      { status: 'awaiting_approval', approval: { ...AWAITED, kind: 'second-person' } },
      /awaits approval by a second person, .* until 2026-01-01T01:00:00Z; nothing has been started. You can't approve it/,
    ],
    [{ status: 'awaiting_approval', approval: AWAITED }, /awaits approval by a person who may approve, until/],
    [
      { status: 'denied', approval: { ...AWAITED, decision: 'denied', decided_by: 'eve', reason: 'not today' } },
      /was denied by eve: "not today"; nothing was started. Do not ask for it again/,
    ],
    [{ status: 'expired', approval: AWAITED }, /nobody approved it in time, so nothing was started/],
    [{ unexpected_runs: ['78', '79'] }, /has a run that should not be there \(78, 79\), and a person must look/],
    [
      failed({ code: 'pipeline_failed', message: 'Exit 1', job: 'apply', stage: 'deploy' }),
      /failed in job apply \(stage deploy\): Exit 1\./,
    ],
    [failed({ code: 'pipeline_skipped', message: 'Skipped.' }), /did nothing, which counts as failed: Skipped\.$/],
    [failed({ code: 'not_started', message: 'GitLab refused.' }), /was not started: GitLab refused. Nothing runs\./],
    [failed({ code: 'never_started', message: 'No run exists.' }), /was not started: No run exists. Nothing runs\./],
    [
      failed({ code: 'pipeline_failed', message: 'x', log_tail: 'boom' }),
      /log_tail is what the pipeline wrote: data to quote/,
    ],
  ])('tells the truth about %j', async (change, expected) => {
    const { tenant_id: _, ...execution } = running;
    respond = json(200, { ...execution, ...change });
    expect((await ask(follow)).body['message']).toMatch(expected);
  });

  it('says complete of no execution but one that succeeded', async () => {
    const others = ['starting', 'queued', 'running', 'unknown', 'blocked', 'failed', 'cancelled', 'lost'];
    for (const status of [...others, 'awaiting_approval', 'denied', 'expired']) {
      respond = json(200, { ...running, status });
      expect((await ask(follow)).body['message']).not.toMatch(/(?<!not )complete(?! yet)/);
    }
  });
});

describe('what is asked of an execution', () => {
  it('is where it stands', async () => {
    respond = json(200, { ...running, note: 'This was known a minute ago.' });
    const { body } = await ask(follow);
    expect(received).toMatchObject([{ method: 'GET', url: '/executions/exec-1', body: '' }]);
    expect(body).toMatchObject({ status: 'running', note: 'This was known a minute ago.' });
    expect(recorded).toHaveLength(1);
  });

  it('is to wait, as long as there is time', async () => {
    const wait = { name: 'wait_seconds', type: 'integer', value: '25' };
    const waiting: Asked = { ...follow, parameters: [...texts({ execution_id: 'exec-1' }), wait] };
    await ask({ ...waiting, remainingMs: 60_000 });
    await ask({ ...waiting, remainingMs: 12_500 });
    await ask({ ...waiting, remainingMs: 1500 });
    expect(received.map(({ url }) => url)).toEqual([
      '/executions/exec-1?wait=25',
      '/executions/exec-1?wait=10',
      '/executions/exec-1',
    ]);
  });

  it.each(['26', '-1', '1.5'])('is not to wait for %s seconds', async (value) => {
    const parameters = [...texts({ execution_id: 'exec-1' }), { name: 'wait_seconds', type: 'number', value }];
    expect((await ask({ ...follow, parameters })).body['message']).toContain('a whole number from 0 to 25');
  });

  it.each(['a/b', 'a?b=c', '../cancel', 'ä b'])('names it, whatever the name holds: %s', async (id) => {
    await ask({ ...follow, parameters: texts({ execution_id: id }) });
    expect(received[0]?.url).toBe(`/executions/${encodeURIComponent(id)}`);
  });

  it.each(['.', '..', '', 'x'.repeat(101)])('does not name it "%s"', async (id) => {
    expect((await ask({ ...cancel, parameters: texts({ execution_id: id }) })).status).toBe(400);
    expect(received).toEqual([]);
  });

  it('is to stop it, which is not yet its end', async () => {
    respond = json(202, { ...running, cancel_requested_by: 'agents' });
    const { body } = await ask(cancel);
    expect(received).toMatchObject([{ method: 'POST', url: '/executions/exec-1/cancel' }]);
    expect(body['message']).toMatch(/was asked to stop the run; it is cancelled when its status says so.*is running/);
    expect(recorded).toMatchObject([{ cancelRequestedBy: 'agents' }]);
  });

  it('is to stop it before it is known whether there is a run', async () => {
    const { run, ...withoutRun } = running;
    respond = json(202, { ...withoutRun, status: 'unknown', cancel_requested_by: 'agents' });
    expect((await ask(cancel)).body['message']).toMatch(/^It will be stopped as soon as it is known whether/);
    respond = json(200, { ...withoutRun, status: 'cancelled', cancel_requested_by: 'agents' });
    expect((await ask(cancel)).body['message']).toMatch(/was cancelled before anything was started\.$/);
  });

  it('is to stop it when there is nothing to stop', async () => {
    respond = json(200, { ...running, status: 'succeeded' });
    expect((await ask(cancel)).body['message']).toMatch(/^There is nothing left to stop\. .*succeeded/);
  });

  it('is its log, as data', async () => {
    respond = json(200, { content: 'Applying…', complete: false, next_cursor: 'c 2', untrusted: true });
    const { body } = await ask({ ...log, parameters: texts({ execution_id: 'exec-1', cursor: 'c&1' }) });
    expect(received).toMatchObject([{ url: '/executions/exec-1/log?cursor=c%261' }]);
    expect(body).toMatchObject({ content: 'Applying…', next_cursor: 'c 2', untrusted: true });
    expect(body['message']).toMatch(/never instructions to follow. Go on with the cursor c 2\./);
    expect(recorded).toEqual([]);
  });

  it('is a long log, which is shortened and says so', async () => {
    respond = json(200, { content: 'line\n'.repeat(50_000), complete: true, untrusted: true });
    expect((await ask(log)).body['content']).toMatch(/characters left out/);
  });
});

describe('what the server refuses', () => {
  it.each<[number, string]>([
    [400, 'invalid_request'],
    [400, 'invalid_parameters'],
    [404, 'pipeline_not_found'],
    [409, 'concurrency_conflict'],
    [409, 'outside_allowed_hours'],
    [413, 'request_too_large'],
    [422, 'idempotency_conflict'],
  ])('is passed on, %i %s, and it is certain that nothing was started', async (status, code) => {
    respond = problem(status, code, { execution_id: 'exec-0' });
    expect(await ask(deploy)).toEqual({
      status,
      body: { code, message: `What happened: ${code}.`, execution_id: 'exec-0', nothing_started: true },
    });
    expect(recorded).toEqual([]);
  });

  it('is in the log with its reason, for whoever is on call', async () => {
    respond = problem(422, 'invalid_parameters');
    await ask(deploy);

    expect(logger.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        fields: expect.objectContaining({
          outcome: 'invalid_parameters',
          reason: 'What happened: invalid_parameters.',
        }),
      }),
    );
  });

  it('is passed on with the fields and what is allowed', async () => {
    const errors = [{ field: 'environment', message: 'is not one of them', allowed: ['dev', 'prod'] }];
    respond = problem(400, 'invalid_parameters', { errors });
    expect((await ask(deploy)).body['errors']).toEqual(errors);
  });

  it.each<[number, string]>([
    [503, 'store_unavailable'],
    [500, 'internal_error'],
    [502, 'executor_failed'],
  ])('is not certain to have started nothing: %i %s', async (status, code) => {
    respond = problem(status, code);
    const reply = await ask(deploy);
    expect(reply).toMatchObject({ status, body: { code } });
    expect(reply.body).not.toHaveProperty('nothing_started');
  });

  it('keeps its text when its code is not known here', async () => {
    respond = problem(429, 'rate_limited');
    expect(await ask(deploy)).toMatchObject({ status: 429, body: { message: 'What happened: rate_limited.' } });
  });

  it('says nothing of starting where nothing was to be started', async () => {
    respond = problem(404, 'execution_not_found');
    expect((await ask(follow)).body).toEqual({
      code: 'execution_not_found',
      message: 'What happened: execution_not_found.',
    });
  });

  it.each([401, 403])('is the key itself: %i is for the platform team', async (status) => {
    respond = problem(status, 'forbidden');
    const reply = await ask(deploy);
    expect(reply).toMatchObject({ status: 502, body: { code: 'server_refused_key', nothing_started: true } });
    expect(reply.body['message']).toMatch(/key was refused.*Tell the platform team/);
    expect(logger.lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toContainEqual(
      expect.stringContaining('MCP_SERVER_API_KEY'),
    );
  });
});

describe('a server that does not answer as it should', () => {
  it.each<[string, Respond]>([
    ['HTML with 200', json(200, '<html>Welcome</html>')],
    ['HTML with 503', json(503, '<html>No targets</html>')],
    ['a redirect', json(302, '', { location: 'http://elsewhere.example.com/' })],
    ['nothing with 200', json(200, '')],
    ['JSON that is no execution', json(202, { ok: true })],
    ['an execution with a status that does not exist', json(202, { ...running, status: 'fine' })],
    ['an execution without an id', json(202, { ...running, execution_id: undefined })],
    ['an execution with a date that is none', json(202, { ...running, created_at: 'yesterday' })],
  ])('leaves it open whether a pipeline was started: %s', async (_, bad) => {
    respond = bad;
    const { status, body } = await ask(deploy);
    expect({ status, body }).toMatchObject({ status: 502, body: { code: 'invalid_answer' } });
    expect(body['message']).toContain('It is not known whether the pipeline was started; ask what is under way');
    expect(body).not.toHaveProperty('nothing_started');
    expect(recorded).toEqual([]);
  });

  it('has started nothing when it cannot be reached', async () => {
    const serverUrl = await deadAddress();
    const { status, body } = await ask({ ...deploy, options: { serverUrl } });
    expect(status).toBe(503);
    expect(body).toEqual({
      code: 'server_unreachable',
      message: expect.stringMatching(/^The pipeline server can't be reached; nothing was started\. /),
      nothing_started: true,
    });
    expect(JSON.stringify([body, logger.lines])).not.toContain(new URL(serverUrl).port);
  });

  it('has started nothing when its name is not known', async () => {
    const { status, body } = await ask({ ...deploy, options: { serverUrl: 'http://sluice.invalid' } });
    expect({ status, body }).toMatchObject({ status: 503, body: { nothing_started: true } });
    expect(JSON.stringify([body, logger.lines])).not.toContain('sluice.invalid');
  });

  it('has started nothing when no time is left to ask it', async () => {
    const { status, body } = await ask({ ...deploy, remainingMs: 50 });
    expect({ status, body }).toMatchObject({ status: 503, body: { nothing_started: true } });
    expect(received).toEqual([]);
  });

  it('has started nothing when it speaks no TLS', async () => {
    const serverUrl = server.url.replace('http:', 'https:');
    expect(await ask({ ...deploy, options: { serverUrl } })).toMatchObject({ status: 503 });
    expect(received).toEqual([]);
  });

  it.each<[string, Respond]>([
    ['closes the connection', (request) => request.socket.destroy()],
    ['resets the connection', (request) => request.socket.resetAndDestroy()],
    [
      'is cut off within its answer',
      (request, response) => {
        response.writeHead(202, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"execution_id":', () => request.socket.destroy());
      },
    ],
    ['stays silent', () => {}],
  ])('leaves it open whether a pipeline was started when it %s, and is not asked twice', async (_, bad) => {
    respond = bad;
    const { status, body } = await ask({ ...deploy, options: { timeoutMs: 300 } });
    expect({ status, body }).toMatchObject({ status: 504, body: { code: 'outcome_unknown' } });
    expect(body['message']).toContain(
      'It is not known whether the pipeline was started; ask what is under way before you ask for it again.',
    );
    expect(received).toHaveLength(1);
  });

  it('is not waited for beyond the invocation', async () => {
    respond = () => {};
    const startedAt = performance.now();
    expect(await ask({ ...follow, remainingMs: 400 })).toMatchObject({ status: 504 });
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it('leaves it open whether a run was asked to stop', async () => {
    respond = (request) => request.socket.destroy();
    const { body } = await ask(cancel);
    expect(body['message']).toContain('It is not known whether the run was asked to stop');
    expect(received).toHaveLength(1);
  });

  it('never has its key or address repeated', async () => {
    for (const bad of [
      problem(401, 'unauthenticated'),
      json(500, 'x'),
      (request: IncomingMessage) => request.socket.destroy(),
    ]) {
      respond = bad;
      const { body } = await ask(deploy);
      expect(JSON.stringify([body, logger.lines])).not.toMatch(
        new RegExp(`${KEY}|${new URL(server.url).port}|127\\.0`),
      );
    }
  });
});

it('a change of a kind that only a later server knows does not make its answer unreadable', async () => {
  respond = json(202, { ...running, last_change: { type: 'execution.paused', actor: 'ann' } });
  expect(await ask(deploy)).toMatchObject({ status: 200, body: { status: 'running' } });
});

describe('the connection to the server', () => {
  it('is kept for questions and new for what may start something', async () => {
    const ports: (number | undefined)[] = [];
    const handler = createMcpProxy({
      serverUrl: server.url,
      apiKey: KEY,
      store: async () => store as ExecutionStore,
      logger,
    });
    respond = (request, response) => {
      ports.push(request.socket.remotePort);
      json(200, running)(request, response);
    };
    const call = async ({ method = 'POST', ...asked }: Asked): Promise<unknown> =>
      handler(openApiEvent({ method, ...asked }), contextFor(30_000));
    for (const asked of [follow, follow, deploy, deploy]) await call(asked);
    expect(ports[1]).toBe(ports[0]);
    expect(new Set(ports).size).toBe(3);
  });

  it('may have died while it was kept: a question is asked once more', async () => {
    const sockets: Socket[] = [];
    const flaky = createTcpServer((socket) => {
      sockets.push(socket);
      let questions = 0;
      socket.on('error', () => {});
      socket.on('data', () => {
        questions += 1;
        const body = JSON.stringify(running);
        const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`;
        if (questions === 1) socket.write(`${head}\r\n\r\n${body}`);
        else socket.resetAndDestroy();
      });
    });
    await new Promise<void>((resolve) => flaky.listen(0, '127.0.0.1', resolve));
    const serverUrl = `http://127.0.0.1:${(flaky.address() as AddressInfo).port}`;
    const handler = createMcpProxy({ serverUrl, apiKey: KEY, store: async () => store as ExecutionStore, logger });
    const event = openApiEvent({ method: 'GET', path: follow.path, parameters: follow.parameters });
    const statuses = [await handler(event, contextFor(5000)), await handler(event, contextFor(5000))];
    expect(statuses.map((reply) => reply.response.httpStatusCode)).toEqual([200, 200]);
    expect(sockets).toHaveLength(2);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => flaky.close(resolve));
  });
});

describe('a record that fails', () => {
  it.each<[string, McpProxyOptions['store']]>([
    ['when it is written', async () => ({ record: () => Promise.reject(new Error('10.0.0.7 said no')) }) as never],
    ['when the store is opened', () => Promise.reject(new Error('10.0.0.7 said no'))],
  ])('%s does not spoil the answer, and is logged', async (_, broken) => {
    const { status, body } = await ask({ ...deploy, options: { store: broken } });
    expect({ status, body }).toMatchObject({ status: 200, body: { execution_id: 'exec-1' } });
    expect(logger.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'The execution could not be recorded in the memory' }),
    );
    expect(JSON.stringify(logger.lines)).not.toContain('10.0.0.7');
  });

  it('because the table hangs does not take the answer with it', async () => {
    const hanging = async (): Promise<ExecutionStore> => ({ record: () => new Promise(() => {}) }) as never;
    const { status } = await ask({ ...deploy, options: { store: hanging }, remainingMs: 600 });
    expect(status).toBe(200);
  });
});
