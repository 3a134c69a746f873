import { describe, expect, it } from 'vitest';
import type { GitLabJobScript, GitLabSimulatorOptions } from '../src/index.ts';
import { setUpSimulator } from './gitlab.ts';

const POST = { method: 'POST' } as const;
const job = (name: string, more: Partial<GitLabJobScript> = {}): GitLabJobScript => ({
  name,
  steps: [{ command: `./${name}`, durationMs: 1000 }],
  queueMs: 100,
  ...more,
});

async function setUp(jobs: GitLabJobScript[], options: GitLabSimulatorOptions = {}) {
  const stages = jobs.map((one) => ({ name: one.name, jobs: [one] }));
  const bench = setUpSimulator({ projects: [{ path: 'platform/bootstrap', id: 42, script: { stages } }], ...options });
  const { id } = await bench.start();
  const look = () => {
    const [pipeline] = bench.simulator.pipelines(42);
    return [pipeline?.status, ...(pipeline?.jobs.map(({ status }) => status) ?? [])].join(' ');
  };
  return { ...bench, id, look };
}

describe('playing a job', () => {
  it('lets a manual job run, once: until it has finished it can not be played', async () => {
    const { api, clock, look } = await setUp([job('a', { when: 'manual' })]);
    await clock.advance(5000);
    const played = await api('/jobs/5001/play', { ...POST, body: { job_variables_attributes: [] } });
    expect([played.status, played.json()]).toEqual([200, expect.objectContaining({ id: 5001, status: 'pending' })]);
    const again = await api('/jobs/5001/play', POST);
    expect([again.status, again.json()]).toEqual([400, { message: '400 Bad request - Unplayable Job' }]);
    await clock.advance(5000);
    expect(look()).toBe('success success');
  });

  it('runs a manual job that has finished a second time, under another number', async () => {
    const { api, clock, look } = await setUp([job('a', { when: 'manual' })]);
    await clock.advance(5000);
    await api('/jobs/5001/play', POST);
    await clock.advance(5000);
    expect((await api('/jobs/5001/play', POST)).json()).toMatchObject({ id: 5002, status: 'pending' });
    await clock.advance(5000);
    expect(look()).toBe('success success success');
  });

  it('lets a delayed job run before its time, which otherwise comes by itself', async () => {
    const { api, clock, look } = await setUp([job('a', { when: 'delayed', startInMs: 60_000 })]);
    await clock.advance(5000);
    expect(look()).toBe('scheduled scheduled');
    await api('/jobs/5001/play', POST);
    await clock.advance(2000);
    expect(look()).toBe('success success');
    const waiting = await setUp([job('a', { when: 'delayed', startInMs: 60_000 })]);
    await waiting.clock.advance(62_000);
    expect(waiting.look()).toBe('success success');
  });

  it.each([
    ['a job that runs by itself', '/jobs/5001/play', 400],
    ['a job that there is none of', '/jobs/999/play', 404],
  ])('is refused for %s', async (_, path, status) => {
    const { api, clock } = await setUp([job('a')]);
    await clock.advance(5000);
    expect((await api(path, POST)).status).toBe(status);
  });

  it('is for developers, and where the environment is protected for maintainers', async () => {
    const manual = [job('a', { when: 'manual', protectedEnvironment: true })];
    const tokens = [{ token: 'simulator-token' }, { token: 'd', role: 'developer' as const }];
    const { api, clock } = await setUp(manual, { tokens });
    await clock.advance(5000);
    expect((await api('/jobs/5001/play', { ...POST, headers: { 'private-token': 'd' } })).status).toBe(403);
    expect((await api('/jobs/5001/play', POST)).status).toBe(200);
  });
});

describe('cancelling a job', () => {
  it('ends it after a moment, and leaves the others', async () => {
    const { api, clock, look } = await setUp([job('a'), job('b')]);
    await clock.advance(500);
    const answer = await api('/jobs/5001/cancel', POST);
    expect([answer.status, answer.json()]).toEqual([201, expect.objectContaining({ status: 'canceling' })]);
    await clock.advance(500);
    expect(look()).toBe('canceled canceled skipped');
  });

  it('ends a manual job too, which cancelling its pipeline does not', async () => {
    const { api, clock, id, look } = await setUp([job('a', { when: 'manual' })]);
    await clock.advance(5000);
    await api(`/pipelines/${id}/cancel`, POST);
    expect(look()).toBe('manual manual');
    await api('/jobs/5001/cancel', POST);
    expect(look()).toBe('canceled canceled');
  });

  it.each([
    [{ stopMs: 30_000 }, 'canceling canceling', 'canceled canceled'],
    [{ stopMs: 'never' as const }, 'canceling canceling', 'canceling canceling'],
  ])('takes as long as the job takes: %j', async (more, soon, late) => {
    const { api, clock, look } = await setUp([job('a', more)]);
    await clock.advance(500);
    await api('/jobs/5001/cancel', POST);
    await clock.advance(29_000);
    expect(look()).toBe(soon);
    await clock.advance(3_600_000);
    expect(look()).toBe(late);
    expect((await api('/jobs/5001/trace')).text.includes('Job failed: canceled')).toBe(late === 'canceled canceled');
  });

  it('by force ends one that is being cancelled, and no other; it is for maintainers', async () => {
    const tokens = [{ token: 'simulator-token' }, { token: 'd', role: 'developer' as const }];
    const { api, clock, look } = await setUp([job('a', { stopMs: 'never' })], { tokens });
    await clock.advance(500);
    expect((await api('/jobs/5001/cancel?force=true', POST)).json()).toMatchObject({ status: 'running' });
    await api('/jobs/5001/cancel', POST);
    const asDeveloper = { ...POST, headers: { 'private-token': 'd' } };
    expect((await api('/jobs/5001/cancel?force=true', asDeveloper)).status).toBe(403);
    expect(look()).toBe('canceling canceling');
    expect((await api('/jobs/5001/cancel?force=true', POST)).json()).toMatchObject({ status: 'canceled' });
    expect(look()).toBe('canceled canceled');
  });
});

describe('retrying a pipeline', () => {
  it('runs what failed again under another number, and answers with the same pipeline', async () => {
    const { api, clock, id, look } = await setUp([job('a', { outcome: 'failed' }), job('b')]);
    await clock.advance(5000);
    const answer = await api(`/pipelines/${id}/retry`, POST);
    expect([answer.status, answer.json()]).toEqual([201, expect.objectContaining({ id, status: 'pending' })]);
    await clock.advance(5000);
    expect(look()).toBe('success failed success success');
  });

  it('that has nothing to run again does nothing, with success', async () => {
    const { api, clock, id, look } = await setUp([job('a')]);
    await clock.advance(5000);
    expect((await api(`/pipelines/${id}/retry`, POST)).status).toBe(201);
    expect(look()).toBe('success success');
  });
});

it('a pipeline that was deleted is gone', async () => {
  const { api, id, simulator } = await setUp([job('a')]);
  simulator.deletePipeline({ project: 42, pipeline: id });
  expect((await api(`/pipelines/${id}`)).status).toBe(404);
  expect((await api('/pipelines')).json()).toEqual([]);
  expect(() => simulator.deletePipeline({ project: 42, pipeline: id })).toThrow('has no pipeline');
});
