import { describe, expect, it } from 'vitest';
import { itemIdOf, JOB, type Schemas, setUpJenkins, TOKEN } from './jenkins.ts';

const POST = { method: 'POST' } as const;

describe('buildWithParameters', () => {
  it('queues a build and names its item', async () => {
    const { job, simulator } = setUpJenkins();
    const answer = await job('/buildWithParameters', { ...POST, body: { ENVIRONMENT: 'prod' } });
    expect([answer.status, answer.text]).toEqual([201, '']);
    expect(answer.headers.get('location')).toBe('http://localhost/queue/item/1/');
    expect(simulator.queue()).toMatchObject([{ id: 1, job: 'platform/bootstrap', users: ['sluice'] }]);
  });

  it.each([
    ['declared ones, from the form', '', { ENVIRONMENT: 'prod' }, { ENVIRONMENT: 'prod', SLUICE_EXECUTION_ID: '' }],
    ['declared ones, from the query', '?SLUICE_EXECUTION_ID=a', {}, { ENVIRONMENT: 'dev', SLUICE_EXECUTION_ID: 'a' }],
    ['no others', '', { OTHER: 'x' }, { ENVIRONMENT: 'dev', SLUICE_EXECUTION_ID: '' }],
    [
      'nothing out of json',
      '',
      { json: '{"parameter":[{"name":"ENVIRONMENT","value":"prod"}]}' },
      { ENVIRONMENT: 'dev' },
    ],
  ])('reads %s', async (_, query, body, parameters) => {
    const { job, simulator } = setUpJenkins();
    expect((await job(`/buildWithParameters${query}`, { ...POST, body })).status).toBe(201);
    expect(simulator.queue()).toMatchObject([{ parameters }]);
  });

  it('gives missing parameters the defaults of the job, by their types', async () => {
    const { job, simulator } = setUpJenkins({
      jobs: [
        {
          path: 'platform/bootstrap',
          parameters: [
            { name: 'A', type: 'string', default: 'a' },
            { name: 'B', type: 'boolean', default: true },
            { name: 'C', type: 'boolean' },
            { name: 'D', type: 'choice', choices: ['one', 'two'], default: 'two' },
            { name: 'E', type: 'password', default: 'hidden' },
          ],
        },
      ],
    });
    await job('/buildWithParameters', POST);
    expect(simulator.queue()).toMatchObject([{ parameters: { A: 'a', B: 'true', C: 'false', D: 'two', E: 'hidden' } }]);
    await job('/buildWithParameters', { ...POST, body: { B: 'no', C: 'TRUE', E: 'other' } });
    expect(simulator.queue()[1]?.parameters).toMatchObject({ B: 'false', C: 'true', E: 'other' });
  });

  it('gives a file no value, since none was uploaded', async () => {
    const parameters = [
      { name: 'A', type: 'string' },
      { name: 'PLAN', type: 'file' },
    ] as const;
    const { job, simulator } = setUpJenkins({ jobs: [{ path: 'platform/bootstrap', parameters }] });
    expect((await job('/buildWithParameters', { ...POST, body: { A: 'a', PLAN: 'text' } })).status).toBe(201);
    expect(simulator.queue()[0]?.parameters).toEqual({ A: 'a' });
    const declared = (await job('/api/json')).json<Schemas['Job']>().property?.[0]?.parameterDefinitions;
    expect(declared?.[1]).toMatchObject({ type: 'FileParameterDefinition', defaultParameterValue: null });
  });

  it.each([
    ['a value that is none of the choices', '', 'ENVIRONMENT=moon'],
    ['two values for a parameter', '', 'ENVIRONMENT=dev&ENVIRONMENT=prod'],
    ['one in the query and one in the form', '?ENVIRONMENT=dev', 'ENVIRONMENT=prod'],
    ['a quiet period that makes no sense', '?delay=soon', ''],
  ])('stumbles over %s, and queues nothing', async (_, query, body) => {
    const { job, simulator } = setUpJenkins();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await job(`/buildWithParameters${query}`, { ...POST, headers, body });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([500, 'text/html;charset=utf-8']);
    expect(answer.text).not.toContain('moon');
    expect(simulator.queue()).toEqual([]);
  });

  it.each([
    ['GET', '/job/platform/job/bootstrap', 405, 'Method Not Allowed'],
    ['POST', '/job/platform/job/plain', 400, 'platform/plain is not parameterized'],
    ['POST', '/job/platform/job/off', 409, 'platform/off is not buildable'],
    ['POST', '/job/platform/job/nope', 404, 'Not Found'],
    ['POST', '/job/platform', 404, 'Not Found'],
    ['POST', '/job/platform%2Fbootstrap', 404, 'Not Found'],
    ['POST', '/job/%', 400, 'Bad Request'],
  ] as const)('answers %s of %s with %i', async (method, path, status, sentence) => {
    const { api, simulator } = setUpJenkins({
      jobs: [JOB, { path: 'platform/plain' }, { ...JOB, path: 'platform/off', buildable: false }],
    });
    const answer = await api(`${path}/buildWithParameters`, { method });
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(sentence)]);
    expect(answer.headers.get('allow')).toBe(status === 405 ? 'POST' : null);
    expect(simulator.queue()).toEqual([]);
  });

  it.each([
    ['0sec', 100],
    ['2', 2100],
    ['1min', 60_100],
    ['3secs', 3100],
  ])('waits %s instead of the quiet period of the job', async (delay, leavesAfterMs) => {
    const { job, simulator, clock } = setUpJenkins();
    await job(`/buildWithParameters?delay=${delay}`, POST);
    await clock.advance(leavesAfterMs - 1);
    expect(simulator.queue()).toHaveLength(1);
    await clock.advance(1);
    expect([simulator.queue(), simulator.builds('platform/bootstrap')]).toEqual([[], [expect.anything()]]);
  });
});

