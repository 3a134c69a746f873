import { createJenkinsExecutor } from '@sluice/executor-jenkins';
import { describe, expect, it } from 'vitest';
import { startSluice } from './support/sluice.ts';

async function jsonOf(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

describe('sluice simulate gitlab', () => {
  const startPipeline = (
    url: string | undefined,
    project: string,
    token: string,
    signal?: AbortSignal,
  ): Promise<Response> =>
    fetch(`${url}/api/v4/projects/${encodeURIComponent(project)}/pipeline`, {
      method: 'POST',
      headers: { 'private-token': token, 'content-type': 'application/json' },
      body: JSON.stringify({ ref: 'main' }),
      signal: signal ?? null,
    });

  it('is a GitLab with the projects and the token that it was given, until it is stopped', async () => {
    const sluice = startSluice([
      ...['simulate', 'gitlab', '--token', 'my-token'],
      ...['--project', 'platform/dns', '--project', 'platform/app'],
    ]);
    const [, url] = await sluice.untilPrinted(/export GITLAB_URL=(\S+)/);
    await sluice.untilPrinted(/export GITLAB_TOKEN=my-token\n {2}export GITLAB_PROJECT_ID=platform\/dns\n/);
    expect((await startPipeline(url, 'platform/dns', 'my-token')).status).toBe(201);
    expect((await startPipeline(url, 'platform/app', 'my-token')).status).toBe(201);
    expect((await startPipeline(url, 'platform/other', 'my-token')).status).toBe(404);
    expect((await startPipeline(url, 'platform/dns', 'another-token')).status).toBe(401);
    sluice.kill('SIGTERM');
    expect(await sluice.finished).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('has a project and a token of its own', async () => {
    const sluice = startSluice(['simulate', 'gitlab']);
    await sluice.untilPrinted(/GITLAB_TOKEN=simulator-token\n {2}export GITLAB_PROJECT_ID=platform\/pipelines\n/);
    sluice.kill('SIGINT');
    expect((await sluice.finished).exitCode).toBe(0);
  });

  it('lets go wrong what it was told to, in that order, as often as it was told, and only that', async () => {
    const sluice = startSluice([
      ...['simulate', 'gitlab', '--fault', 'status=503@create-pipeline:2'],
      ...['--fault', 'too-many-requests=7@list-pipelines', '--fault', 'too-many-requests@create-pipeline'],
    ]);
    const [, url] = await sluice.untilPrinted(/export GITLAB_URL=(\S+)/);
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1) {
      statuses.push((await startPipeline(url, 'platform/pipelines', 'simulator-token')).status);
    }
    expect(statuses).toEqual([503, 503, 429, 201]);
    const list = await fetch(`${url}/api/v4/projects/platform%2Fpipelines/pipelines`);
    expect([list.status, list.headers.get('retry-after')]).toEqual([429, '7']);
  });

  it('prints calls of its control API that work', async () => {
    const sluice = startSluice(['simulate', 'gitlab']);
    const [, requests] = await sluice.untilPrinted(/curl (\S+requests)\n/);
    const [, faults, fault] = await sluice.untilPrinted(/curl (\S+faults) --json '(.+)'\n/);
    const answer = await fetch(faults ?? '', { method: 'POST', body: fault ?? '' });
    expect([answer.status, await answer.json()]).toEqual([200, { result: null }]);
    const url = new URL(requests ?? '').origin;
    const giveUp = new AbortController();
    const unanswered = startPipeline(url, 'platform/pipelines', 'simulator-token', giveUp.signal);
    await expect
      .poll(() => jsonOf(requests ?? ''), { timeout: 5000 })
      .toMatchObject({ result: [{ route: 'create-pipeline' }] });
    giveUp.abort();
    await expect(unanswered).rejects.toThrow(/aborted/);
    expect(await jsonOf(`${url}/_control/projects/platform%2Fpipelines/pipelines`)).toMatchObject({
      result: [{ ref: 'main' }],
    });
  });
});

describe('sluice simulate jenkins', () => {
  const basic = (user: string, token: string): { authorization: string } => ({
    authorization: `Basic ${btoa(`${user}:${token}`)}`,
  });
  const trigger = (url: string | undefined, job: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${url}/job/${job.replaceAll('/', '/job/')}/buildWithParameters`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ RECORD: 'www', ENVIRONMENT: 'dev', OTHER: 'dropped' }),
      redirect: 'manual',
    });

  it('is a Jenkins with the jobs, the user and the token that it was given, until it is stopped', async () => {
    const sluice = startSluice([
      ...['simulate', 'jenkins', '--user', 'me', '--token', 'my-token'],
      ...['--job', 'platform/dns:RECORD,TTL_SECONDS', '--job', 'app'],
    ]);
    const [, url] = await sluice.untilPrinted(/export JENKINS_URL=(\S+)/);
    await sluice.untilPrinted(/export JENKINS_USER=me\n {2}export JENKINS_TOKEN=my-token\n/);
    const mine = basic('me', 'my-token');
    expect((await trigger(url, 'platform/dns', mine)).status).toBe(201);
    expect((await trigger(url, 'app', mine)).status).toBe(201);
    expect((await trigger(url, 'platform/other', mine)).status).toBe(404);
    expect((await trigger(url, 'platform/dns', basic('me', 'another-token'))).status).toBe(401);
    const { result } = (await jsonOf(`${url}/_control/queue`)) as { result: { parameters: unknown }[] };
    expect(result.map(({ parameters }) => parameters)).toEqual([
      {
        SLUICE_EXECUTION_ID: '',
        PIPELINE_TYPE: '',
        ENVIRONMENT: 'dev',
        TENANT_ID: '',
        RECORD: 'www',
        TTL_SECONDS: '',
      },
      { SLUICE_EXECUTION_ID: '', PIPELINE_TYPE: '', ENVIRONMENT: 'dev', TENANT_ID: '' },
    ]);
    sluice.kill('SIGTERM');
    expect(await sluice.finished).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('has a job, a user and a token of its own', async () => {
    const sluice = startSluice(['simulate', 'jenkins']);
    const [, url] = await sluice.untilPrinted(/export JENKINS_URL=(\S+)/);
    await sluice.untilPrinted(/JENKINS_USER=sluice\n {2}export JENKINS_TOKEN=simulator-token\n/);
    expect((await trigger(url, 'platform/pipelines', basic('sluice', 'simulator-token'))).status).toBe(201);
    sluice.kill('SIGINT');
    expect((await sluice.finished).exitCode).toBe(0);
  });

  it('has jobs that take what Sluice sends, and nothing that they were not given', async () => {
    const sluice = startSluice(['simulate', 'jenkins', '--job', 'platform/dns:RECORD']);
    const [, baseUrl = ''] = await sluice.untilPrinted(/export JENKINS_URL=(\S+)/);
    const executor = createJenkinsExecutor({ baseUrl, user: 'sluice', token: 'simulator-token' });
    const target = { job: 'platform/dns' };
    const variables = { PIPELINE_TYPE: 'dns', ENVIRONMENT: 'dev', TENANT_ID: 'acme', RECORD: 'www' };
    expect(await executor.start({ executionId: 'execution-1', target, variables })).toMatchObject({ status: 'queued' });
    await expect(
      executor.start({ executionId: 'execution-2', target, variables: { ...variables, TTL: '60' } }),
    ).rejects.toThrow('TTL is not declared');
  });

  it('lets go wrong what it was told to', async () => {
    const sluice = startSluice(['simulate', 'jenkins', '--fault', 'loading', '--fault', 'refused']);
    const [, url] = await sluice.untilPrinted(/export JENKINS_URL=(\S+)/);
    const headers = basic('sluice', 'simulator-token');
    expect((await fetch(`${url}/api/json`, { headers })).status).toBe(503);
    expect((await fetch(`${url}/api/json`, { headers })).status).toBe(200);
    expect((await trigger(url, 'platform/pipelines', headers)).status).toBe(302);
  });

  it('prints calls of its control API that work', async () => {
    const sluice = startSluice(['simulate', 'jenkins']);
    const [, requests] = await sluice.untilPrinted(/curl (\S+requests)\n/);
    const [, faults, fault] = await sluice.untilPrinted(/curl (\S+faults) --json '(.+)'\n/);
    const answer = await fetch(faults ?? '', { method: 'POST', body: fault ?? '' });
    expect([answer.status, await answer.json()]).toEqual([200, { result: null }]);
    expect(await jsonOf(requests ?? '')).toEqual({ result: [] });
  });
});
