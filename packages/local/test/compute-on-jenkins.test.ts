import { join } from 'node:path';
import { loadConfig } from '@sluice/config';
import type { JenkinsBuildView } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalEvent, type LocalRuntime, type LocalRuntimeOptions, startLocalRuntime } from '../src/index.ts';

const QUICKSTART = join(import.meta.dirname, '../../../examples/quickstart/sluice.config.ts');
const MAIN = 'platform/compute/main';
const RELEASE = 'platform/compute/release';

async function start(options: Partial<LocalRuntimeOptions> = {}): Promise<LocalRuntime> {
  return startLocalRuntime({
    config: await loadConfig(QUICKSTART),
    pipelineSpeed: 20,
    pollIntervalMs: 20,
    ...options,
  });
}

function builds({ simulators }: LocalRuntime, job: string): readonly JenkinsBuildView[] {
  return simulators.jenkins.builds(job);
}

/** The execution ids of all that was ever asked of a job, built or not. */
function executionIds({ simulators }: LocalRuntime, job: string): readonly (string | undefined)[] {
  const { jenkins } = simulators;
  const waiting = jenkins.queue().filter((item) => item.job === job);
  return [...jenkins.builds(job), ...waiting].map(({ parameters }) => parameters['SLUICE_EXECUTION_ID']);
}

describe('the compute pipeline', { timeout: 20_000 }, () => {
  let runtime: LocalRuntime;
  let answer = '';
  const events: LocalEvent[] = [];

  beforeAll(async () => {
    runtime = await start({ onEvent: (event) => events.push(event) });
  });
  afterAll(() => runtime.close());

  it('runs as one build on Jenkins, with what was said as its parameters, and the answer tells how it ended', async () => {
    const { text } = await runtime.chat(
      'Deploy compute infrastructure for tenant acme in dev with instance type m7g.large and at most 5 instances',
    );
    answer = text;

    expect(builds(runtime, MAIN)).toHaveLength(1);
    const [build] = builds(runtime, MAIN);
    expect(build).toMatchObject({
      result: 'SUCCESS',
      users: ['sluice'],
      parameters: {
        PIPELINE_TYPE: 'compute',
        ENVIRONMENT: 'dev',
        TENANT_ID: 'acme',
        INSTANCE_TYPE: 'm7g.large',
        MIN_INSTANCES: '1',
        MAX_INSTANCES: '5',
      },
    });
    expect(answer).toContain('compute in dev for acme succeeded');
    expect(answer).toContain('validate (ok), plan (ok), deploy (ok), verify (ok)');
    expect(answer).toContain(build?.parameters['SLUICE_EXECUTION_ID']);
    expect([...builds(runtime, RELEASE), ...runtime.simulators.gitlab.requests()]).toEqual([]);
  });

  it('has a link that leads to a page about the build', async () => {
    const [, link = ''] = /Link: (\S+)/.exec(answer) ?? [];
    expect(link).toBe(`${runtime.parts.jenkins?.url}/job/platform/job/compute/job/main/1/`);
    const page = await fetch(link);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain(`${MAIN} #1 <span class="success">SUCCESS`);
  });

  it('is seen with every call to Jenkins, the one that started it once', () => {
    const hops = events.flatMap((event) => (event.type === 'hop' && event.hop.to === 'Jenkins' ? [event.hop] : []));
    expect(new Set(hops.map(({ from }) => from))).toEqual(new Set(['pipeline server']));
    const starts = hops.filter(({ action, outcome }) => action.startsWith('POST') && outcome !== undefined);
    expect(starts).toMatchObject([
      {
        action: 'POST /job/platform/job/compute/job/main/buildWithParameters',
        detail: 'ENVIRONMENT=dev',
        outcome: { ok: true, text: '201' },
      },
    ]);
    expect(hops.map(({ outcome }) => outcome?.text)).toContain('200 #1 SUCCESS');
    expect(events.findLast(({ type }) => type === 'progress')).toMatchObject({
      progress: {
        pipelineType: 'compute',
        status: 'succeeded',
        stages: ['validate', 'plan', 'deploy', 'verify'].map((name) => ({ name, status: 'succeeded' })),
        url: expect.stringMatching(/\/job\/main\/1\/$/),
      },
    });
  });

  it('that fails is reported as failed, with its stage and the end of its log', async () => {
    const logLines = ['Error: NodeCreationFailure: instances failed to join the cluster', 'exit status 1'];
    runtime.simulators.jenkins.failNext({ job: MAIN, stage: 'deploy', logLines });
    const { text } = await runtime.chat('Deploy compute infrastructure for tenant acme in dev');

    expect(builds(runtime, MAIN)).toMatchObject([{ result: 'SUCCESS' }, { result: 'FAILURE' }]);
    expect(text).toContain('compute in dev for acme failed');
    expect(text).toContain('deploy (failed)');
    for (const line of logLines) expect(text).toContain(line);
    expect(text).not.toMatch(/succeeded|completed/);
  });

  it('that failed is not what is deployed: that stays the build before it', async () => {
    const [first, second] = builds(runtime, MAIN);
    const { text } = await runtime.chat('What is deployed in dev?');

    const [deployed = '', failed = ''] = text.split(/^Did not succeed since.*$/m);
    expect(deployed).toContain(first?.parameters['SLUICE_EXECUTION_ID']);
    expect(deployed).not.toContain(second?.parameters['SLUICE_EXECUTION_ID']);
    expect(failed).toContain(second?.parameters['SLUICE_EXECUTION_ID']);
  });

  it('runs the job of another branch in prod', async () => {
    await runtime.chat('Deploy compute infrastructure for prod');

    expect(builds(runtime, RELEASE)).toMatchObject([{ result: 'SUCCESS', parameters: { ENVIRONMENT: 'prod' } }]);
    expect(builds(runtime, MAIN)).toHaveLength(2);
  });

  it('shows no token of Jenkins anywhere', () => {
    expect(JSON.stringify(events)).not.toMatch(/11[0-9a-f]{32}|[Bb]asic [A-Za-z0-9+/]{16}/);
  });
});

