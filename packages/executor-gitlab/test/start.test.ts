import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { createGitLabExecutor } from '../src/index.ts';
import { failure, setUp, TARGET, TOKEN } from './gitlab.ts';

describe('a start', () => {
  it('makes one pipeline that gets the variables and the execution id', async () => {
    const { gitlab, executor } = await setUp();
    const run = await executor.start({
      executionId: 'e-1',
      target: TARGET,
      variables: { ENVIRONMENT: 'dev', NOTE: '$(rm -rf /) "quoted" ünïcode', SLUICE_EXECUTION_ID: 'e-1' },
    });
    const [pipeline, ...others] = gitlab.simulator.pipelines('platform/bootstrap');
    expect(others).toEqual([]);
    expect(run).toEqual({
      id: String(pipeline?.id),
      url: `${gitlab.url}/platform/bootstrap/-/pipelines/${pipeline?.id}`,
      status: 'queued',
      rawStatus: 'created',
      stages: [],
      failure: undefined,
    });
    expect(pipeline).toMatchObject({
      ref: 'main',
      source: 'api',
      variables: { ENVIRONMENT: 'dev', NOTE: '$(rm -rf /) "quoted" ünïcode', SLUICE_EXECUTION_ID: 'e-1' },
      inputs: {},
    });
  });

  it('passes inputs where the target says so, also in a project that forbids variables', async () => {
    const inputs = { ENVIRONMENT: null, SLUICE_EXECUTION_ID: null };
    const { gitlab, start } = await setUp({ projects: [{ path: 'a/b', allowVariables: false, inputs }] });
    const { executionId } = await start({ project: 'a/b', ref: 'main', variablesAs: 'inputs' }, { ENVIRONMENT: 'dev' });
    expect(gitlab.simulator.pipelines('a/b')).toMatchObject([
      { variables: {}, inputs: { ENVIRONMENT: 'dev', SLUICE_EXECUTION_ID: executionId } },
    ]);
  });

  it('finds the project by its number too, and by the default', async () => {
    const { gitlab, executor } = await setUp({ projects: [{ path: 'a/b', id: 42 }] }, { defaultProject: '42' });
    const request = { executionId: 'e', variables: { SLUICE_EXECUTION_ID: 'e' } };
    await executor.start({ ...request, target: { project: '42', ref: 'main' } });
    await executor.start({ ...request, target: { ref: 'main' } });
    expect(gitlab.simulator.pipelines(42)).toHaveLength(2);
  });

  it('finds a GitLab that is not at the root of its host', async () => {
    const { gitlab } = await setUp();
    const fetch: typeof globalThis.fetch = (input) => {
      const request = input instanceof Request ? input : new Request(input);
      expect(request.url).toContain('/gitlab/api/v4/projects/platform%2Fbootstrap/pipeline');
      return globalThis.fetch(new Request(request.url.replace('/gitlab/', '/'), request));
    };
    const executor = createGitLabExecutor({ baseUrl: `${gitlab.url}/gitlab/`, token: TOKEN, fetch });
    await executor.start({ executionId: 'e', target: TARGET, variables: {} });
    expect(gitlab.simulator.pipelines('platform/bootstrap')).toHaveLength(1);
  });

  it('asks for the token each time, so that a new one is used at once', async () => {
    const token = vi.fn<() => Promise<string>>().mockResolvedValueOnce('old').mockResolvedValue(`${TOKEN}\n`);
    const { gitlab, executor } = await setUp({}, { token });
    const request = { executionId: 'e', target: TARGET, variables: {} };
    await expect(executor.start(request)).rejects.toMatchObject({ outcome: 'not_started' });
    await executor.start(request);
    expect(gitlab.simulator.pipelines('platform/bootstrap')).toHaveLength(1);
  });

  it.each([
    ['can not be read', () => Promise.reject(new Error('vault is sealed')), 'could not be read', true],
    ['is empty', () => Promise.resolve(''), 'is empty', false],
    ['has a line break in it', () => Promise.resolve('abc\ndef'), 'characters that no token has', false],
  ])('sends nothing when the token %s', async (_, token, message, retryable) => {
    const { gitlab, executor } = await setUp({}, { token });
    const error = await failure(executor.start({ executionId: 'e', target: TARGET, variables: {} }));
    expect(error).toMatchObject({ outcome: 'not_started', retryable, message: expect.stringContaining(message) });
    expect(gitlab.simulator.requests()).toEqual([]);
  });
});

