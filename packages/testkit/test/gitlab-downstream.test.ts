import { describe, expect, it } from 'vitest';
import type { GitLabJobScript, GitLabTriggerScript } from '../src/index.ts';
import { type Schemas, setUpSimulator, variables } from './gitlab.ts';

const job = (name: string, more: Partial<GitLabJobScript> = {}): GitLabJobScript => ({
  name,
  steps: [{ command: `./${name}`, durationMs: 1000 }],
  queueMs: 0,
  ...more,
});
const trigger = (name: string, what: GitLabTriggerScript, more: Partial<GitLabJobScript> = {}): GitLabJobScript => ({
  name,
  steps: [],
  queueMs: 0,
  trigger: what,
  ...more,
});
const inner = (...jobs: GitLabJobScript[]) => ({ stages: [{ name: 'inner', jobs }] });

function setUp(...stages: { name: string; jobs: GitLabJobScript[] }[]) {
  const bench = setUpSimulator({
    projects: [
      { path: 'platform/bootstrap', id: 42, script: { stages } },
      { path: 'team/app', id: 43 },
    ],
  });
  const look = (project = 42) =>
    bench.simulator.pipelines(project).map(({ status, jobs }) => [status, ...jobs.map((one) => one.status)].join(' '));
  const triggerJobs = async (id: number) =>
    (await bench.api(`/pipelines/${id}/trigger_jobs`)).json<Schemas['TriggerJob'][]>();
  return { ...bench, look, triggerJobs };
}

describe('a job that triggers a pipeline', () => {
  it('starts it when its turn comes, and does not wait for it unless it depends on it', async () => {
    const child = { script: inner(job('a')) };
    const { clock, start, look } = setUp(
      { name: 'plan', jobs: [job('plan')] },
      { name: 'deploy', jobs: [trigger('free', child), trigger('bound', { ...child, depend: true })] },
      { name: 'verify', jobs: [job('verify')] },
    );
    await start();
    await clock.advance(1000);
    expect(look()).toEqual(['running running created created created']);
    await clock.advance(100);
    expect(look()).toEqual(['running success success running created', 'created created', 'created created']);
    await clock.advance(1100);
    expect(look()).toEqual(['running success success success running', 'success success', 'success success']);
    await clock.advance(1000);
    expect(look()[0]).toBe('success success success success success');
  });

  it('fails as the pipeline does that it depends on, however late somebody looks', async () => {
    const { clock, start, look } = setUp(
      {
        name: 'deploy',
        jobs: [
          trigger('child', {
            depend: true,
            script: inner(trigger('deeper', { depend: true, script: inner(job('a', { outcome: 'failed' })) })),
          }),
        ],
      },
      { name: 'verify', jobs: [job('verify')] },
    );
    await start();
    await clock.advance(3_600_000);
    expect(look()).toEqual(['failed failed skipped', 'failed failed', 'failed failed']);
  });

  it('in another project starts a pipeline of that project', async () => {
    const { clock, start, look, simulator } = setUp({
      name: 'deploy',
      jobs: [trigger('other', { project: 'team/app' })],
    });
    await start({ variables: variables({ PIPELINE_TYPE: 'app' }) });
    await clock.advance(100);
    expect(look(43)).toHaveLength(1);
    expect(simulator.pipelines(43)).toMatchObject([{ source: 'pipeline', ref: 'main', variables: {} }]);
    expect(simulator.pipelines(43)[0]?.jobs.map(({ name }) => name)).toContain('deploy-app');
  });

  it('in a project that there is none of fails', async () => {
    const { clock, start, triggerJobs } = setUp({ name: 'deploy', jobs: [trigger('other', { project: 'no/where' })] });
    const { id } = await start();
    await clock.advance(100);
    expect(await triggerJobs(id)).toMatchObject([
      { status: 'failed', failure_reason: 'downstream_bridge_project_not_found', downstream_pipeline: null },
    ]);
  });

  it('is listed by itself, with its pipeline, and not among the others', async () => {
    const { api, clock, start, triggerJobs } = setUp({
      name: 'deploy',
      jobs: [job('deploy'), trigger('other', { project: 'team/app', depend: true })],
    });
    const { id } = await start();
    expect(await triggerJobs(id)).toMatchObject([{ name: 'other', downstream_pipeline: null }]);
    await clock.advance(200);
    expect(await triggerJobs(id)).toMatchObject([
      {
        name: 'other',
        status: 'running',
        downstream_pipeline: { id: 1002, project_id: 43, web_url: 'http://localhost/team/app/-/pipelines/1002' },
      },
    ]);
    expect((await api(`/pipelines/${id}/bridges`)).json()).toEqual(await triggerJobs(id));
    const jobs = (await api(`/pipelines/${id}/jobs`)).json<Schemas['Job'][]>();
    expect(jobs.map(({ name }) => name)).toEqual(['deploy']);
    expect((await api(`/jobs/${(await triggerJobs(id))[0]?.id}/trace`)).status).toBe(404);
  });

  it('is listed as a bridge only in a GitLab of before 19.2', async () => {
    const { api, start } = setUpSimulator({ projects: [{ path: 'platform/bootstrap' }], lacksTriggerJobs: true });
    const { id } = await start();
    expect((await api(`/pipelines/${id}/trigger_jobs`)).status).toBe(404);
    expect((await api(`/pipelines/${id}/bridges`)).status).toBe(200);
  });

  it('starts another pipeline when it is retried, which the scripted failure spares', async () => {
    const { clock, start, look, simulator } = setUp({
      name: 'deploy',
      jobs: [trigger('child', { depend: true, script: inner(job('a', { outcome: 'failed' })) })],
    });
    const { id } = await start();
    await clock.advance(5000);
    simulator.retry({ project: 42, pipeline: id });
    await clock.advance(5000);
    expect(look()).toEqual(['success failed success', 'failed failed', 'success success']);
  });

  it('follows its pipeline when that is retried', async () => {
    const { clock, start, look, simulator } = setUp({
      name: 'deploy',
      jobs: [trigger('child', { depend: true, script: inner(job('a', { outcome: 'failed' })) })],
    });
    await start();
    await clock.advance(5000);
    simulator.retry({ project: 42, pipeline: 1002 });
    expect(look()[0]).toBe('running running');
    await clock.advance(5000);
    expect(look()).toEqual(['success success', 'success failed success']);
  });
});

