import { Gitlab } from '@gitbeaker/rest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock, type GitLabServer, startGitLabSimulator, type VirtualClock } from '../src/index.ts';

const PROJECT = 'platform/bootstrap';
const VARIABLES = [
  { key: 'ENVIRONMENT', value: 'dev' },
  { key: 'SLUICE_EXECUTION_ID', value: 'execution-1' },
];

let clock: VirtualClock;
let server: GitLabServer;

beforeEach(async () => {
  clock = createVirtualClock();
  server = await startGitLabSimulator({ clock, projects: [{ path: PROJECT }] });
});

afterEach(() => server.close());

function client(token = 'simulator-token') {
  return new Gitlab({ host: server.url, token });
}

describe('@gitbeaker/rest, which is not ours, against the simulated GitLab', () => {
  it('starts a pipeline and reads back what it was given', async () => {
    const gitlab = client();
    const created = await gitlab.Pipelines.create(PROJECT, 'main', { variables: VARIABLES });

    expect(created).toMatchObject({ ref: 'main', source: 'api', status: 'created' });
    await expect(gitlab.Pipelines.show(PROJECT, created.id)).resolves.toMatchObject({ id: created.id });
    const variables = await gitlab.Pipelines.allVariables(PROJECT, created.id);
    expect(variables.map(({ key, value }) => ({ key, value }))).toEqual(VARIABLES);
  });

  it('lists pipelines over several pages, each once', async () => {
    const gitlab = client();
    const ids: number[] = [];
    for (let count = 0; count < 7; count += 1) ids.push((await gitlab.Pipelines.create(PROJECT, 'main')).id);

    const listed = await gitlab.Pipelines.all(PROJECT, { perPage: 3, orderBy: 'id', sort: 'desc' });

    expect(listed.map(({ id }) => id)).toEqual(ids.toReversed());
  });

  it('follows a pipeline to its end, with its jobs and their logs', async () => {
    const gitlab = client();
    const { id } = await gitlab.Pipelines.create(PROJECT, 'main', { variables: VARIABLES });
    await clock.advance(10 * 60_000);

    expect(await gitlab.Pipelines.show(PROJECT, id)).toMatchObject({ status: 'success' });
    const jobs = await gitlab.Jobs.all(PROJECT, { pipelineId: id });
    expect(jobs.length).toBeGreaterThan(0);
    expect(jobs.every(({ status }) => status === 'success')).toBe(true);
    await expect(gitlab.Jobs.showLog(PROJECT, jobs[0]?.id ?? 0)).resolves.toContain('$ ');
  });

  it('cancels a pipeline', async () => {
    const gitlab = client();
    const { id } = await gitlab.Pipelines.create(PROJECT, 'main');
    await gitlab.Pipelines.cancel(PROJECT, id);
    await clock.advance(60_000);

    expect(await gitlab.Pipelines.show(PROJECT, id)).toMatchObject({ status: 'canceled' });
  });

  it('is refused as GitLab refuses: a wrong token with 401, an unknown project with 404, an unknown ref with 400', async () => {
    const statusOf = async (call: Promise<unknown>): Promise<number | undefined> => {
      const error: unknown = await call.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      const cause = error instanceof Error ? error.cause : undefined;
      const response = typeof cause === 'object' && cause !== null && 'response' in cause ? cause.response : undefined;
      return response !== null && typeof response === 'object' && 'status' in response
        ? Number(response.status)
        : undefined;
    };

    expect(await statusOf(client('wrong').Pipelines.all(PROJECT))).toBe(401);
    expect(await statusOf(client().Pipelines.all('platform/nothing'))).toBe(404);
    expect(await statusOf(client().Pipelines.create(PROJECT, 'no-such-branch'))).toBe(400);
  });

  it('starts several pipelines when a proxy fails after the first: why the executor does not build on it', async () => {
    server.simulator.injectFault({ kind: 'commit-then-502', route: 'create-pipeline', times: 3 });

    await client().Pipelines.create(PROJECT, 'main');

    expect(server.simulator.pipelines(PROJECT)).toHaveLength(4);
  });
});