describe('a start that GitLab refuses', () => {
  it.each([
    ['ref', { project: 'a/b', ref: 'nope' }, {}, 'Reference not found. Check the ref "nope" of project "a/b".'],
    ['project', { project: 'no/where', ref: 'main' }, {}, 'Project Not Found. Check that project "no/where" exists'],
    ['variables', { project: 'c/d', ref: 'main' }, {}, 'Insufficient permissions to set pipeline variables.'],
    [
      'inputs',
      { project: 'a/b', ref: 'main', variablesAs: 'inputs' },
      {},
      "Compare the pipeline's parameters with spec:inputs",
    ],
  ] as const)('for its %s is known not to have started', async (_, target, variables, message) => {
    const projects = [{ path: 'a/b' }, { path: 'c/d', allowVariables: false }];
    const { gitlab, start } = await setUp({ projects });
    const error = await failure(start(target, variables));
    expect(error).toMatchObject({
      outcome: 'not_started',
      retryable: false,
      message: expect.stringContaining(message),
    });
    expect([...gitlab.simulator.pipelines('a/b'), ...gitlab.simulator.pipelines('c/d')]).toEqual([]);
  });

  it.each([
    [{ token: TOKEN, ended: 'expired' }, 'Token is expired'],
    [{ token: TOKEN, scope: 'read_api' }, 'The access token needs the scope "api".'],
    [{ token: TOKEN, role: 'reporter' }, 'may not do this in project "platform/bootstrap"'],
    [{ token: 'another' }, 'The access token is wrong, expired or revoked'],
  ] as const)('for its token (%j) is known not to have started', async (token, message) => {
    const { gitlab, start } = await setUp({ tokens: [token] });
    const error = await failure(start());
    expect(error).toMatchObject({ outcome: 'not_started', message: expect.stringContaining(message) });
    expect(inspect(error)).not.toContain(TOKEN);
    expect(gitlab.simulator.pipelines('platform/bootstrap')).toEqual([]);
  });

  it('with a redirect is not sent on, not even to the same host', async () => {
    const { gitlab, start } = await setUp();
    const headers = { location: `${gitlab.url}/api/v4/projects/platform%2Fbootstrap/pipeline` };
    gitlab.simulator.injectFault({ kind: 'status', status: 307, headers });
    const error = await failure(start());
    expect(error).toMatchObject({
      outcome: 'not_started',
      message: expect.stringContaining('has probably been moved'),
    });
    expect(gitlab.simulator.requests()).toHaveLength(1);
    expect(gitlab.simulator.pipelines('platform/bootstrap')).toEqual([]);
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
    const { clock, gitlab, executor } = await setUp({}, { requestTimeoutMs: 1500 });
    gitlab.simulator.injectFault(fault);
    const startedAt = clock.now();
    const error = await failure(
      executor.start({ executionId: 'e-1', target: TARGET, variables: { SLUICE_EXECUTION_ID: 'e-1' } }),
    );
    expect(error).toMatchObject({ name: 'ExecutorError', outcome: 'unknown' });
    expect(inspect(error)).not.toMatch(/127\.0\.0\.1|glpat/);

    const found = await executor.find({ executionId: 'e-1', target: TARGET, startedAt });
    const [pipeline, ...others] = gitlab.simulator.pipelines('platform/bootstrap');
    expect(others).toEqual([]);
    expect(found).toMatchObject({ outcome: 'found', run: { id: String(pipeline?.id) } });
    expect(gitlab.simulator.requests().filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('(commit-late) is unknown; the run is absent until it appears', async () => {
    const { clock, gitlab, executor } = await setUp();
    gitlab.simulator.injectFault({ kind: 'commit-late', delayMs: 30_000 });
    const startedAt = clock.now();
    const request = { executionId: 'e-1', target: TARGET };
    const error = await failure(executor.start({ ...request, variables: { SLUICE_EXECUTION_ID: 'e-1' } }));
    expect(error).toMatchObject({ outcome: 'unknown' });
    expect(await executor.find({ ...request, startedAt })).toEqual({ outcome: 'absent' });
    await clock.advance(30_000);
    expect(await executor.find({ ...request, startedAt })).toMatchObject({ outcome: 'found' });
  });

  it('is unknown even when the connection broke before GitLab did anything, since nobody can tell', async () => {
    const { clock, gitlab, executor } = await setUp();
    gitlab.simulator.injectFault({ kind: 'reset' });
    const request = { executionId: 'e-1', target: TARGET };
    expect(await failure(executor.start({ ...request, variables: {} }))).toMatchObject({ outcome: 'unknown' });
    expect(await executor.find({ ...request, startedAt: clock.now() })).toEqual({ outcome: 'absent' });
    expect(gitlab.simulator.requests().filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('is known not to have started where nobody listens', async () => {
    const port = await freePort();
    const executor = createGitLabExecutor({ baseUrl: `http://127.0.0.1:${port}`, token: TOKEN });
    const error = await failure(executor.start({ executionId: 'e', target: TARGET, variables: {} }));
    expect(error).toMatchObject({
      outcome: 'not_started',
      retryable: true,
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(inspect(error)).not.toContain(String(port));
  });

  it('rejects with the reason of its signal', async () => {
    const { gitlab, executor } = await setUp();
    const reason = new Error('The caller has gone');
    const request = { executionId: 'e', target: TARGET, variables: {} };
    await expect(executor.start({ ...request, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(gitlab.simulator.requests()).toEqual([]);

    gitlab.simulator.injectFault({ kind: 'commit-then-timeout' });
    const controller = new AbortController();
    const started = failure(executor.start({ ...request, signal: controller.signal }));
    await vi.waitUntil(() => gitlab.simulator.pipelines('platform/bootstrap').length === 1);
    controller.abort(reason);
    expect(await started).toBe(reason);
  });
});

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
