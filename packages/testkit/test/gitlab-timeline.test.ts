import { describe, expect, it } from 'vitest';
import type { GitLabJobScript } from '../src/index.ts';
import { type Schemas, setUpSimulator, variables } from './gitlab.ts';

const job = (name: string, more: Partial<GitLabJobScript> = {}): GitLabJobScript => ({
  name,
  steps: [{ command: `./${name}`, durationMs: 1000, log: ['one', 'two', 'three'] }],
  queueMs: 100,
  ...more,
});

function setUp(...stages: { name: string; jobs: GitLabJobScript[] }[]) {
  const bench = setUpSimulator({ projects: [{ path: 'platform/bootstrap', id: 42, script: { stages } }] });
  const look = () => {
    const [pipeline] = bench.simulator.pipelines(42);
    return [pipeline?.status, ...(pipeline?.jobs.map(({ status }) => status) ?? [])].join(' ');
  };
  return { ...bench, look };
}

describe('a pipeline goes by the clock', () => {
  it('through its stages, one after the other', async () => {
    const { clock, start, look } = setUp(
      { name: 'build', jobs: [job('a'), job('b', { steps: [] })] },
      { name: 'deploy', jobs: [job('c')] },
    );
    await start();
    expect(look()).toBe('created created created created');
    await clock.advance(100);
    expect(look()).toBe('pending pending pending created');
    await clock.advance(100);
    expect(look()).toBe('running running success created');
    await clock.advance(999);
    expect(look()).toBe('running running success created');
    await clock.advance(1);
    expect(look()).toBe('running success success pending');
    await clock.advance(1100);
    expect(look()).toBe('success success success success');
  });

  it('and tells when it changed', async () => {
    const { clock, start, api } = setUp({ name: 'build', jobs: [job('a')] });
    const { id } = await start();
    await clock.advance(60_000);
    expect((await api(`/pipelines/${id}`)).json()).toMatchObject({
      created_at: '2026-01-01T00:00:00.000Z',
      started_at: '2026-01-01T00:00:00.200Z',
      finished_at: '2026-01-01T00:00:01.200Z',
      updated_at: '2026-01-01T00:00:01.200Z',
    });
    expect((await api(`/pipelines/${id}/jobs`)).json()).toMatchObject([
      { name: 'a', stage: 'build', started_at: '2026-01-01T00:00:00.200Z', finished_at: '2026-01-01T00:00:01.200Z' },
    ]);
  });

  it('and fails with its job; what comes after is skipped', async () => {
    const { clock, start, look, api } = setUp(
      { name: 'build', jobs: [job('a', { outcome: 'failed', failureReason: 'job_execution_timeout' }), job('b')] },
      { name: 'deploy', jobs: [job('c')] },
    );
    const { id } = await start();
    await clock.advance(60_000);
    expect(look()).toBe('failed failed success skipped');
    const jobs = (await api(`/pipelines/${id}/jobs`)).json<Schemas['Job'][]>();
    expect(jobs.map(({ failure_reason: reason }) => reason)).toEqual([undefined, undefined, 'job_execution_timeout']);
  });

  it('and passes without a job that may fail', async () => {
    const { clock, start, look } = setUp(
      { name: 'build', jobs: [job('a', { outcome: 'failed', allowFailure: true })] },
      { name: 'deploy', jobs: [job('b')] },
    );
    await start();
    await clock.advance(60_000);
    expect(look()).toBe('success failed success');
  });

  it('and waits at a manual job until somebody plays it', async () => {
    const { clock, start, look, simulator } = setUp(
      { name: 'plan', jobs: [job('a')] },
      { name: 'deploy', jobs: [job('b', { when: 'manual' })] },
      { name: 'verify', jobs: [job('c')] },
    );
    const { id } = await start();
    expect(() => simulator.play({ project: 42, pipeline: id, job: 'b' })).toThrow('Unplayable Job');
    await clock.advance(60_000);
    expect(look()).toBe('manual success manual created');
    simulator.play({ project: 42, pipeline: id, job: 'b' });
    expect(look()).toBe('running success pending created');
    expect(() => simulator.play({ project: 42, pipeline: id, job: 'b' })).toThrow('Unplayable Job');
    await clock.advance(60_000);
    expect(look()).toBe('success success success success');
  });

  it('and does not wait at an optional one, which reopens it when it is played', async () => {
    const { clock, start, look, simulator } = setUp(
      { name: 'ask', jobs: [job('a', { when: 'manual', allowFailure: true })] },
      { name: 'deploy', jobs: [job('b')] },
    );
    const { id } = await start();
    await clock.advance(60_000);
    expect(look()).toBe('success manual success');
    simulator.play({ project: 42, pipeline: id, job: 'a' });
    await clock.advance(500);
    expect(look()).toBe('running running success');
    await clock.advance(60_000);
    expect(look()).toBe('success success success');
  });

  it('and is skipped when none of its jobs had to run', async () => {
    const { clock, start, look } = setUp({ name: 'ask', jobs: [job('a', { when: 'manual', allowFailure: true })] });
    await start();
    await clock.advance(60_000);
    expect(look()).toBe('skipped manual');
  });

  it('twice as fast at twice the speed', async () => {
    const { clock, simulator, start } = setUpSimulator({ speed: 2 });
    await start({ variables: variables({ PIPELINE_TYPE: 'bootstrap' }) });
    await clock.advance(2000);
    expect(simulator.pipelines('platform/bootstrap')[0]?.status).toBe('running');
    await clock.advance(1000);
    expect(simulator.pipelines('platform/bootstrap')[0]?.status).toBe('success');
  });
});