describe('a request like one that waits in the queue', () => {
  it('is coalesced with it: 303, and one build', async () => {
    const { job, simulator, clock } = setUpJenkins();
    const first = await job('/buildWithParameters', { ...POST, body: { SLUICE_EXECUTION_ID: 'a' } });
    await clock.advance(4999);
    const again = await job('/buildWithParameters', {
      ...POST,
      body: { SLUICE_EXECUTION_ID: 'a', ENVIRONMENT: 'dev' },
    });
    expect([again.status, itemIdOf(again)]).toEqual([303, itemIdOf(first)]);
    await clock.advance(60_000);
    expect(simulator.builds('platform/bootstrap')).toHaveLength(1);
  });

  it('is not when one parameter differs', async () => {
    const { start } = setUpJenkins();
    expect(await start({ SLUICE_EXECUTION_ID: 'a' })).not.toBe(await start({ SLUICE_EXECUTION_ID: 'b' }));
  });

  it('is not once that one has left the queue', async () => {
    const { start, clock, simulator } = setUpJenkins();
    await start({ SLUICE_EXECUTION_ID: 'a' });
    await clock.advance(5100);
    await start({ SLUICE_EXECUTION_ID: 'a' });
    await clock.advance(60_000);
    expect(simulator.builds('platform/bootstrap')).toHaveLength(2);
  });

  it('ends the quiet period of that one earlier, not later', async () => {
    const { job, start, clock, simulator } = setUpJenkins();
    await start();
    await job('/buildWithParameters?delay=1sec', POST);
    await job('/buildWithParameters?delay=60sec', POST);
    await clock.advance(1100);
    expect(simulator.queue()).toEqual([]);
  });

  it('keeps whoever asked for it', async () => {
    const { start, simulator } = setUpJenkins();
    await start();
    simulator.startForeignBuild({ job: 'platform/bootstrap', user: 'dora' });
    expect(simulator.queue()).toMatchObject([{ users: ['sluice', 'dora'] }]);
  });
});

