import { describe, expect, it } from 'vitest';
import { startSluice } from './support/sluice.ts';

describe('sluice simulate gitlab', () => {
  it('is a GitLab with the projects and the token that it was given, until it is stopped', async () => {
    const sluice = startSluice([
      ...['simulate', 'gitlab', '--token', 'my-token'],
      ...['--project', 'platform/dns', '--project', 'platform/app'],
    ]);
    const [, url] = await sluice.untilPrinted(/export GITLAB_URL=(\S+)/);
    await sluice.untilPrinted(/export GITLAB_TOKEN=my-token\n {2}export GITLAB_PROJECT_ID=platform\/dns\n/);
    const start = (project: string, token: string): Promise<Response> =>
      fetch(`${url}/api/v4/projects/${encodeURIComponent(project)}/pipeline`, {
        method: 'POST',
        headers: { 'private-token': token, 'content-type': 'application/json' },
        body: JSON.stringify({ ref: 'main' }),
      });
    expect((await start('platform/dns', 'my-token')).status).toBe(201);
    expect((await start('platform/app', 'my-token')).status).toBe(201);
    expect((await start('platform/other', 'my-token')).status).toBe(404);
    expect((await start('platform/dns', 'another-token')).status).toBe(401);
    sluice.kill('SIGTERM');
    expect(await sluice.finished).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('has a project and a token of its own', async () => {
    const sluice = startSluice(['simulate', 'gitlab']);
    await sluice.untilPrinted(/GITLAB_TOKEN=simulator-token\n {2}export GITLAB_PROJECT_ID=platform\/pipelines\n/);
    sluice.kill('SIGINT');
    expect((await sluice.finished).exitCode).toBe(0);
  });
});
