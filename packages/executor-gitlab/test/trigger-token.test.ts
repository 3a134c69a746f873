import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { gitLabFromEnv } from '../src/index.ts';
import { failure, setUp, TARGET, TOKEN } from './gitlab.ts';
import { job, script, stage } from './scripts.ts';

const TRIGGER_TOKEN = 'glptt-0123456789abcdef0123456789abcdef01234567';
const PROJECT = { path: 'platform/bootstrap', triggerTokens: [{ token: TRIGGER_TOKEN, user: 'robot' }] };

const setUpTrigger = (options: Parameters<typeof setUp>[0] = {}) =>
  setUp({ projects: [PROJECT], ...options }, { triggerToken: TRIGGER_TOKEN });

describe('with a trigger token', () => {
  it('a run is started as whoever made the token, with its variables, and followed with the access token', async () => {
    const { clock, gitlab, executor, start } = await setUpTrigger();
    const { executionId, runId } = await start(TARGET, { ENVIRONMENT: 'dev', NOTE: '$(rm -rf /) "quoted" ünïcode' });
    expect(gitlab.simulator.pipelines(1)).toMatchObject([
      {
        source: 'trigger',
        user: 'robot',
        variables: { ENVIRONMENT: 'dev', NOTE: '$(rm -rf /) "quoted" ünïcode', SLUICE_EXECUTION_ID: executionId },
      },
    ]);
    await clock.advance(60_000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'succeeded' });
    expect(gitlab.simulator.requests().filter(({ method }) => method === 'POST')).toMatchObject([
      { route: 'trigger-pipeline' },
    ]);
  });

  it('inputs go with it too', async () => {
    const inputs = { SLUICE_EXECUTION_ID: null, ENVIRONMENT: null };
    const { gitlab, start } = await setUpTrigger({ projects: [{ ...PROJECT, allowVariables: false, inputs }] });
    const { executionId } = await start({ ...TARGET, variablesAs: 'inputs' }, { ENVIRONMENT: 'dev' });
    expect(gitlab.simulator.pipelines(1)).toMatchObject([
      { variables: {}, inputs: { ENVIRONMENT: 'dev', SLUICE_EXECUTION_ID: executionId } },
    ]);
  });

  it('a run is found and listed, and so is one that was started without it before, and the other way round', async () => {
    const { clock, gitlab, executor, start } = await setUpTrigger();
    const startedAt = clock.now();
    const triggered = await start();
    const source = 'api';
    const variables = { SLUICE_EXECUTION_ID: 'before' };
    const before = gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source, variables });
    const other = gitLabFromEnv({ GITLAB_URL: gitlab.url, GITLAB_TOKEN: TOKEN });
    for (const { find, list } of [executor, other]) {
      for (const [executionId, id] of [
        [triggered.executionId, triggered.runId],
        ['before', String(before)],
      ] as const) {
        expect(await find({ executionId, target: TARGET, startedAt })).toMatchObject({ outcome: 'found', run: { id } });
      }
      expect(await list({ target: TARGET, since: startedAt })).toHaveLength(2);
    }
  });

  it('a run is found by its name as well', async () => {
    const named = { ...script(stage('deploy', job('deploy'))), name: 'deploy $SLUICE_EXECUTION_ID' };
    const { clock, executor, start } = await setUpTrigger({ projects: [{ ...PROJECT, script: named }] });
    const startedAt = clock.now();
    const { executionId, runId } = await start();
    expect(await executor.find({ executionId, target: TARGET, startedAt })).toMatchObject({
      outcome: 'found',
      run: { id: runId },
    });
  });

  it('a function is asked for it, with the project, before each start and for nothing else', async () => {
    const triggerToken = vi.fn(async (_project: string) => TRIGGER_TOKEN);
    const { executor, start } = await setUp({ projects: [PROJECT] }, { triggerToken });
    const { runId } = await start();
    await executor.get({ runId, target: TARGET });
    await start();
    expect(triggerToken.mock.calls).toEqual([['platform/bootstrap'], ['platform/bootstrap']]);
  });

  it('a pipeline that GitLab keeps although its definition is wrong has failed, and says why', async () => {
    const { executor } = await setUpTrigger({ projects: [{ ...PROJECT, yamlErrors: 'jobs:deploy is no job' }] });
    const run = await executor.start({ executionId: 'e', target: TARGET, variables: {} });
    expect(run).toMatchObject({
      status: 'failed',
      failure: { message: 'The pipeline failed: jobs:deploy is no job.' },
    });
    expect(await executor.get({ runId: run.id, target: TARGET })).toMatchObject({ failure: run.failure });
  });

  it('what GitLab says of a definition is one line without links or secrets, and no longer than fits a sentence', async () => {
    const yamlErrors = `https://ci.internal/t.yml: \u001b[31mpassword=hunter22\u001b[0m is\nno job. ${'x'.repeat(5000)}`;
    const { executor } = await setUpTrigger({ projects: [{ ...PROJECT, yamlErrors }] });
    const { failure } = await executor.start({ executionId: 'e', target: TARGET, variables: {} });
    expect(failure?.message).toMatch(/^The pipeline failed: \[link\] password=\[redacted\] is no job\. x+\.$/);
    expect(failure?.message.length).toBeLessThan(450);
  });

  it('from GITLAB_TRIGGER_TOKEN it is used as well', async () => {
    const { gitlab } = await setUp({ projects: [PROJECT] });
    const executor = gitLabFromEnv({
      GITLAB_URL: gitlab.url,
      GITLAB_TOKEN: TOKEN,
      GITLAB_TRIGGER_TOKEN: ` ${TRIGGER_TOKEN}\n`,
    });
    await executor.start({ executionId: 'e', target: TARGET, variables: {} });
    expect(gitlab.simulator.pipelines(1)).toMatchObject([{ source: 'trigger' }]);
  });
});

