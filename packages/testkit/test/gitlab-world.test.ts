import { describe, expect, it } from 'vitest';
import { type Schemas, setUpSimulator } from './gitlab.ts';

const AUTH = { headers: { 'private-token': 'simulator-token' } };

describe('a limit on requests', () => {
  it('lets so many through in each minute, and says so', async () => {
    const { api, clock } = setUpSimulator({
      projects: [{ path: 'platform/bootstrap' }],
      rateLimit: { requestsPerMinute: 2 },
    });
    await clock.advance(15_000);
    expect((await api('/pipelines')).headers.get('ratelimit-remaining')).toBe('1');
    expect((await api('/pipelines')).headers.get('ratelimit-remaining')).toBe('0');
    const refused = await api('/pipelines');
    expect([refused.status, refused.text]).toEqual([429, 'Retry later\n']);
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'retry-after': '45',
      'ratelimit-limit': '2',
      'ratelimit-observed': '3',
      'ratelimit-reset': String(Date.UTC(2026, 0, 1, 0, 1) / 1000),
      'ratelimit-resettime': 'Thu, 01 Jan 2026 00:01:00 GMT',
    });
    await clock.advance(45_000);
    expect((await api('/pipelines')).status).toBe(200);
  });

  it('can be without any headers, as a real one may be', async () => {
    const { api } = setUpSimulator({
      projects: [{ path: 'platform/bootstrap' }],
      rateLimit: { requestsPerMinute: 1, headers: false },
    });
    await api('/pipelines');
    const refused = await api('/pipelines');
    expect(refused.status).toBe(429);
    expect([...refused.headers.keys()].filter((name) => /ratelimit|retry/.test(name))).toEqual([]);
  });
});

describe('a project', () => {
  it('is found by a search for its path, by those who may see it', async () => {
    const { call } = setUpSimulator({
      projects: [{ path: 'platform/bootstrap', id: 42 }, { path: 'my/platform/bootstrap' }, { path: 'team/app' }],
      tokens: [{ token: 'simulator-token' }, { token: 'limited', projects: ['team/app'] }],
    });
    const search = async (query: string, token = 'simulator-token') => {
      const answer = await call(`/api/v4/projects?${query}`, { headers: { 'private-token': token } });
      return answer.json<Schemas['Project'][]>().map(({ path_with_namespace: path }) => path);
    };
    expect(await search('search=platform%2Fbootstrap&search_namespaces=true')).toEqual([
      'my/platform/bootstrap',
      'platform/bootstrap',
    ]);
    expect(await search('search=platform%2Fbootstrap')).toEqual([]);
    expect(await search('search=boot')).toEqual(['my/platform/bootstrap', 'platform/bootstrap']);
    expect(await search('', 'limited')).toEqual(['team/app']);
    expect((await call('/api/v4/projects/42', AUTH)).json()).toMatchObject({
      path_with_namespace: 'platform/bootstrap',
    });
    expect((await call('/api/v4/projects/42', { headers: { 'private-token': 'limited' } })).status).toBe(404);
  });

  it('that was renamed sends a GET on under its number, and nothing else', async () => {
    const { call } = setUpSimulator({ projects: [{ path: 'a/new', id: 7, formerPaths: ['a/old'] }] });
    const moved = await call('/api/v4/projects/a%2Fold/pipelines?ref=main', AUTH);
    expect([moved.status, moved.headers.get('location')]).toEqual([
      301,
      'http://localhost/api/v4/projects/7/pipelines?ref=main',
    ]);
    const refused = await call('/api/v4/projects/a%2Fold/pipeline', { ...AUTH, method: 'POST', body: { ref: 'main' } });
    expect([refused.status, refused.json()]).toEqual([
      405,
      { message: 'Non GET methods are not allowed for moved projects' },
    ]);
  });

  it('is reached by its number only behind a proxy that decodes the slash of its path', async () => {
    const { call } = setUpSimulator({ projects: [{ path: 'a/b', id: 7 }], decodesSlashes: true });
    const lost = await call('/api/v4/projects/a%2Fb/pipelines', AUTH);
    expect([lost.status, lost.json()]).toEqual([404, { error: '404 Not Found' }]);
    expect((await call('/api/v4/projects/7/pipelines', AUTH)).status).toBe(200);
    expect((await call('/api/v4/projects?search=a%2Fb&search_namespaces=true', AUTH)).json()).toHaveLength(1);
  });
});

it('the control API makes projects of every kind, webhooks, and deletes pipelines', async () => {
  const { call, simulator } = setUpSimulator();
  const post = (path: string, body: unknown) => call(`/_control${path}`, { method: 'POST', body });
  const inner = { stages: [{ name: 'inner', jobs: [{ name: 'a', steps: [], stopMs: 'never' }] }] };
  const jobs = [
    { name: 'later', steps: [], when: 'delayed', startInMs: 5 },
    { name: 'child', steps: [], trigger: { depend: true, script: inner } },
  ];
  const project = {
    path: 'x/y',
    id: 9,
    triggerTokens: [{ token: 't' }],
    webhook: { secretToken: 's' },
    formerPaths: ['x/z'],
    script: { stages: [{ name: 'deploy', jobs }] },
  };
  expect((await post('/projects', project)).json()).toEqual({ result: 9 });
  const { result: pipeline } = (await post('/pipelines', { project: 9, ref: 'main' })).json<{ result: number }>();
  const { result: webhook } = (await post('/webhook', { project: 9, pipeline, idempotencyKey: 'k' })).json<{
    result: { headers: Record<string, string> };
  }>();
  expect(webhook.headers).toMatchObject({ 'x-gitlab-token': 's', 'idempotency-key': 'k' });
  expect((await post('/delete', { project: 9, pipeline })).status).toBe(200);
  expect(simulator.pipelines(9)).toEqual([]);
  expect((await post('/webhook', { project: 9, pipeline })).status).toBe(400);
});
