import { describe, expect, it, onTestFinished } from 'vitest';
import { createVirtualClock, type JenkinsFault, startJenkinsSimulator } from '../src/index.ts';
import { itemIdOf, JOB, STARTS_AFTER_MS, setUpJenkins, setUpScript, stage, TOKEN } from './jenkins.ts';

async function setUp() {
  const clock = createVirtualClock();
  const jenkins = await startJenkinsSimulator({ clock, contextPath: '/jenkins', jobs: [JOB] });
  onTestFinished(() => jenkins.close());
  const trigger = (id = 'a') =>
    fetch(`${jenkins.url}/job/platform/job/bootstrap/buildWithParameters`, {
      method: 'POST',
      redirect: 'manual',
      headers: TOKEN,
      body: new URLSearchParams({ SLUICE_EXECUTION_ID: id }),
    });
  const read = (path: string) => fetch(`${jenkins.url}${path}`, { headers: TOKEN });
  return { clock, jenkins, simulator: jenkins.simulator, trigger, read };
}

describe('the simulated Jenkins as a server', () => {
  it('is reached under its context path, and names itself so', async () => {
    const { jenkins, clock, trigger, read } = await setUp();
    expect(jenkins.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/jenkins$/);
    expect((await trigger()).headers.get('location')).toBe(`${jenkins.url}/queue/item/1/`);
    await clock.advance(STARTS_AFTER_MS);
    const item = await read('/queue/item/1/api/json');
    const url = `${jenkins.url}/job/platform/job/bootstrap/1/`;
    expect(await item.json()).toMatchObject({ executable: { number: 1, url } });
    const log = await read('/job/platform/job/bootstrap/1/logText/progressiveText?start=0');
    expect([log.headers.get('x-text-size'), log.headers.get('x-more-data')]).toEqual(['0', 'true']);
  });

  it('takes parameters as multipart, and a branch that is encoded twice', async () => {
    const { jenkins, simulator } = await setUp();
    simulator.addJob({ ...JOB, path: ['shop', 'feature/x'] });
    const body = new FormData();
    body.set('SLUICE_EXECUTION_ID', 'from a form');
    const url = `${jenkins.url}/job/shop/job/feature%252Fx/buildWithParameters`;
    expect((await fetch(url, { method: 'POST', headers: TOKEN, redirect: 'manual', body })).status).toBe(201);
    expect(simulator.queue()).toMatchObject([{ parameters: { SLUICE_EXECUTION_ID: 'from a form' } }]);
  });
});