describe('a cancel', () => {
  const POST = { method: 'POST' } as const;

  it('stops what runs after a moment, and what would run at once', async () => {
    const { clock, start, look, api } = setUp(
      { name: 'a', jobs: [job('a'), job('b', { steps: [] })] },
      { name: 'c', jobs: [job('c')] },
    );
    const { id } = await start();
    await clock.advance(500);
    expect((await api(`/pipelines/${id}/cancel`, POST)).json()).toMatchObject({ status: 'canceling' });
    expect(look()).toBe('canceling canceling success canceled');
    await clock.advance(500);
    expect(look()).toBe('canceled canceled success canceled');
    await clock.advance(60_000);
    expect(look()).toBe('canceled canceled success canceled');
  });

  it('is answered with success also when there is nothing to stop', async () => {
    const { clock, start, look, api } = setUp({ name: 'a', jobs: [job('a')] });
    const { id } = await start();
    await clock.advance(60_000);
    expect((await api(`/pipelines/${id}/cancel`, POST)).status).toBe(200);
    await clock.advance(60_000);
    expect(look()).toBe('success success');
  });

  it('leaves a manual job as it is', async () => {
    const { clock, start, look, api } = setUp(
      { name: 'a', jobs: [job('a', { when: 'manual' })] },
      { name: 'b', jobs: [job('b')] },
    );
    const { id } = await start();
    await clock.advance(60_000);
    await api(`/pipelines/${id}/cancel`, POST);
    expect(look()).toBe('manual manual canceled');
  });
});

describe('a retry', () => {
  it('runs what failed again under a new number in the same pipeline, and what was skipped after it', async () => {
    const { clock, start, look, simulator, api } = setUp(
      { name: 'a', jobs: [job('a', { outcome: 'failed' }), job('b')] },
      { name: 'c', jobs: [job('c')] },
    );
    const { id } = await start();
    await clock.advance(60_000);
    expect(look()).toBe('failed failed success skipped');
    simulator.retry({ project: 42, pipeline: id });
    expect(look()).toBe('running failed pending success created');
    await clock.advance(60_000);
    expect(look()).toBe('success failed success success success');
    const names = async (query: string) =>
      (await api(`/pipelines/${id}/jobs${query}`))
        .json<Schemas['Job'][]>()
        .map((each) => `${each.id} ${each.name} ${each.status}`);
    expect(await names('')).toEqual(['5004 a success', '5003 c success', '5002 b success']);
    expect(await names('?include_retried=true')).toEqual([
      '5004 a success',
      '5003 c success',
      '5002 b success',
      '5001 a failed',
    ]);
    expect((await api(`/pipelines/${id}`)).json()).toMatchObject({ updated_at: '2026-01-01T00:01:02.200Z' });
  });

  it('of a cancelled pipeline runs it to its end', async () => {
    const { clock, start, look, simulator, api } = setUp(
      { name: 'a', jobs: [job('a')] },
      { name: 'b', jobs: [job('b')] },
    );
    const { id } = await start();
    await clock.advance(500);
    await api(`/pipelines/${id}/cancel`, { method: 'POST' });
    await clock.advance(60_000);
    simulator.retry({ project: 42, pipeline: id });
    await clock.advance(60_000);
    expect(look()).toBe('success canceled success canceled success');
  });
});