describe('a start with a trigger token that fails', () => {
  it.each([
    ['is of no project', 'glptt-ffffffffffffffffffffffffffffffffffffffff'],
    ['is of another project', 'glptt-eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'],
  ])('since the token %s is known not to have started', async (_, triggerToken) => {
    const other = { path: 'c/d', triggerTokens: [{ token: 'glptt-eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee' }] };
    const { gitlab, start } = await setUp({ projects: [PROJECT, other] }, { triggerToken });
    const error = await failure(start());
    expect(error).toMatchObject({
      outcome: 'not_started',
      retryable: false,
      message: expect.stringContaining('where a trigger token starts it, that it is one of this project'),
    });
    expect(inspect(error)).not.toContain(triggerToken);
    expect(gitlab.simulator.pipelines(1)).toEqual([]);
  });

  it.each([
    ['can not be read', () => Promise.reject(new Error('vault is sealed'))],
    ['does not come', () => new Promise<string>(() => {})],
    ['is empty', () => Promise.resolve('')],
  ])('since the token %s has sent nothing', async (_, triggerToken) => {
    const { gitlab, start } = await setUp({ projects: [PROJECT] }, { triggerToken, requestTimeoutMs: 50 });
    expect(await failure(start())).toMatchObject({
      outcome: 'not_started',
      message: expect.stringContaining('trigger token'),
    });
    expect(gitlab.simulator.requests()).toEqual([]);
  });

  it.each(['commit-then-502', 'commit-then-reset', 'garbage', 'reset'] as const)(
    'with %s is unknown, is not repeated, and tells no token',
    async (kind) => {
      const { clock, gitlab, executor } = await setUpTrigger();
      const startedAt = clock.now();
      gitlab.simulator.injectFault({ kind, route: 'trigger-pipeline' });
      const request = { executionId: 'e', target: TARGET };
      const error = await failure(executor.start({ ...request, variables: { SLUICE_EXECUTION_ID: 'e' } }));
      expect(error).toMatchObject({ outcome: 'unknown' });
      expect(inspect(error)).not.toContain(TRIGGER_TOKEN);
      expect(gitlab.simulator.requests().filter(({ method }) => method === 'POST')).toHaveLength(1);
      expect(await executor.find({ ...request, startedAt })).toMatchObject({
        outcome: kind === 'reset' ? 'absent' : 'found',
      });
    },
  );

  it('and an answer that repeats the token keeps it to itself', async () => {
    const { gitlab, start } = await setUpTrigger();
    const body = JSON.stringify({ message: `no trigger ${TRIGGER_TOKEN} here` });
    gitlab.simulator.injectFault({ kind: 'status', status: 400, body });
    const error = await failure(start());
    expect(error).toMatchObject({ message: expect.stringContaining('no trigger [redacted] here') });
    expect(inspect(error)).not.toContain(TRIGGER_TOKEN);
  });
});