describe('a fault', () => {
  it.each([
    ['commit-then-502', 502, 'text/html', 1],
    ['garbage', 201, 'application/json', 1],
    ['loading', 503, 'text/html', 0],
    ['too-many-requests', 429, 'text/plain', 0],
  ] as const)('%s answers with %i, and leaves as many builds as it should', async (kind, status, type, builds) => {
    const { simulator, trigger } = await setUp();
    simulator.injectFault({ kind });
    const response = await trigger();
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain(type);
    expect([response.headers.get('retry-after'), response.headers.get('location')]).toEqual([null, null]);
    expect(simulator.queue()).toHaveLength(builds);
  });

  it.each([
    ['commit-then-reset', 1],
    ['commit-then-partial-answer', 1],
    ['reset', 0],
  ] as const)('%s breaks the connection', async (kind, builds) => {
    const { simulator, trigger } = await setUp();
    simulator.injectFault({ kind });
    await expect(trigger()).rejects.toThrow('fetch failed');
    expect(simulator.queue()).toHaveLength(builds);
  });

  it('commit-then-partial-answer breaks an answer with a body in its middle', async () => {
    const { simulator, read } = await setUp();
    simulator.injectFault({ kind: 'commit-then-partial-answer' });
    const response = await read('/queue/api/json');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    await expect(response.text()).rejects.toThrow();
  });

  it('commit-then-timeout never answers; the server closes all the same', async () => {
    const { jenkins, simulator, trigger } = await setUp();
    simulator.injectFault({ kind: 'commit-then-timeout' });
    const waiting = trigger().then(
      () => 'answered',
      () => 'broken',
    );
    await expect.poll(() => simulator.queue()).toHaveLength(1);
    await jenkins.close();
    expect(await waiting).toBe('broken');
  });

  it('commit-late does what was asked later, by the rules that hold then', async () => {
    const { clock, simulator, trigger } = await setUp();
    simulator.injectFault({ kind: 'commit-late', delayMs: 30_000 });
    expect((await trigger('late')).status).toBe(504);
    await clock.advance(29_000);
    expect(simulator.queue()).toEqual([]);
    await trigger('late');
    await clock.advance(1000);
    expect(simulator.queue()).toHaveLength(1);
    simulator.injectFault({ kind: 'commit-late', delayMs: 30_000 });
    await trigger('later');
    await clock.advance(60_000);
    expect(simulator.builds('platform/bootstrap')).toMatchObject([
      { parameters: { SLUICE_EXECUTION_ID: 'late' } },
      { parameters: { SLUICE_EXECUTION_ID: 'later' }, building: false },
    ]);
  });

  it('commit-late keeps to the order of the times at which things are done', async () => {
    const { clock, simulator, trigger } = await setUp();
    simulator.injectFault({ kind: 'commit-late', delayMs: 2000 });
    simulator.injectFault({ kind: 'commit-late', delayMs: 1000 });
    await trigger('second');
    await trigger('first');
    await clock.advance(3000);
    expect(simulator.queue()).toMatchObject([
      { id: 1, parameters: { SLUICE_EXECUTION_ID: 'first' } },
      { id: 2, parameters: { SLUICE_EXECUTION_ID: 'second' } },
    ]);
  });

  it('restart crashes Jenkins after it did what was asked, and may lose it', async () => {
    const { clock, simulator, trigger, read } = await setUp();
    simulator.injectFault({ kind: 'restart', losesQueue: true, downForMs: 1000, route: 'trigger-build' });
    expect((await read('/api/json')).status).toBe(200);
    await expect(trigger()).rejects.toThrow('fetch failed');
    expect((await read('/api/json')).status).toBe(503);
    await clock.advance(60_000);
    expect((await read('/api/json')).status).toBe(200);
    expect([simulator.queue(), simulator.builds('platform/bootstrap')]).toEqual([[], []]);
  });

  it('coalesced lets a proxy send a request twice: 303, and one build', async () => {
    const { simulator, trigger } = await setUp();
    simulator.injectFault({ kind: 'coalesced' });
    const response = await trigger();
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      expect.stringMatching(/\/queue\/item\/1\/$/),
    ]);
    expect(simulator.queue()).toHaveLength(1);
  });

  it('refused queues nothing, and leads to the job', async () => {
    const { simulator, trigger } = await setUp();
    simulator.injectFault({ kind: 'refused' });
    const response = await trigger();
    expect([response.status, response.headers.get('location')]).toEqual([
      302,
      expect.stringMatching(/\/jenkins\/job\/platform\/job\/bootstrap\/$/),
    ]);
    expect(simulator.queue()).toEqual([]);
  });

  it('wrong-location names a host that nobody can reach', async () => {
    const { simulator, trigger } = await setUp();
    simulator.injectFault({ kind: 'wrong-location' });
    expect((await trigger()).headers.get('location')).toBe('http://jenkins.internal:8080/queue/item/1/');
    expect((await trigger()).headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1/);
  });

  it('queue-item-gone makes an item unreadable for good, not unbuilt', async () => {
    const { api, start, simulator, clock } = setUpJenkins();
    const id = await start();
    simulator.injectFault({ kind: 'queue-item-gone' });
    await clock.advance(STARTS_AFTER_MS);
    for (let index = 0; index < 2; index += 1) expect((await api(`/queue/item/${id}/api/json`)).status).toBe(404);
    expect(simulator.builds('platform/bootstrap')).toMatchObject([{ queueId: id }]);
  });

  it('queue-item-gone leaves an item in the queue that waits there', async () => {
    const { api, start, simulator } = setUpJenkins();
    const id = await start();
    simulator.injectFault({ kind: 'queue-item-gone' });
    for (let index = 0; index < 2; index += 1) expect((await api(`/queue/item/${id}/api/json`)).status).toBe(404);
    expect((await api('/queue/api/json')).json()).toMatchObject({ items: [{ id }] });
  });

  it('late-visibility keeps a build out of every list for a while', async () => {
    const { api, job, start, simulator, clock } = setUpJenkins();
    simulator.injectFault({ kind: 'late-visibility', delayMs: 10_000 });
    const id = await start();
    expect((await api('/queue/api/json')).json()).toMatchObject({ items: [] });
    expect((await api(`/queue/item/${id}/api/json`)).status).toBe(200);
    await clock.advance(9999);
    expect((await job('/api/json')).json()).toMatchObject({ builds: [] });
    expect((await job('/1/api/json')).status).toBe(200);
    await clock.advance(1);
    expect((await job('/api/json')).json()).toMatchObject({ builds: [{ number: 1 }] });
  });

  it('wfapi-missing strikes wfapi only', async () => {
    const { start, job, clock, simulator } = setUpScript([stage('a')]);
    await start();
    await clock.advance(STARTS_AFTER_MS);
    simulator.injectFault({ kind: 'wfapi-missing', times: 2 });
    expect((await job('/1/api/json')).status).toBe(200);
    const statuses = [];
    for (let index = 0; index < 3; index += 1) statuses.push((await job('/1/wfapi/describe')).status);
    expect(statuses).toEqual([404, 404, 200]);
  });

  it('strikes the route and as many requests as it says, in the order of injection', async () => {
    const { api, start, simulator } = setUpJenkins();
    simulator.injectFault({ kind: 'status', status: 500, route: 'get-jenkins', times: 2 });
    const headers = { 'retry-after': '9' };
    simulator.injectFault({ kind: 'status', status: 503, body: 'down', headers, route: 'get-jenkins' });
    expect(await start()).toBe(1);
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await api('/api/json')).status);
    expect(statuses).toEqual([500, 500, 503, 200]);
    simulator.injectFault({ kind: 'too-many-requests', retryAfterSeconds: 3 });
    expect((await api('/api/json')).headers.get('retry-after')).toBe('3');
    simulator.injectFault({ kind: 'loading' });
    simulator.clearFaults();
    expect((await api('/api/json')).status).toBe(200);
  });

  it('that breaks a connection needs a server', async () => {
    const { simulator, api } = setUpJenkins();
    simulator.injectFault({ kind: 'reset' });
    const answer = await api('/api/json');
    expect([answer.status, answer.text]).toEqual([500, expect.stringContaining('startJenkinsSimulator')]);
  });
});

