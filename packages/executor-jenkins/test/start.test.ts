import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { createJenkinsExecutor } from '../src/index.ts';
import { failure, JOB, PARAMETERS, PASSWORD, setUp, TARGET, TOKEN } from './jenkins.ts';

const request = { executionId: 'e-1', target: TARGET, variables: { SLUICE_EXECUTION_ID: 'e-1' } };

describe('a start', () => {
  it('queues one build that gets the parameters and the execution id', async () => {
    const { jenkins, executor, starts } = await setUp();
    const variables = { ENVIRONMENT: 'prod', NOTE: '$(rm -rf /) "quoted" & ünïcode', DRY_RUN: 'true' };
    const run = await executor.start({ executionId: 'e-1', target: TARGET, variables });
    const [item, ...others] = jenkins.simulator.queue();
    expect(others).toEqual([]);
    expect(run).toEqual({
      id: `queue/${item?.id}/e-1`,
      url: `${jenkins.url}/job/platform/job/compute/`,
      status: 'queued',
      rawStatus: 'queued',
      stages: [],
    });
    expect(item?.parameters).toEqual({ ...variables, PIPELINE_TYPE: '', SLUICE_EXECUTION_ID: 'e-1' });
    expect(starts()).toBe(1);
  });

  it('leaves out what Sluice adds and the job does not declare', async () => {
    const { jenkins, start } = await setUp();
    await start({ TENANT_ID: 't-1', PIPELINE_TYPE: 'compute' });
    expect(jenkins.simulator.queue()[0]?.parameters).not.toHaveProperty('TENANT_ID');
    expect(jenkins.simulator.requests().at(-1)?.body).not.toContain('TENANT_ID');
  });

  it.each([
    ['a folder in a folder', 'a/b c/d', 'a/b c/d'],
    ['a branch', ['app', 'feature/x'], ['app', 'feature/x']],
    ['a freestyle job', JOB, JOB],
  ])('finds %s', async (_, path, job) => {
    const { jenkins, executor } = await setUp({ jobs: [{ path, kind: 'freestyle', parameters: PARAMETERS }] });
    await executor.start({ ...request, target: { job } });
    expect(jenkins.simulator.queue()).toHaveLength(1);
  });

  it('takes the number out of Location, and the host never', async () => {
    const { jenkins, clock, start, executor } = await setUp({ contextPath: '/jenkins' });
    jenkins.simulator.injectFault({ kind: 'wrong-location', route: 'trigger-build' });
    const { runId } = await start();
    await clock.advance(6000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({
      id: '1',
      url: `${jenkins.url}/job/platform/job/compute/1/`,
    });
  });

  it('says that Jenkins is about to shut down, and queues the build all the same', async () => {
    const { jenkins, executor } = await setUp();
    jenkins.simulator.quietDown();
    const run = await executor.start(request);
    expect(run).toMatchObject({ status: 'queued', rawStatus: 'quieting_down' });
    expect(jenkins.simulator.queue()).toHaveLength(1);
  });

  it('asks for the token each time, so that a new one is used at once', async () => {
    const token = vi.fn<() => Promise<string>>().mockResolvedValueOnce('old').mockResolvedValueOnce('old');
    const { executor, starts } = await setUp({}, { token: token.mockResolvedValue(`${TOKEN}\n`) });
    await expect(executor.start(request)).rejects.toMatchObject({ outcome: 'not_started' });
    await executor.start(request);
    expect(starts()).toBe(1);
  });

  it.each([
    ['can not be read', () => Promise.reject(new Error('vault is sealed')), 'could not be read', true],
    ['is empty', () => Promise.resolve(''), 'is empty', false],
    ['has a line break in it', () => Promise.resolve('abc\ndef'), 'characters that none has', false],
    ['never comes', () => new Promise<string>(() => {}), 'could not be read', true],
    ['throws at once', () => unreadable(), 'could not be read', true],
  ])('sends nothing when the token %s', async (_, token, message, retryable) => {
    const { jenkins, executor } = await setUp({}, { token, requestTimeoutMs: 300 });
    const error = await failure(executor.start(request));
    expect(error).toMatchObject({ outcome: 'not_started', retryable, message: expect.stringContaining(message) });
    expect(jenkins.simulator.requests()).toEqual([]);
  });

  it('that waits for a token ends with the reason of its signal', async () => {
    const { jenkins, executor } = await setUp({}, { token: () => new Promise<string>(() => {}) });
    const reason = new Error('The caller has gone');
    const controller = new AbortController();
    const started = failure(executor.start({ ...request, signal: controller.signal }));
    controller.abort(reason);
    expect(await started).toBe(reason);
    expect(jenkins.simulator.requests()).toEqual([]);
  });

  it('never sends what it has no time for any more', async () => {
    let calls = 0;
    const lateToken = () => {
      calls += 1;
      return calls <= 2 ? Promise.resolve(TOKEN) : new Promise<string>(() => {});
    };
    const { jenkins, executor, starts } = await setUp({}, { token: lateToken, requestTimeoutMs: 300 });
    expect(await failure(executor.start(request))).toMatchObject({ outcome: 'not_started', retryable: true });
    expect(jenkins.simulator.requests()).toHaveLength(2);
    expect(starts()).toBe(0);
  });
});

describe('a start with a password', () => {
  const password = { token: undefined, password: PASSWORD };

  it('brings the crumb of its session, which is fetched once', async () => {
    const { jenkins, start } = await setUp({}, password);
    await start();
    await start();
    const routes = jenkins.simulator.requests().map(({ route }) => route);
    expect(routes.filter((route) => route === 'get-crumb')).toHaveLength(1);
    expect(jenkins.simulator.queue()).toHaveLength(2);
  });

  it('fetches a new crumb when the session has ended, and starts one build', async () => {
    const { jenkins, start, starts } = await setUp({}, password);
    await start();
    jenkins.simulator.expireSessions();
    await start();
    expect(jenkins.simulator.queue()).toHaveLength(2);
    expect(starts()).toBe(3);
  });

  it('gives up when the new crumb is refused too', async () => {
    const { jenkins, executor, starts } = await setUp({}, password);
    const body = '<title>Error 403 No valid crumb was included in the request</title>';
    jenkins.simulator.injectFault({ kind: 'status', status: 403, body, route: 'trigger-build', times: 5 });
    expect(await failure(executor.start(request))).toMatchObject({ outcome: 'not_started', retryable: false });
    expect(starts()).toBe(2);
  });

  it('needs no crumb where Jenkins wants none', async () => {
    const { jenkins, start } = await setUp({ useCrumbs: false }, password);
    await start();
    expect(jenkins.simulator.queue()).toHaveLength(1);
  });

  it('has sent nothing when there is no crumb to be had', async () => {
    const { jenkins, executor, starts } = await setUp({}, password);
    jenkins.simulator.injectFault({ kind: 'status', status: 502, route: 'get-crumb' });
    const error = await failure(executor.start(request));
    expect(error).toMatchObject({ outcome: 'not_started', retryable: true });
    expect(inspect(error)).not.toContain(PASSWORD);
    expect(starts()).toBe(0);
  });
});

describe('a start that the look before it refuses', () => {
  it.each(['', 'a b', 'a/b', 'a%20b', 'é', 'e'.repeat(201)])(
    'for the execution id %j, which no run id can hold, asks nobody',
    async (executionId) => {
      const { jenkins, executor } = await setUp();
      expect(await failure(executor.start({ ...request, executionId }))).toMatchObject({
        outcome: 'not_started',
        retryable: false,
        message: expect.stringContaining('The execution id is empty, too long, or has characters other than'),
      });
      expect(jenkins.simulator.requests()).toEqual([]);
    },
  );

  it.each([
    ['an undeclared parameter', { SIZE: 'xl' }, 'SIZE is not declared'],
    ['a value outside the choices', { ENVIRONMENT: 'staging' }, 'ENVIRONMENT must be one of dev, prod'],
    ['a boolean that is none', { DRY_RUN: 'yes' }, 'DRY_RUN must be true or false'],
  ])('for %s sends nothing', async (_, variables, message) => {
    const { start, starts } = await setUp();
    expect(await failure(start(variables))).toMatchObject({
      outcome: 'not_started',
      retryable: false,
      message: expect.stringContaining(message),
    });
    expect(starts()).toBe(0);
  });

  it.each([
    ['a file', { name: 'PLAN', type: 'file' } as const, { PLAN: 'text' }, "PLAN is a file, which can't be sent"],
    [
      'a value outside the choices of what Sluice sends itself',
      { name: 'TENANT_ID', type: 'choice', choices: ['a', 'b'] } as const,
      { TENANT_ID: 'c' },
      'TENANT_ID must be one of a, b',
    ],
  ])('for %s sends nothing', async (_, parameter, variables, message) => {
    const { start, starts } = await setUp({ jobs: [{ path: JOB, parameters: [...PARAMETERS, parameter] }] });
    expect(await failure(start(variables))).toMatchObject({
      outcome: 'not_started',
      message: expect.stringContaining(message),
    });
    expect(starts()).toBe(0);
  });

  it.each(['boolean', 'password', 'choice', 'file'] as const)(
    'for an execution id that is a %s sends nothing',
    async (type) => {
      const parameters = [{ name: 'SLUICE_EXECUTION_ID', type, choices: ['e-1'] }];
      const { executor, starts } = await setUp({ jobs: [{ path: JOB, parameters }] });
      expect(await failure(executor.start(request))).toMatchObject({
        outcome: 'not_started',
        message: expect.stringContaining('declares as something else than a string the parameter SLUICE_EXECUTION_ID'),
      });
      expect(starts()).toBe(0);
    },
  );

  it('leaves a file that nobody gives to Jenkins, and sends a password as it is', async () => {
    const parameters = [
      ...PARAMETERS,
      { name: 'PLAN', type: 'file' } as const,
      { name: 'PIN', type: 'password', default: 'none' } as const,
    ];
    const { jenkins, start } = await setUp({ jobs: [{ path: JOB, parameters }] });
    await start({ PIN: 'hunter2' });
    expect(jenkins.simulator.queue()[0]?.parameters).toMatchObject({ PIN: 'hunter2' });
    expect(jenkins.simulator.queue()[0]?.parameters).not.toHaveProperty('PLAN');
  });

  it.each([
    ['without the execution id', { path: JOB, parameters: PARAMETERS.slice(1) }, 'SLUICE_EXECUTION_ID'],
    ['without parameters', { path: JOB }, 'SLUICE_EXECUTION_ID'],
    ['that is disabled', { path: JOB, parameters: PARAMETERS, buildable: false }, 'Enable it in Jenkins'],
    ['that is not there', { path: 'elsewhere' }, 'Check that job "platform/compute" exists'],
  ])('for a job %s sends nothing', async (_, job, message) => {
    const { start, starts } = await setUp({ jobs: [job] });
    expect(await failure(start())).toMatchObject({
      outcome: 'not_started',
      message: expect.stringContaining(message),
    });
    expect(starts()).toBe(0);
  });

  it.each([
    { kind: 'status', status: 502 },
    { kind: 'reset' },
    { kind: 'loading' },
    { kind: 'garbage' },
    { kind: 'commit-then-timeout' },
  ] as const)('because it can not look (%j) is known not to have started', async (fault) => {
    const { jenkins, start, starts } = await setUp({}, { requestTimeoutMs: 1500 });
    jenkins.simulator.injectFault({ ...fault, route: 'get-job' });
    expect(await failure(start())).toMatchObject({ outcome: 'not_started', retryable: true });
    expect(starts()).toBe(0);
  });
});

describe('a start that Jenkins refuses', () => {
  it.each([
    [{ user: 'sluice', apiToken: 'another' }, 'is wrong or was revoked'],
    [{ user: 'sluice', apiToken: TOKEN, permissions: ['Job/Read'] as const }, 'is missing the Job/Build permission'],
  ])('for its user (%j) is known not to have started', async (user, message) => {
    const { jenkins, start } = await setUp({ users: [user] });
    const error = await failure(start());
    expect(error).toMatchObject({ outcome: 'not_started', message: expect.stringContaining(message) });
    expect(inspect(error)).not.toMatch(new RegExp(`${TOKEN}|127\\.0\\.0\\.1`));
    expect(jenkins.simulator.queue()).toEqual([]);
  });

  it.each([
    [{ kind: 'refused' }, false, 'a plugin or rule of its own refused it'],
    [{ kind: 'loading' }, true, 'Jenkins is starting or restarting'],
    [{ kind: 'too-many-requests', retryAfterSeconds: 11 }, true, 'Ask again later'],
    [{ kind: 'status', status: 404 }, false, 'Check that job "platform/compute" exists'],
    [{ kind: 'status', status: 409 }, false, 'is disabled, or being deleted'],
    [{ kind: 'status', status: 405 }, false, 'HTTP 405'],
    [{ kind: 'status', status: 503, headers: { 'x-jenkins': '2.555' } }, true, 'Jenkins is starting or restarting'],
  ] as const)('(%j) is known not to have started', async (fault, retryable, message) => {
    const { jenkins, start, starts } = await setUp();
    jenkins.simulator.injectFault({ ...fault, route: 'trigger-build' });
    const error = await failure(start());
    expect(error).toMatchObject({ outcome: 'not_started', retryable, message: expect.stringContaining(message) });
    expect(jenkins.simulator.queue()).toEqual([]);
    expect(starts()).toBe(1);
  });

  it.each([302, 307])('with a %i is not sent on, not even to the same host', async (status) => {
    const { jenkins, start } = await setUp();
    const headers = { location: `${jenkins.url}/job/platform/job/compute/buildWithParameters` };
    jenkins.simulator.injectFault({ kind: 'status', status, headers, route: 'trigger-build' });
    expect(await failure(start())).toMatchObject({ outcome: 'not_started' });
    expect(jenkins.simulator.requests()).toHaveLength(3);
    expect(jenkins.simulator.queue()).toEqual([]);
  });
});

describe('what Jenkins answers to a start', () => {
  const page = (status: number, sentence: string) => ({
    kind: 'status' as const,
    status,
    body: `<html><head><title>Error ${status} ${sentence}</title></head></html>`,
  });
  const nowhere = { location: '/job/platform/job/compute/' };

  it.each([
    ['201 with an item', undefined, 'started'],
    ['303 to its own item', { kind: 'coalesced' } as const, 'started'],
    ['302 to the job', { kind: 'refused' } as const, 'not_started'],
    ['302 to a login', { kind: 'status', status: 302, headers: { location: '/login?from=x' } } as const, 'not_started'],
    ['400 not parameterized', page(400, 'compute is not parameterized'), 'not_started'],
    ['401', page(401, 'Unauthorized'), 'not_started'],
    ['403 without the permission', page(403, 'sluice is missing the Job/Build permission'), 'not_started'],
    ['403 without a crumb', page(403, 'No valid crumb was included in the request'), 'not_started'],
    ['403 of a proxy', { kind: 'status', status: 403, body: 'denied' } as const, 'not_started'],
    ['404', page(404, 'Not Found'), 'not_started'],
    ['405', page(405, 'Method Not Allowed'), 'not_started'],
    ['409 not buildable', page(409, 'compute is not buildable'), 'not_started'],
    [
      '500 no choice',
      { ...page(500, 'Illegal choice for parameter ENVIRONMENT: x'), headers: { 'x-jenkins': '2.516' } },
      'not_started',
    ],
    ['500 of a proxy that repeats a value', page(500, 'Illegal choice for parameter ENVIRONMENT: x'), 'unknown'],
    ['500 for whatever reason', page(500, 'Oops! A problem occurred'), 'unknown'],
    ['503 while it starts', { kind: 'loading' } as const, 'not_started'],
    ['503 of a proxy', page(503, 'Service Unavailable'), 'unknown'],
    ['201 without an item', { kind: 'garbage' } as const, 'unknown'],
    ['303 to the job', { kind: 'status', status: 303, headers: nowhere } as const, 'unknown'],
    ['200', { kind: 'status', status: 200 } as const, 'unknown'],
  ] as const)('%s, means what the reference says', async (_, fault, meaning) => {
    const { jenkins, executor, starts } = await setUp();
    if (fault !== undefined) jenkins.simulator.injectFault({ ...fault, route: 'trigger-build' });
    const outcome = await executor.start(request).then(
      () => 'started',
      (error: unknown) => (error instanceof Error && 'outcome' in error ? error.outcome : error),
    );
    expect(outcome).toBe(meaning);
    expect(starts()).toBe(1);
  });
});

describe('a start that was merged with one in the queue', () => {
  it('is the run that it was merged with, where that is its own', async () => {
    const { jenkins, executor, starts } = await setUp();
    jenkins.simulator.injectFault({ kind: 'coalesced', route: 'trigger-build' });
    const run = await executor.start(request);
    expect(run.id).toBe(`queue/${jenkins.simulator.queue()[0]?.id}/e-1`);
    expect(jenkins.simulator.queue()).toHaveLength(1);
    expect(starts()).toBe(1);
  });

  it('has no run where the other one is not its own', async () => {
    const { jenkins, executor } = await setUp();
    const id = jenkins.simulator.startForeignBuild({ job: JOB, parameters: { SLUICE_EXECUTION_ID: 'other' } });
    const headers = { location: `${jenkins.url}/queue/item/${id}/` };
    jenkins.simulator.injectFault({ kind: 'status', status: 303, headers, route: 'trigger-build' });
    expect(await failure(executor.start(request))).toMatchObject({
      outcome: 'not_started',
      message: expect.stringContaining('has no run of its own'),
    });
  });

  it('is unknown where the other one does not tell whose it is', async () => {
    const { jenkins, executor } = await setUp();
    jenkins.simulator.injectFault({ kind: 'coalesced', route: 'trigger-build' });
    const body = JSON.stringify({ id: 1, actions: [{}] });
    jenkins.simulator.injectFault({ kind: 'status', status: 200, body, route: 'get-queue-item' });
    expect(await failure(executor.start(request))).toMatchObject({ outcome: 'unknown' });
  });

  it.each([
    { kind: 'queue-item-gone' },
    { kind: 'status', status: 403 },
    { kind: 'reset' },
    { kind: 'garbage' },
  ] as const)('is unknown where the other one can not be looked at (%j)', async (fault) => {
    const { jenkins, executor } = await setUp();
    jenkins.simulator.injectFault({ kind: 'coalesced', route: 'trigger-build' });
    jenkins.simulator.injectFault({ ...fault, route: 'get-queue-item' });
    expect(await failure(executor.start(request))).toMatchObject({ outcome: 'unknown' });
  });
});

describe('a start without an answer', () => {
  it.each([
    { kind: 'commit-then-502' },
    { kind: 'commit-then-reset' },
    { kind: 'commit-then-partial-answer' },
    { kind: 'garbage' },
    { kind: 'commit-then-timeout' },
  ] as const)('($kind) is unknown, is not repeated, and its one run is found', async (fault) => {
    const { clock, jenkins, executor, starts } = await setUp({}, { requestTimeoutMs: 1500 });
    jenkins.simulator.injectFault({ ...fault, route: 'trigger-build' });
    const startedAt = clock.now();
    const error = await failure(executor.start(request));
    expect(error).toMatchObject({ name: 'ExecutorError', outcome: 'unknown' });
    expect(inspect(error)).not.toMatch(new RegExp(`127\\.0\\.0\\.1|${TOKEN}`));

    const find = () => executor.find({ executionId: 'e-1', target: TARGET, startedAt });
    const [item, ...others] = jenkins.simulator.queue();
    expect(others).toEqual([]);
    expect(await find()).toMatchObject({ outcome: 'found', run: { id: `queue/${item?.id}/e-1`, status: 'queued' } });
    await clock.advance(60_000);
    expect(jenkins.simulator.builds(JOB)).toHaveLength(1);
    expect(await find()).toMatchObject({ outcome: 'found', run: { id: '1', status: 'succeeded' } });
    expect(starts()).toBe(1);
  });

  it('(commit-late) is unknown; the run is absent until it appears', async () => {
    const { clock, jenkins, executor } = await setUp();
    jenkins.simulator.injectFault({ kind: 'commit-late', delayMs: 30_000, route: 'trigger-build' });
    const find = { executionId: 'e-1', target: TARGET, startedAt: clock.now() };
    expect(await failure(executor.start(request))).toMatchObject({ outcome: 'unknown' });
    expect(await executor.find(find)).toEqual({ outcome: 'absent' });
    await clock.advance(30_000);
    expect(await executor.find(find)).toMatchObject({ outcome: 'found' });
  });

  it.each([
    ['of a proxy', { kind: 'status', status: 503 }],
    ['without a reason', { kind: 'status', status: 500 }],
    ['with a 200', { kind: 'status', status: 200, body: '<html></html>' }],
    ['with a 303 to somewhere', { kind: 'status', status: 303, headers: { location: '/login' } }],
  ] as const)('%s is unknown', async (_, fault) => {
    const { jenkins, executor } = await setUp();
    jenkins.simulator.injectFault({ ...fault, route: 'trigger-build' });
    expect(await failure(executor.start(request))).toMatchObject({ outcome: 'unknown' });
  });

  it('is known not to have started where nobody listens', async () => {
    const port = await freePort();
    const executor = createJenkinsExecutor({ baseUrl: `http://127.0.0.1:${port}`, user: 'sluice', token: TOKEN });
    const error = await failure(executor.start(request));
    expect(error).toMatchObject({
      outcome: 'not_started',
      retryable: true,
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(inspect(error)).not.toContain(String(port));
  });

  it('rejects with the reason of its signal', async () => {
    const { jenkins, executor } = await setUp();
    const reason = new Error('The caller has gone');
    await expect(executor.start({ ...request, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(jenkins.simulator.requests()).toEqual([]);

    jenkins.simulator.injectFault({ kind: 'commit-then-timeout', route: 'trigger-build' });
    const controller = new AbortController();
    const started = failure(executor.start({ ...request, signal: controller.signal }));
    await vi.waitUntil(() => jenkins.simulator.queue().length === 1);
    controller.abort(reason);
    expect(await started).toBe(reason);
  });
});

function unreadable(): never {
  throw new Error('vault is sealed');
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}