describe('a compute pipeline that takes longer than an agent may wait', { timeout: 20_000 }, () => {
  const slow = { pipelineSpeed: 1, followForMs: 50, sweepIntervalMs: 50 };
  /** Slow enough that it stays in the queue. */
  const slower = { ...slow, pipelineSpeed: 0.02 };

  async function startForTest(options: Partial<LocalRuntimeOptions>): Promise<LocalRuntime> {
    const runtime = await start(options);
    onTestFinished(() => runtime.close());
    return runtime;
  }

  it('is reported as under way, and cancelled while it waits in the queue: it never becomes a build', async () => {
    const runtime = await startForTest(slower);
    const asked = await runtime.chat('Deploy compute infrastructure for dev environment');
    expect(asked.text).toMatch(/compute in dev is still queued/);
    const [id] = executionIds(runtime, MAIN);
    const cancelled = await runtime.chat(`Cancel execution ${id}`);

    expect(cancelled.text).toMatch(/cancelled/);
    expect(builds(runtime, MAIN)).toEqual([]);
    expect(runtime.simulators.jenkins.queue()).toEqual([]);
    expect(await runtime.store.get(id ?? '')).toMatchObject({ status: 'cancelled' });
  });

  it('is cancelled while it runs: the build is stopped, and whoever asks is told', async () => {
    const runtime = await startForTest(slow);
    await runtime.chat('Deploy compute infrastructure for dev environment');
    await expect.poll(() => builds(runtime, MAIN)[0]?.stages.length ?? 0, { timeout: 10_000 }).toBeGreaterThan(0);
    const [id] = executionIds(runtime, MAIN);
    await runtime.chat(`Cancel execution ${id}`);

    await expect.poll(() => builds(runtime, MAIN)[0]?.result).toBe('ABORTED');
    await expect.poll(async () => (await runtime.store.get(id ?? ''))?.status).toBe('cancelled');
    expect((await runtime.chat(`What is the status of execution ${id}?`)).text).toMatch(/cancelled/);
  });

  it('is started once when it is asked for twice at once in one conversation', async () => {
    const runtime = await startForTest(slower);
    const answers = await Promise.all(
      [1, 2].map(() => runtime.chat('Deploy compute infrastructure for prod', { sessionId: 'one-conversation' })),
    );

    const ids = executionIds(runtime, RELEASE);
    expect(ids).toHaveLength(1);
    for (const { text } of answers) expect(text).toContain(ids[0]);
  });

  it('is under way for the memory, with a link to its job until there is a build', async () => {
    const runtime = await startForTest(slower);
    await runtime.chat('Deploy compute infrastructure for dev environment');
    const { text } = await runtime.chat('What is running in dev?');

    expect(text).toContain('compute');
    expect(text).not.toMatch(/succeeded/);
    const [link = ''] = /http\S+\/job\/platform\/job\/compute\/job\/main\//.exec(text) ?? [];
    expect(await (await fetch(link)).text()).toContain('in the queue');
  });
});
