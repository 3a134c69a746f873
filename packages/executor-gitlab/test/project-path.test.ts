import { describe, expect, it } from 'vitest';
import { failure, setUp, TARGET } from './gitlab.ts';
import { job, running, stage } from './scripts.ts';

const DECODING = { ...running(stage('deploy', job('deploy', { when: 'manual' }))), decodesSlashes: true };

describe('behind a proxy that takes %2F for a slash', () => {
  it('a run is read under the number of its project, which is looked up once', async () => {
    const { clock, gitlab, executor } = await setUp(DECODING);
    const runId = String(gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source: 'api' }));
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ id: runId, status: 'blocked' });
    expect(await executor.list({ target: TARGET, since: 0 })).toHaveLength(1);
    const searches = gitlab.simulator.requests().filter(({ route }) => route === 'list-projects');
    expect(searches).toMatchObject([{ query: { search: 'platform/bootstrap', search_namespaces: 'true' } }]);
    expect(gitlab.simulator.requests().every(({ path }) => !path.includes('platform'))).toBe(true);
  });

  it('a start is not sent a second time: it started nothing, and goes well when it is asked for again', async () => {
    const { gitlab, start } = await setUp(DECODING);
    const error = await failure(start());
    expect(error).toMatchObject({
      outcome: 'not_started',
      retryable: true,
      message: expect.stringContaining('put the number, 1, into the target'),
    });
    expect(gitlab.simulator.pipelines(1)).toEqual([]);
    await start();
    expect(gitlab.simulator.pipelines(1)).toHaveLength(1);
  });

  it('a run is cancelled at once', async () => {
    const { clock, gitlab, executor } = await setUp(DECODING);
    const runId = String(gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source: 'api' }));
    await clock.advance(5000);
    await executor.cancel({ runId, target: TARGET });
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'cancelled' });
  });

  it('a project of which only a part of the path fits is none', async () => {
    const { executor } = await setUp({
      projects: [{ path: 'my/platform/bootstrap' }, { path: 'platform/bootstrap-2' }],
      decodesSlashes: true,
    });
    expect(await failure(executor.list({ target: TARGET, since: 0 }))).toMatchObject({
      message: expect.stringContaining('Check that project "platform/bootstrap" exists'),
    });
  });

  it('a look-up that fails is an error, and is made again', async () => {
    const { gitlab, executor } = await setUp(DECODING);
    gitlab.simulator.injectFault({ kind: 'status', status: 503, route: 'list-projects' });
    expect(await failure(executor.list({ target: TARGET, since: 0 }))).toMatchObject({ retryable: true });
    expect(await executor.list({ target: TARGET, since: 0 })).toEqual([]);
  });
});

it('a project that GitLab itself says is not there is not looked for', async () => {
  const { gitlab, executor } = await setUp({ projects: [{ path: 'c/d' }] });
  expect(await failure(executor.list({ target: TARGET, since: 0 }))).toMatchObject({
    message: expect.stringContaining('Project Not Found'),
  });
  expect(gitlab.simulator.requests()).toHaveLength(1);
});

it('a start under the path that its project had before is refused, with what to do', async () => {
  const { gitlab, start } = await setUp({
    projects: [{ path: 'platform/new', formerPaths: ['platform/bootstrap'] }],
  });
  expect(await failure(start())).toMatchObject({
    outcome: 'not_started',
    message: expect.stringContaining('Project "platform/bootstrap" has another path now'),
  });
  expect(gitlab.simulator.requests()).toHaveLength(1);
  expect(gitlab.simulator.pipelines('platform/new')).toEqual([]);
});
