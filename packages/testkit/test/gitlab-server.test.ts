import { describe, expect, it, onTestFinished } from 'vitest';
import { createVirtualClock, type GitLabFault, startGitLabSimulator } from '../src/index.ts';
import { setUpSimulator } from './gitlab.ts';

async function setUp() {
  const clock = createVirtualClock();
  const gitlab = await startGitLabSimulator({ clock, projects: [{ path: 'a/b' }] });
  onTestFinished(() => gitlab.close());
  const create = (signal?: AbortSignal) =>
    fetch(`${gitlab.url}/api/v4/projects/a%2Fb/pipeline`, {
      method: 'POST',
      headers: { 'private-token': 'simulator-token', 'content-type': 'application/json' },
      body: JSON.stringify({ ref: 'main' }),
      ...(signal === undefined ? {} : { signal }),
    });
  return { clock, gitlab, simulator: gitlab.simulator, create };
}

describe('a fault', () => {
  it.each([
    ['commit-then-502', 502, 'text/html', 1],
    ['garbage', 201, 'application/json', 1],
    ['creation-rate-limit', 400, 'application/json', 0],
    ['too-many-requests', 429, 'text/plain', 0],
  ] as const)(
    '%s answers with %i, and leaves as many pipelines as it should',
    async (kind, status, type, pipelines) => {
      const { simulator, create } = await setUp();
      simulator.injectFault({ kind });
      const response = await create();
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toContain(type);
      expect(response.headers.get('retry-after')).toBeNull();
      expect(simulator.pipelines('a/b')).toHaveLength(pipelines);
    },
  );

  it.each([
    ['commit-then-reset', 1],
    ['commit-then-partial-answer', 1],
    ['reset', 0],
  ] as const)('%s breaks the connection', async (kind, pipelines) => {
    const { simulator, create } = await setUp();
    simulator.injectFault({ kind });
    await expect(create().then((response) => response.text())).rejects.toThrow();
    expect(simulator.pipelines('a/b')).toHaveLength(pipelines);
  });

  it('commit-then-timeout never answers; the server closes all the same', async () => {
    const { gitlab, simulator, create } = await setUp();
    simulator.injectFault({ kind: 'commit-then-timeout' });
    const waiting = create().then(
      () => 'answered',
      () => 'broken',
    );
    await expect.poll(() => simulator.pipelines('a/b')).toHaveLength(1);
    await gitlab.close();
    expect(await waiting).toBe('broken');
  });

  it('commit-late lets the pipeline appear later', async () => {
    const { clock, simulator, create } = await setUp();
    simulator.injectFault({ kind: 'commit-late', delayMs: 30_000 });
    expect((await create()).status).toBe(504);
    await clock.advance(29_999);
    expect(simulator.pipelines('a/b')).toEqual([]);
    await clock.advance(1);
    expect(simulator.pipelines('a/b')).toMatchObject([{ status: 'created' }]);
  });

  it('strikes the route and as many requests as it says, in the order of injection', async () => {
    const { api, start, simulator } = setUpSimulator();
    simulator.injectFault({ kind: 'status', status: 500, route: 'get-pipeline', times: 2 });
    simulator.injectFault({
      kind: 'status',
      status: 503,
      body: 'down',
      headers: { 'retry-after': '9' },
      route: 'get-pipeline',
    });
    const { id } = await start();
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await api(`/pipelines/${id}`)).status);
    expect(statuses).toEqual([500, 500, 503, 200]);
    simulator.injectFault({ kind: 'too-many-requests', retryAfterSeconds: 3 });
    simulator.clearFaults();
    expect((await api(`/pipelines/${id}`)).status).toBe(200);
  });

  it('that breaks a connection needs a server', async () => {
    const { simulator, api } = setUpSimulator();
    simulator.injectFault({ kind: 'reset' });
    const answer = await api('/pipelines');
    expect([answer.status, answer.text]).toEqual([500, expect.stringContaining('startGitLabSimulator')]);
  });
});

describe('the control API', () => {
  it('does over HTTP what the methods do', async () => {
    const { call, clock } = setUpSimulator();
    const control = async (path: string, body: unknown) =>
      (await call(`/_control${path}`, { method: 'POST', body })).json();
    const script = {
      stages: [
        { name: 'deploy', jobs: [{ name: 'deploy', when: 'manual', steps: [{ command: 'make', durationMs: 10 }] }] },
      ],
    };
    expect(await control('/projects', { path: 'x/y', id: 7, script })).toEqual({ result: 7 });
    expect(await control('/fail-next', { project: 'x/y', job: 'deploy', logLines: ['boom'] })).toEqual({
      result: null,
    });
    expect(await control('/pipelines', { project: 'x/y', ref: 'main', variables: { A: '1' } })).toEqual({
      result: 1001,
    });
    await clock.advance(1000);
    expect(await control('/play', { project: 'x/y', pipeline: 1001, job: 'deploy' })).toEqual({ result: null });
    await clock.advance(1000);
    const pipelines = () => call('/_control/projects/x%2Fy/pipelines');
    expect((await pipelines()).json()).toMatchObject({
      result: [{ id: 1001, status: 'failed', variables: { A: '1' }, source: 'push' }],
    });
    expect(await control('/retry', { project: 'x/y', pipeline: 1001 })).toEqual({ result: null });

    const fault: GitLabFault = { kind: 'status', status: 500, times: 5 };
    expect(await control('/faults', fault)).toEqual({ result: null });
    const headers = { 'private-token': 'simulator-token' };
    expect((await call('/api/v4/projects/7/pipelines', { headers })).status).toBe(500);
    await call('/_control/faults', { method: 'DELETE' });
    expect((await call('/api/v4/projects/7/pipelines?ref=main', { headers })).status).toBe(200);
    const requests = (await call('/_control/requests')).text;
    expect(JSON.parse(requests)).toMatchObject({
      result: [{ route: 'list-pipelines' }, { path: '/api/v4/projects/7/pipelines', query: { ref: 'main' } }],
    });
    expect(requests).not.toContain('simulator-token');
  });

  it.each([
    ['/projects', {}],
    ['/projects', { path: 'platform/bootstrap' }],
    ['/projects', 'no json'],
    ['/faults', { kind: 'earthquake' }],
    ['/faults', { kind: 'commit-late' }],
    ['/faults', { kind: 'reset', route: 'everything' }],
    ['/play', { project: 42, pipeline: 999, job: 'x' }],
    ['/fail-next', { project: 42, job: 'x', unknown: true }],
  ])('refuses %s with %j', async (path, body) => {
    const answer = await setUpSimulator().call(`/_control${path}`, { method: 'POST', body });
    expect(answer.status).toBe(400);
    expect(answer.json<{ error: string }>().error).not.toBe('');
  });
});
