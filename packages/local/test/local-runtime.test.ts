import { fileURLToPath } from 'node:url';
import { loadConfig } from '@sluice/config';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Hop,
  type LocalEvent,
  type LocalRuntime,
  type LocalRuntimeOptions,
  startLocalRuntime,
} from '../src/index.ts';

const QUICKSTART = fileURLToPath(new URL('../../../examples/quickstart/sluice.config.ts', import.meta.url));
const SENTENCE = 'Deploy bootstrap infrastructure for dev environment';

const open: LocalRuntime[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((runtime) => runtime.close()));
});

interface Started {
  readonly runtime: LocalRuntime;
  readonly events: readonly LocalEvent[];
  /** Hops that have ended. */
  hops(): readonly Hop[];
}

async function start(options: Partial<LocalRuntimeOptions> = {}): Promise<Started> {
  const events: LocalEvent[] = [];
  const runtime = await startLocalRuntime({
    config: await loadConfig(QUICKSTART),
    pipelineSpeed: 100,
    pollIntervalMs: 20,
    onEvent: (event) => events.push(event),
    ...options,
  });
  open.push(runtime);
  return {
    runtime,
    events,
    hops: () => events.flatMap((event) => (event.type === 'hop' && event.hop.outcome !== undefined ? [event.hop] : [])),
  };
}

describe.each(['1.0', '2.0'] as const)('the whole flow behind payload format %s', (payloadFormat) => {
  it('takes a sentence to the pipeline and brings back what became of it', async () => {
    const { runtime, events, hops } = await start({ payloadFormat });
    const answer = await runtime.chat(SENTENCE);
    expect(answer.status).toBe(200);
    const [run, ...others] = runtime.simulators.gitlab.pipelines('platform/bootstrap');
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      ref: 'main',
      status: 'success',
      variables: { PIPELINE_TYPE: 'bootstrap', ENVIRONMENT: 'dev' },
    });
    expect(answer.text).toContain(run?.variables['SLUICE_EXECUTION_ID']);
    expect(answer.text).toContain('succeeded');

    const calls = new Set(hops().map(({ from, to }) => `${from} → ${to}`));
    for (const call of [
      'you → gateway',
      'gateway → chat-handler',
      'chat-handler → orchestrator agent',
      'orchestrator agent → memory-manager',
      'memory-manager → DynamoDB',
      'orchestrator agent → agent-invoker',
      'agent-invoker → bootstrap agent',
      'bootstrap agent → mcp-proxy',
      'mcp-proxy → pipeline server',
      'pipeline server → DynamoDB',
      'pipeline server → GitLab',
    ]) {
      expect(calls).toContain(call);
    }
    const starts = hops().filter(({ to, action }) => to === 'GitLab' && action.startsWith('POST'));
    expect(starts).toMatchObject([
      {
        action: 'POST /projects/platform%2Fbootstrap/pipeline',
        detail: 'ref=main ENVIRONMENT=dev',
        outcome: { ok: true },
      },
    ]);
    expect(events.findLast(({ type }) => type === 'progress')).toMatchObject({
      progress: { pipelineType: 'bootstrap', environment: 'dev', status: 'succeeded', finished: true },
    });
    expect(events.find(({ type }) => type === 'agent')).toMatchObject({
      agent: { agentType: 'bootstrap', outcome: 'succeeded' },
    });
  });
});

describe('a part that is gone', () => {
  it('is answered for by the others: GitLab', async () => {
    const { runtime } = await start();
    await runtime.parts.gitlab?.stop();
    const { status, text } = await runtime.chat(SENTENCE);
    expect(status).toBe(200);
    expect(text).not.toContain('succeeded');
  });

  it('is answered for by the others: the pipeline server', async () => {
    const { runtime } = await start();
    await runtime.parts.server.stop();
    const { status, text } = await runtime.chat(SENTENCE);
    expect(status).toBe(200);
    expect(text).not.toContain('succeeded');
    expect(text).not.toMatch(/127\.0\.0\.1/);
    expect(runtime.simulators.gitlab.pipelines('platform/bootstrap')).toEqual([]);
  });
});

it.each([
  ['gitlab', 'jenkins', 'JENKINS_URL'],
  ['jenkins', 'gitlab', 'GITLAB_URL'],
] as const)('a config whose pipelines all run on %s gets no %s', async (needed, other, variable) => {
  const config = await loadConfig(QUICKSTART);
  let url = '';
  const { runtime } = await start({
    config: {
      ...config,
      async createCatalog(environmentVariables) {
        url = environmentVariables[variable] ?? '';
        const catalog = await config.createCatalog(environmentVariables);
        return { ...catalog, pipelines: catalog.pipelines.filter(({ executorName }) => executorName === needed) };
      },
    },
  });
  expect(runtime.parts[needed]?.url).toMatch(/^http:/);
  expect(runtime.parts).not.toHaveProperty(other);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

it('leaves nothing running when a config can not be used', async () => {
  const config = await loadConfig(QUICKSTART);
  const broken = { ...config, createCatalog: () => Promise.reject(new Error('no catalog')) };
  const listening = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
  const before = listening();
  await expect(startLocalRuntime({ config: broken })).rejects.toThrow('no catalog');
  await expect.poll(listening).toBe(before);
});
