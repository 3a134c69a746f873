import { describe, expect, it } from 'vitest';
import { basic, type JenkinsBench, JOB, type Schemas, setUpJenkins } from './jenkins.ts';

const POST = { method: 'POST' } as const;
const BUILD = '/job/platform/job/bootstrap/buildWithParameters';

describe('the simulated Jenkins', () => {
  it.each([
    ['no credentials', {}, 403, 'Authentication required'],
    ['a wrong token', { authorization: basic('sluice', 'nope') }, 401, 'Unauthorized'],
    ['an empty token', { authorization: basic('pat', '') }, 401, 'Unauthorized'],
    ['an unknown user', { authorization: basic('nobody', 'simulator-token') }, 401, 'Unauthorized'],
    ['a bearer token', { authorization: 'Bearer simulator-token' }, 403, 'Authentication required'],
  ])('refuses %s', async (_, headers, status, sentence) => {
    const { call, simulator } = setUpJenkins({
      users: [
        { user: 'sluice', apiToken: 'simulator-token' },
        { user: 'pat', password: 'secret' },
      ],
    });
    for (const path of ['/api/json', '/job/nope/api/json', '/queue/api/json']) {
      const answer = await call(path, { headers });
      expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(sentence)]);
    }
    expect((await call(BUILD, { ...POST, headers })).status).toBe(status);
    expect(simulator.queue()).toEqual([]);
  });

  it('tells its version, and which start of it answers', async () => {
    const { api, simulator } = setUpJenkins();
    const before = await api('/api/json');
    expect(before.headers.get('x-jenkins')).toMatch(/^\d+\.\d+/);
    simulator.restart();
    const after = await api('/api/json');
    expect(after.headers.get('x-jenkins-session')).not.toBe(before.headers.get('x-jenkins-session'));
  });

  it('keeps to what a user may do', async () => {
    const { call, simulator, clock } = setUpJenkins({
      users: [
        { user: 'all', apiToken: 't' },
        { user: 'none', apiToken: 't', permissions: [] },
        { user: 'reader', apiToken: 't', permissions: ['Job/Read'] },
        { user: 'builder', apiToken: 't', permissions: ['Job/Read', 'Job/Build'] },
      ],
    });
    const as = (user: string) => ({ headers: { authorization: basic(user, 't') } });
    const status = async (path: string, user: string) => (await call(path, { ...POST, ...as(user) })).status;

    expect(await status(BUILD, 'none')).toBe(404);
    const refused = await call(BUILD, { ...POST, ...as('reader') });
    expect([refused.status, refused.text]).toEqual([
      403,
      expect.stringContaining('reader is missing the Job/Build permission'),
    ]);
    expect(refused.headers.get('x-required-permission')).toBe('hudson.model.Item.Build');
    expect(await status(BUILD, 'builder')).toBe(201);

    expect(await status('/queue/cancelItem?id=1', 'none')).toBe(404);
    expect(await status('/queue/cancelItem?id=1', 'builder')).toBe(422);
    expect((await call('/queue/item/1/api/json', as('none'))).status).toBe(404);
    expect((await call('/queue/api/json', as('none'))).json()).toMatchObject({ items: [] });
    await clock.advance(6000);
    expect(await status('/job/platform/job/bootstrap/1/stop', 'builder')).toBe(403);
    expect(await status('/job/platform/job/bootstrap/1/stop', 'all')).toBe(302);
    expect(simulator.builds('platform/bootstrap')).toHaveLength(1);
  });
});

describe('a POST with a password', () => {
  const PAT = { authorization: basic('pat', 'secret') };

  const setUp = () => {
    return setUpJenkins({
      users: [
        { user: 'pat', password: 'secret', apiToken: 'token' },
        { user: 'quinn', password: 'q' },
      ],
    });
  };
  const crumbOf = async ({ call }: JenkinsBench, headers: Readonly<Record<string, string>> = PAT) => {
    const answer = await call('/crumbIssuer/api/json', { headers });
    const { crumb, crumbRequestField } = answer.json<Schemas['Crumb']>();
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    return { cookie, headers: { [crumbRequestField]: crumb, cookie } };
  };
  const post = async ({ call }: JenkinsBench, headers: Readonly<Record<string, string>>) => {
    return (await call(BUILD, { ...POST, headers })).status;
  };

  it('needs a crumb and its session', async () => {
    const bench = setUp();
    const { headers, cookie } = await crumbOf(bench);
    const refused = await bench.call(BUILD, { ...POST, headers: PAT });
    expect([refused.status, refused.text]).toEqual([
      403,
      expect.stringContaining('No valid crumb was included in the request'),
    ]);
    expect(await post(bench, { ...PAT, cookie })).toBe(403);
    expect(await post(bench, { ...PAT, ...headers, cookie: '' })).toBe(403);
    expect(await post(bench, { ...PAT, ...headers, 'Jenkins-Crumb': 'x' })).toBe(403);
    expect(bench.simulator.queue()).toEqual([]);
    expect(await post(bench, { ...PAT, ...headers })).toBe(201);
  });

  it('needs the crumb of its own user', async () => {
    const bench = setUp();
    const { headers } = await crumbOf(bench, { authorization: basic('quinn', 'q') });
    expect(await post(bench, { ...PAT, ...headers })).toBe(403);
  });

  it.each([
    ['after half an hour', ({ clock }: JenkinsBench) => clock.advance(30 * 60_000)],
    ['after a restart', ({ simulator }: JenkinsBench) => simulator.restart()],
    ['when a test ends it', ({ simulator }: JenkinsBench) => simulator.expireSessions()],
  ])('needs a new one when the session has ended %s', async (_, end) => {
    const bench = setUp();
    const old = await crumbOf(bench);
    await end(bench);
    expect(await post(bench, { ...PAT, ...old.headers })).toBe(403);
    const fresh = await crumbOf(bench, { ...PAT, cookie: old.cookie });
    expect(await post(bench, { ...PAT, ...fresh.headers })).toBe(201);
  });

  it('keeps its session going, and gets the same crumb in it', async () => {
    const bench = setUp();
    const { headers, cookie } = await crumbOf(bench);
    for (let index = 0; index < 3; index += 1) {
      await bench.clock.advance(20 * 60_000);
      expect(await post(bench, { ...PAT, ...headers })).toBe(201);
    }
    const again = await bench.call('/crumbIssuer/api/json', { headers: { ...PAT, cookie } });
    expect(again.headers.get('set-cookie')).toBeNull();
    expect(again.json<Schemas['Crumb']>().crumb).toBe(headers['Jenkins-Crumb']);
  });

  it('needs none when it has an API token instead, or Jenkins does not ask', async () => {
    expect(await post(setUp(), { authorization: basic('pat', 'token') })).toBe(201);
    const { call, simulator } = setUpJenkins({
      users: [{ user: 'pat', password: 'secret' }],
      useCrumbs: false,
      jobs: [JOB],
    });
    expect((await call(BUILD, { ...POST, headers: PAT })).status).toBe(201);
    expect((await call('/crumbIssuer/api/json', { headers: PAT })).status).toBe(404);
    expect((await call('/api/json', { headers: PAT })).json()).toMatchObject({ useCrumbs: false });
    expect(simulator.queue()).toHaveLength(1);
  });
});