it('child pipelines are not listed unless they are asked for', async () => {
  const { api, clock, start } = setUp({ name: 'deploy', jobs: [trigger('child', { script: inner(job('a')) })] });
  await start();
  await clock.advance(1000);
  const ids = async (query: string) =>
    (await api(`/pipelines?${query}`)).json<Schemas['PipelineSummary'][]>().map(({ id }) => id);
  expect(await ids('')).toEqual([1001]);
  expect(await ids('source=parent_pipeline')).toEqual([1002]);
});

describe('a cancel', () => {
  const deep = trigger('deeper', { script: inner(job('b')) });
  const child = { script: inner(job('a'), deep) };

  it('reaches the children in the same project, and theirs, and no other project', async () => {
    const { api, clock, start, look } = setUp({
      name: 'deploy',
      jobs: [job('wait'), trigger('child', child), trigger('other', { project: 'team/app', script: inner(job('c')) })],
    });
    const { id } = await start();
    await clock.advance(800);
    await api(`/pipelines/${id}/cancel`, { method: 'POST' });
    expect(look()).toEqual([
      'canceling canceling success success',
      'canceling canceling success',
      'canceling canceling',
    ]);
    expect(look(43)).toEqual(['running running']);
  });

  it('of a pipeline that has nothing to be cancelled does nothing, to its children either', async () => {
    const { api, clock, start, look } = setUp({ name: 'deploy', jobs: [trigger('child', child)] });
    const { id } = await start();
    await clock.advance(800);
    await api(`/pipelines/${id}/cancel`, { method: 'POST' });
    expect(look()).toEqual(['success success', 'running running success', 'running running']);
  });

  it('ends a job that waits for its pipeline at once', async () => {
    const { api, clock, start, look } = setUp({ name: 'deploy', jobs: [trigger('child', { ...child, depend: true })] });
    const { id } = await start();
    await clock.advance(800);
    await api(`/pipelines/${id}/cancel`, { method: 'POST' });
    expect(look()[0]).toBe('canceled canceled');
  });
});