describe('build', () => {
  it('answers 201 for a job without parameters, coalesced or not', async () => {
    const { api, simulator } = setUpJenkins({ jobs: [{ path: 'plain' }] });
    const first = await api('/job/plain/build', POST);
    const again = await api('/job/plain/build', POST);
    expect([first.status, again.status, itemIdOf(again)]).toEqual([201, 201, itemIdOf(first)]);
    expect(simulator.queue()).toHaveLength(1);
  });

  it('takes the parameters of a job out of json', async () => {
    const { job, simulator } = setUpJenkins();
    const json = JSON.stringify({ parameter: { name: 'ENVIRONMENT', value: 'prod' } });
    expect((await job('/build', { ...POST, body: { json } })).status).toBe(201);
    expect(simulator.queue()).toMatchObject([{ parameters: { ENVIRONMENT: 'prod', SLUICE_EXECUTION_ID: '' } }]);
  });

  it.each([
    [undefined, 400],
    ['no json', 400],
    ['{"parameter":[{"name":"OTHER","value":"x"}]}', 500],
    ['{"parameter":[{"name":"ENVIRONMENT","value":"moon"}]}', 500],
  ])('refuses json %s with %i', async (json, status) => {
    const { job, simulator } = setUpJenkins();
    const body = json === undefined ? {} : { json };
    expect((await job('/build', { ...POST, body })).status).toBe(status);
    expect(simulator.queue()).toEqual([]);
  });
});

describe('the address of a job', () => {
  it('has a branch of a multibranch job encoded twice', async () => {
    const { api, simulator } = setUpJenkins({ jobs: [{ ...JOB, path: ['apps', 'shop', 'feature/x'] }] });
    const answer = await api('/job/apps/job/shop/job/feature%252Fx/buildWithParameters', POST);
    expect(answer.status).toBe(201);
    expect(simulator.queue()).toMatchObject([{ job: 'apps/shop/feature%2Fx' }]);
    expect((await api('/job/apps/job/shop/job/feature%2Fx/buildWithParameters', POST)).status).toBe(404);
    const { url } = (await api('/job/apps/job/shop/job/feature%252Fx/api/json')).json<{ url: string }>();
    expect(url).toBe('http://localhost/job/apps/job/shop/job/feature%252Fx/');
  });

  it('may have a folder that is called job, and spaces', async () => {
    const { api } = setUpJenkins({ jobs: [{ path: 'job/nightly build' }] });
    expect((await api('/job/job/job/nightly%20build/build', POST)).status).toBe(201);
  });

  it('begins with the context path, also in Location', async () => {
    const { call } = setUpJenkins({ contextPath: '/jenkins', jobs: [{ path: 'plain' }] });
    const answer = await call('/jenkins/job/plain/build', { ...POST, headers: TOKEN });
    expect(answer.headers.get('location')).toBe('http://localhost/jenkins/queue/item/1/');
    expect((await call('/job/plain/build', { ...POST, headers: TOKEN })).status).toBe(404);
  });

  it('is what Jenkins takes for its own, in Location', async () => {
    const { api } = setUpJenkins({ rootUrl: 'https://ci.internal/', jobs: [{ path: 'plain' }] });
    const answer = await api('/job/plain/build', POST);
    expect(answer.headers.get('location')).toBe('https://ci.internal/queue/item/1/');
  });

  it.each([
    [{ path: 'platform/bootstrap' }, 'already'],
    [{ path: 'platform//bootstrap' }, 'every segment'],
    [
      { path: 'f', kind: 'freestyle', script: { stages: [{ name: 's', steps: [], input: { message: 'Go?' } }] } },
      "can't have input steps",
    ],
  ] as const)('is refused as %j', (job, reason) => {
    expect(() => setUpJenkins().simulator.addJob(job)).toThrow(reason);
  });
});
