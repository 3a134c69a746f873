import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startGitLabSimulator } from '../src/index.ts';
import { GITLAB_CONTRACT, setUpSimulator, variables } from './gitlab.ts';

const SIGNING_TOKEN = `whsec_${randomBytes(32).toString('base64')}`;
const WEBHOOK = { secretToken: 'the secret', signingToken: SIGNING_TOKEN };

function setUp() {
  return setUpSimulator({
    projects: [
      {
        path: 'platform/bootstrap',
        id: 42,
        webhook: WEBHOOK,
        script: {
          name: 'deploy $SLUICE_EXECUTION_ID',
          stages: [{ name: 'deploy', jobs: [{ name: 'deploy', steps: [{ command: 'make', durationMs: 1000 }] }] }],
        },
      },
    ],
  });
}

describe('a webhook', () => {
  it('is what GitLab sends when a pipeline changes', async () => {
    const { clock, simulator, start } = setUp();
    const { id } = await start({ variables: variables({ SLUICE_EXECUTION_ID: 'e-1' }) });
    await clock.advance(5000);
    const { headers, body } = simulator.webhook({ project: 42, pipeline: id });
    expect(headers).toMatchObject({ 'x-gitlab-event': 'Pipeline Hook', 'content-type': 'application/json' });
    expect(GITLAB_CONTRACT.differencesFromSchema('PipelineEvent', JSON.parse(body))).toBe('');
    expect(JSON.parse(body)).toMatchObject({
      object_kind: 'pipeline',
      object_attributes: {
        id,
        name: 'deploy e-1',
        source: 'api',
        status: 'success',
        created_at: '2026-01-01 00:00:00 UTC',
        variables: [{ key: 'SLUICE_EXECUTION_ID', value: 'e-1' }],
      },
      project: { id: 42, path_with_namespace: 'platform/bootstrap' },
      builds: [{ name: 'deploy', stage: 'deploy', status: 'success' }],
    });
  });

  it('is what GitLab sends when a job changes: with the name of the pipeline, and without variables', async () => {
    const { clock, simulator, start } = setUp();
    const { id } = await start({ variables: variables({ SLUICE_EXECUTION_ID: 'e-1' }) });
    await clock.advance(500);
    const { headers, body } = simulator.webhook({ project: 42, pipeline: id, job: 'deploy' });
    expect(headers).toMatchObject({ 'x-gitlab-event': 'Job Hook' });
    expect(GITLAB_CONTRACT.differencesFromSchema('JobEvent', JSON.parse(body))).toBe('');
    expect(JSON.parse(body)).toMatchObject({
      object_kind: 'build',
      build_status: 'running',
      pipeline_id: id,
      project_id: 42,
      commit: { name: 'deploy e-1' },
    });
    expect(() => simulator.webhook({ project: 42, pipeline: id, job: 'nope' })).toThrow('has no job nope');
  });

  it('has the secret token, and a signature as of standardwebhooks.com over its id, its time and its body', async () => {
    const { simulator, start } = setUp();
    const { id } = await start();
    const { headers, body } = simulator.webhook({ project: 42, pipeline: id, idempotencyKey: 'key-1' });
    const key = Buffer.from(SIGNING_TOKEN.slice('whsec_'.length), 'base64');
    const timestamp = String(Date.UTC(2026, 0, 1) / 1000);
    const digest = createHmac('sha256', key).update(`key-1.${timestamp}.${body}`).digest('base64');
    expect(headers).toMatchObject({
      'x-gitlab-token': 'the secret',
      'idempotency-key': 'key-1',
      'webhook-id': 'key-1',
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${digest}`,
    });
  });

  it('has neither where the project has none, and a key of its own each time', async () => {
    const { simulator, start } = setUpSimulator();
    const { id } = await start();
    const event = { project: 42, pipeline: id };
    const { headers } = simulator.webhook(event);
    expect(Object.keys(headers).filter((name) => /token|webhook-s|webhook-t/.test(name))).toEqual([]);
    expect(headers['idempotency-key']).not.toBe(simulator.webhook(event).headers['idempotency-key']);
  });
});

it('a simulator that listens sends webhooks by itself, one for each status', async () => {
  const received: { headers: IncomingHttpHeaders; status: string }[] = [];
  const receiver = createServer(async (incoming, outgoing) => {
    const body: { object_attributes: { status: string } } = JSON.parse(await text(incoming));
    received.push({ headers: incoming.headers, status: body.object_attributes.status });
    outgoing.writeHead(204).end();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  onTestFinished(() => void receiver.close());
  const address = receiver.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/webhooks/gitlab`;
  const job = { name: 'deploy', steps: [{ command: 'make', durationMs: 600 }] };
  const gitlab = await startGitLabSimulator({
    projects: [{ path: 'a/b', webhook: { ...WEBHOOK, url }, script: { stages: [{ name: 'deploy', jobs: [job] }] } }],
  });
  onTestFinished(() => gitlab.close());
  gitlab.simulator.startForeignPipeline({ project: 'a/b', ref: 'main' });
  await expect.poll(() => received.at(-1)?.status, { timeout: 10_000 }).toBe('success');
  const statuses = received.map(({ status }) => status);
  expect(new Set(statuses).size).toBe(statuses.length);
  expect(received[0]?.headers).toMatchObject({ 'x-gitlab-event': 'Pipeline Hook', 'x-gitlab-token': 'the secret' });
});