describe('a trace', () => {
  it('grows with the job, colours and section markers and all', async () => {
    const { clock, start, api } = setUp({ name: 'build', jobs: [job('a')] });
    await start();
    const trace = async () => (await api('/jobs/5001/trace')).text;
    expect(await trace()).toBe('');
    await clock.advance(200);
    expect(await trace()).toMatch(/\u001b\[32;1m\$ \.\/a\u001b\[0;m\n$/);
    await clock.advance(500);
    expect(await trace()).toMatch(/one\ntwo\n$/);
    await clock.advance(500);
    expect(await trace()).toMatch(
      /three\nsection_end:\d+:step_script\r\u001b\[0K\u001b\[32;1mJob succeeded\u001b\[0;m\n$/,
    );
    expect((await trace()).match(/section_start:1767225600:\w+\r\u001b\[0K/g)).toHaveLength(2);
  });

  it('ends with the lines of the failure that was asked for', async () => {
    const { clock, start, simulator, api } = setUp({ name: 'build', jobs: [job('a')] });
    simulator.failNext({ project: 42, job: 'elsewhere' });
    simulator.failNext({ project: 42, job: 'a', logLines: ['no space left'] });
    await start();
    await clock.advance(60_000);
    expect((await api('/jobs/5001/trace')).text).toMatch(
      /three\nno space left\n[\s\S]*ERROR: Job failed: exit code 1\n/,
    );
    await start();
    await clock.advance(60_000);
    expect(simulator.pipelines(42).map(({ status }) => status)).toEqual(['failed', 'success']);
  });

  it('stops where the job was stopped', async () => {
    const { clock, start, api } = setUp({ name: 'build', jobs: [job('a')] });
    const { id } = await start();
    await clock.advance(500);
    await api(`/pipelines/${id}/cancel`, { method: 'POST' });
    await clock.advance(60_000);
    const { text } = await api('/jobs/5001/trace');
    expect(text).toContain('ERROR: Job failed: canceled');
    expect(text).not.toContain('Job succeeded');
    expect(text.match(/^(one|two|three)$/gm)).toEqual(['one', 'two', 'three'].slice(0, 3));
  });
});

describe('the scripts for pipelines of a known type', () => {
  it.each([
    ['bootstrap', 'validate plan deploy verify'],
    ['compute', 'validate plan deploy verify'],
    ['app', 'build package deploy verify'],
    ['anything', 'build test deploy'],
  ])('%s runs %s in about six seconds and speaks of its environment', async (type, stages) => {
    const { clock, start, api, simulator } = setUpSimulator();
    const { id } = await start({ variables: variables({ PIPELINE_TYPE: type, ENVIRONMENT: 'staging' }) });
    await clock.advance(4500);
    expect(simulator.pipelines(42)[0]?.status).toBe('running');
    await clock.advance(2000);
    expect(simulator.pipelines(42)[0]?.status).toBe('success');
    const jobs = (await api(`/pipelines/${id}/jobs`)).json<Schemas['Job'][]>().toReversed();
    expect([...new Set(jobs.map(({ stage }) => stage))].join(' ')).toBe(stages);
    const traces = await Promise.all(jobs.map(async (each) => (await api(`/jobs/${each.id}/trace`)).text));
    expect(traces.join('')).toContain('staging');
  });
});