describe('the requests that a test looks at', () => {
  it('tell what was asked, and nothing of who asked', async () => {
    const { job, call, simulator } = setUpJenkins({
      users: [{ user: 'sluice', apiToken: 'simulator-token', password: 'pw' }],
    });
    await job('/buildWithParameters?delay=0sec', { method: 'POST', body: { ENVIRONMENT: 'dev' } });
    const headers = {
      authorization: `Basic ${btoa('sluice:pw')}`,
      'jenkins-crumb': 'crumb-value',
      cookie: 'c=cookie-value',
    };
    await call('/crumbIssuer/api/json', { headers });
    expect(simulator.requests()).toEqual([
      {
        route: 'trigger-build',
        method: 'POST',
        path: '/job/platform/job/bootstrap/buildWithParameters',
        query: { delay: '0sec' },
        body: 'ENVIRONMENT=dev',
        at: Date.UTC(2026, 0, 1),
      },
      {
        route: 'get-crumb',
        method: 'GET',
        path: '/crumbIssuer/api/json',
        query: {},
        body: '',
        at: Date.UTC(2026, 0, 1),
      },
    ]);
  });
});

describe('the control API', () => {
  it('does over HTTP what the methods do', async () => {
    const { call, clock } = setUpJenkins({ contextPath: '/jenkins' });
    const control = async (path: string, body: unknown = {}) => {
      const answer = await call(`/jenkins/_control${path}`, { method: 'POST', body: JSON.stringify(body) });
      return answer.json<{ result: unknown }>().result;
    };
    const look = async (path: string) => (await call(`/jenkins/_control${path}`)).json<{ result: unknown }>().result;
    const script = {
      stages: [{ name: 'deploy', steps: [{ command: 'make', durationMs: 10 }], input: { message: 'Go?' } }],
    };
    const parameters = [{ name: 'A', type: 'string' }];
    expect(await control('/jobs', { path: ['x', 'y/z'], parameters, script })).toBe('x/y%2Fz');
    expect(await control('/fail-next', { job: ['x', 'y/z'], stage: 'deploy', logLines: ['boom'] })).toBeNull();
    expect(await control('/quiet-down', { reason: 'Upgrade' })).toBeNull();
    expect(await control('/builds', { job: ['x', 'y/z'], parameters: { A: '1' } })).toBe(1);
    expect(await look('/queue')).toMatchObject([{ id: 1, job: 'x/y%2Fz', state: 'waiting', users: ['somebody-else'] }]);
    await clock.advance(60_000);
    expect(await look('/queue')).toMatchObject([{ state: 'buildable' }]);
    expect(await control('/cancel-quiet-down')).toBeNull();
    await clock.advance(1000);
    expect(await control('/answer-input', { job: ['x', 'y/z'], build: 1, input: 'Deploy' })).toBeNull();
    await clock.advance(1000);
    expect(await look('/builds?job=x&job=y/z')).toMatchObject([
      { number: 1, result: 'FAILURE', parameters: { A: '1' } },
    ]);
    expect(await look('/builds?job=platform/bootstrap')).toEqual([]);
    expect(await control('/discard-build', { job: ['x', 'y/z'], build: 1 })).toBeNull();
    expect(await look('/builds?job=x&job=y/z')).toEqual([]);

    const fault: JenkinsFault = { kind: 'status', status: 500, times: 5 };
    expect(await control('/faults', fault)).toBeNull();
    expect((await call('/jenkins/api/json', { headers: TOKEN })).status).toBe(500);
    await call('/jenkins/_control/faults', { method: 'DELETE' });
    expect((await call('/jenkins/api/json?tree=mode', { headers: TOKEN })).status).toBe(200);
    expect(await control('/expire-sessions')).toBeNull();
    expect(await control('/restart', { losesQueue: true, downForMs: 10 })).toBeNull();
    expect((await call('/jenkins/api/json', { headers: TOKEN })).status).toBe(503);
    const requests = await look('/requests');
    expect(requests).toMatchObject([{ route: 'get-jenkins' }, { path: '/api/json', query: { tree: 'mode' } }, {}]);
    expect(JSON.stringify(requests)).not.toContain('simulator-token');
  });

  it.each([
    ['/jobs', {}],
    ['/jobs', { path: 'platform/bootstrap' }],
    ['/jobs', { path: 'x', parameters: [{ name: 'A', type: 'text' }] }],
    ['/jobs', 'no json'],
    ['/faults', { kind: 'earthquake' }],
    ['/faults', { kind: 'commit-late' }],
    ['/faults', { kind: 'reset', route: 'everything' }],
    ['/builds', { job: 'nope' }],
    ['/answer-input', { job: 'platform/bootstrap', build: 1, input: 'Go' }],
    ['/fail-next', { job: 'platform/bootstrap', stage: 'x', unknown: true }],
  ])('refuses %s with %j', async (path, body) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await setUpJenkins().call(`/_control${path}`, { method: 'POST', body: text });
    expect(answer.status).toBe(400);
    expect(answer.json<{ error: string }>().error).not.toBe('');
  });

  it('numbers the items of all jobs together', async () => {
    const bench = setUpJenkins({ jobs: [JOB, { path: 'plain' }] });
    expect(await bench.start()).toBe(1);
    expect(itemIdOf(await bench.api('/job/plain/build', { method: 'POST' }))).toBe(2);
  });
});
