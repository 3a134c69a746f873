import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { PipelineExecutor, WebhookRequest, WebhookResult } from '@sluice/core';
import type { GitLabWebhook } from '@sluice/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGitLabExecutor, type GitLabExecutorOptions, type GitLabTarget, gitLabFromEnv } from '../src/index.ts';
import { failure, setUp, TARGET } from './gitlab.ts';
import { job, script, stage, trigger } from './scripts.ts';

const SECRET = 'the secret of the webhook';
const SIGNING_TOKEN = `whsec_${randomBytes(32).toString('base64')}`;
const NOW = Date.UTC(2026, 0, 1);

function request({ headers, body }: GitLabWebhook, receivedAt: number = NOW): WebhookRequest {
  return { url: '/webhooks/gitlab', headers: new Headers(headers), body: new TextEncoder().encode(body), receivedAt };
}

async function receive(
  executor: PipelineExecutor<GitLabTarget>,
  webhook: WebhookRequest,
): Promise<WebhookResult | undefined> {
  return executor.receiveWebhook?.(webhook);
}

/** A GitLab that sends webhooks with these, and an executor that knows those. */
async function setUpWebhooks(
  sent: { secretToken?: string; signingToken?: string },
  known: Partial<GitLabExecutorOptions>,
  name?: string,
) {
  const project = {
    path: 'platform/bootstrap',
    webhook: sent,
    script: { ...script(stage('deploy', job('deploy'))), ...(name === undefined ? {} : { name }) },
  };
  const bench = await setUp({ projects: [project] }, known);
  const started = await bench.start();
  const webhook = (more: { job?: string; idempotencyKey?: string } = {}) =>
    bench.gitlab.simulator.webhook({ project: 1, pipeline: Number(started.runId), ...more });
  return { ...bench, ...started, webhook };
}

describe('webhooks are taken', () => {
  it('only where there is a secret by which they can be told from forged ones', () => {
    const executor = createGitLabExecutor({ token: 'glpat-x' });
    expect(executor.capabilities.webhooks).toBe(false);
    expect(executor.receiveWebhook).toBeUndefined();
    for (const options of [{ webhookSecrets: [SECRET] }, { webhookSigningTokens: async () => [SIGNING_TOKEN] }]) {
      expect(createGitLabExecutor({ token: 'glpat-x', ...options }).capabilities.webhooks).toBe(true);
    }
    expect(createGitLabExecutor({ token: 'glpat-x', webhookSecrets: [] }).capabilities.webhooks).toBe(false);
  });

  it('by the environment variables for their secrets, of which each may hold several', () => {
    const variables = { GITLAB_TOKEN: 'glpat-x' };
    expect(gitLabFromEnv(variables).capabilities.webhooks).toBe(false);
    expect(gitLabFromEnv({ ...variables, GITLAB_WEBHOOK_SECRET: 'old new' }).capabilities.webhooks).toBe(true);
    const signing = { ...variables, GITLAB_WEBHOOK_SIGNING_TOKEN: ` ${SIGNING_TOKEN}\n${SIGNING_TOKEN}` };
    expect(gitLabFromEnv(signing).capabilities.webhooks).toBe(true);
    expect(() => gitLabFromEnv({ ...variables, GITLAB_WEBHOOK_SIGNING_TOKEN: 'whsec_abc' })).toThrow(
      'GITLAB_WEBHOOK_SIGNING_TOKEN: must be signing tokens',
    );
  });

  it.each([
    { webhookSecrets: [''] },
    { webhookSecrets: ['good', '  '] },
    { webhookSigningTokens: ['whsec_'] },
    { webhookSigningTokens: ['not base64!'] },
  ])('never with a secret that can be none: %j', (options) => {
    expect(() => createGitLabExecutor({ token: 'glpat-x', ...options })).toThrow('one of them can be none');
  });
});

describe('a webhook of GitLab', () => {
  it.each([
    ['a secret token', { secretToken: SECRET }, { webhookSecrets: [SECRET] }],
    ['a signature', { signingToken: SIGNING_TOKEN }, { webhookSigningTokens: [SIGNING_TOKEN] }],
    [
      'a signature, its key known without its prefix',
      { signingToken: SIGNING_TOKEN },
      { webhookSigningTokens: [SIGNING_TOKEN.replace('whsec_', '')] },
    ],
    [
      'both',
      { secretToken: SECRET, signingToken: SIGNING_TOKEN },
      { webhookSecrets: [SECRET], webhookSigningTokens: [SIGNING_TOKEN] },
    ],
    [
      'a signature that we can not check, beside a secret token that we can',
      { secretToken: SECRET, signingToken: SIGNING_TOKEN },
      { webhookSecrets: [SECRET] },
    ],
    [
      'one of two secret tokens, as while one takes the place of the other',
      { secretToken: SECRET },
      { webhookSecrets: ['the old one', SECRET] },
    ],
    [
      'one of two signing tokens that a function gives',
      { signingToken: SIGNING_TOKEN },
      { webhookSigningTokens: async () => [`whsec_${randomBytes(32).toString('base64')}`, SIGNING_TOKEN] },
    ],
  ])('that is proved by %s tells of its run', async (_, sent, known) => {
    const { executor, webhook, executionId, runId } = await setUpWebhooks(sent, known);
    const sightings = [{ executionId, runId }];
    const key = randomUUID();
    expect(await receive(executor, request(webhook({ idempotencyKey: key })))).toEqual({
      outcome: 'accepted',
      deliveryId: key,
      sightings,
    });
  });

  it('tells of its run by the name of the pipeline where that carries the id, as with inputs', async () => {
    const id = randomUUID();
    const project = {
      path: 'a/b',
      inputs: { SLUICE_EXECUTION_ID: null },
      webhook: { secretToken: SECRET },
      script: { ...script(stage('deploy', job('deploy'))), name: 'deploy-$[[ inputs.SLUICE_EXECUTION_ID ]]' },
    };
    const { gitlab, executor } = await setUp({ projects: [project] }, { webhookSecrets: [SECRET] });
    const target = { project: 'a/b', ref: 'main', variablesAs: 'inputs' } as const;
    const run = await executor.start({ executionId: id, target, variables: { SLUICE_EXECUTION_ID: id } });
    const name = { project: 'a/b', pipeline: Number(run.id) };
    for (const hook of [gitlab.simulator.webhook(name), gitlab.simulator.webhook({ ...name, job: 'deploy' })]) {
      expect(await receive(executor, request(hook))).toMatchObject({
        outcome: 'accepted',
        sightings: [{ executionId: id, runId: run.id }],
      });
    }
  });

  it('tells of no run where the name has several ids: one of them may stand in what somebody wrote', async () => {
    const [id, other] = [randomUUID(), randomUUID()];
    const project = {
      path: 'a/b',
      inputs: { SLUICE_EXECUTION_ID: null },
      webhook: { secretToken: SECRET },
      script: {
        ...script(stage('deploy', job('deploy'))),
        name: `once more ${other}: $[[ inputs.SLUICE_EXECUTION_ID ]]`,
      },
    };
    const { gitlab, executor } = await setUp({ projects: [project] }, { webhookSecrets: [SECRET] });
    const target = { project: 'a/b', ref: 'main', variablesAs: 'inputs' } as const;
    const run = await executor.start({ executionId: id, target, variables: { SLUICE_EXECUTION_ID: id } });
    const hook = gitlab.simulator.webhook({ project: 'a/b', pipeline: Number(run.id) });

    expect(await receive(executor, request(hook))).toMatchObject({ outcome: 'ignored' });
  });

  it('has one delivery id however often it is delivered, and another for another event', async () => {
    const { executor, webhook } = await setUpWebhooks({ secretToken: SECRET }, { webhookSecrets: [SECRET] });
    const idOf = async (hook: GitLabWebhook) => {
      const result = await receive(executor, request(hook));
      return result?.outcome === 'accepted' ? result.deliveryId : undefined;
    };
    const first = webhook();
    expect(await idOf(first)).toBe(await idOf(first));
    expect(await idOf(webhook())).not.toBe(await idOf(first));
  });

  it.each([
    // The same as the one after it, and the one that a signature is over.
    [['idempotency-key', 'webhook-id', 'x-gitlab-event-uuid'], 'webhook-id'],
    [['idempotency-key', 'x-gitlab-event-uuid'], 'idempotency-key'],
    [['x-gitlab-event-uuid'], 'x-gitlab-event-uuid'],
    [[], undefined],
  ])('with the headers %j has its delivery id from %s', async (names, expected) => {
    const { executor, webhook } = await setUpWebhooks({ secretToken: SECRET }, { webhookSecrets: [SECRET] });
    const { body } = webhook();
    const headers = { 'x-gitlab-token': SECRET, ...Object.fromEntries(names.map((name) => [name, `id of ${name}`])) };
    const result = await receive(executor, request({ headers, body }));
    expect(result).toMatchObject({ outcome: 'accepted' });
    expect(result?.outcome === 'accepted' ? result.deliveryId : 'none').toBe(
      expected === undefined ? undefined : `id of ${expected}`,
    );
  });

  it('about a pipeline without an execution id, or about something else, is ignored', async () => {
    const { gitlab, executor, webhook } = await setUpWebhooks({ secretToken: SECRET }, { webhookSecrets: [SECRET] });
    const foreign = gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source: 'api' });
    const reasons = [];
    for (const hook of [
      gitlab.simulator.webhook({ project: 1, pipeline: foreign }),
      webhook({ job: 'deploy' }),
      { headers: { 'x-gitlab-token': SECRET }, body: JSON.stringify({ object_kind: 'push' }) },
      { headers: { 'x-gitlab-token': SECRET }, body: '[]' },
    ]) {
      const result = await receive(executor, request(hook));
      reasons.push(result?.outcome === 'ignored' ? result.reason : result?.outcome);
    }
    expect(reasons).toEqual([
      'its pipeline has no SLUICE_EXECUTION_ID, and not one in its name',
      'its pipeline has no SLUICE_EXECUTION_ID, and not one in its name',
      'it is about no pipeline and no job',
      'it is about no pipeline and no job',
    ]);
  });

  it('about a pipeline that has the variables of one of ours, but was not started over the API, is ignored', async () => {
    const { gitlab, executor } = await setUp(
      {
        projects: [
          {
            path: 'a/b',
            webhook: { secretToken: SECRET },
            script: script(stage('a', trigger('child', { script: script(stage('b', job('inner'))) }))),
          },
        ],
      },
      { webhookSecrets: [SECRET] },
    );
    const variables = { SLUICE_EXECUTION_ID: randomUUID() };
    const pipeline = gitlab.simulator.startForeignPipeline({
      project: 1,
      ref: 'main',
      source: 'parent_pipeline',
      variables,
    });
    expect(await receive(executor, request(gitlab.simulator.webhook({ project: 1, pipeline })))).toEqual({
      outcome: 'ignored',
      reason: 'its pipeline was not started over the API',
    });
  });

  it.each([
    ['no JSON', '{'],
    ['no pipeline in it', JSON.stringify({ object_kind: 'pipeline' })],
    [
      'a pipeline without a number',
      JSON.stringify({
        object_kind: 'pipeline',
        object_attributes: { id: '../1', status: 'x' },
        project: { id: 1, path_with_namespace: 'a/b' },
      }),
    ],
    ['more than a webhook can be', ' '.repeat(4 * 1024 * 1024 + 1)],
  ])('with %s is malformed', async (_, body) => {
    const { executor } = await setUpWebhooks({}, { webhookSecrets: [SECRET] });
    const result = await receive(executor, request({ headers: { 'x-gitlab-token': SECRET }, body }));
    expect(result).toMatchObject({ outcome: 'malformed', reason: expect.any(String) });
  });
});

describe('whoever can not prove to be GitLab', () => {
  const unauthenticated = { outcome: 'unauthenticated' };

  it.each([
    ['has no token', {}],
    ['has another token', { 'x-gitlab-token': 'guessed' }],
    ['has a token that only begins like ours', { 'x-gitlab-token': SECRET.slice(0, -1) }],
    ['has an empty token', { 'x-gitlab-token': '' }],
  ])('is not heard: %s', async (_, headers) => {
    const { executor, webhook } = await setUpWebhooks({}, { webhookSecrets: [SECRET] });
    expect(await receive(executor, request({ headers, body: webhook().body }))).toEqual(unauthenticated);
  });

  const known = { webhookSecrets: [SECRET], webhookSigningTokens: [SIGNING_TOKEN] };
  const signed = () => setUpWebhooks({ secretToken: SECRET, signingToken: SIGNING_TOKEN }, known);

  it.each([
    ['the body', ({ headers, body }: GitLabWebhook) => ({ headers, body: `${body} ` })],
    ['the id', ({ headers, body }: GitLabWebhook) => ({ headers: { ...headers, 'webhook-id': 'other' }, body })],
    [
      'the time',
      ({ headers, body }: GitLabWebhook) => ({
        headers: { ...headers, 'webhook-timestamp': String(NOW / 1000 + 1) },
        body,
      }),
    ],
    [
      'the signature',
      ({ headers, body }: GitLabWebhook) => ({ headers: { ...headers, 'webhook-signature': 'v1,AAAA' }, body }),
    ],
    [
      'the version of the signature',
      ({ headers, body }: GitLabWebhook) => ({
        headers: { ...headers, 'webhook-signature': headers['webhook-signature']?.replace('v1,', 'v2,') ?? '' },
        body,
      }),
    ],
    [
      'the key',
      ({ headers, body }: GitLabWebhook) => ({
        headers: { ...headers, 'webhook-signature': sign(randomBytes(32), headers, body) },
        body,
      }),
    ],
  ])('is not heard when %s was changed, with the right token or without', async (_, change) => {
    const { executor, webhook } = await signed();
    const changed: GitLabWebhook = change(webhook());
    expect(await receive(executor, request(changed))).toEqual(unauthenticated);
    const { 'x-gitlab-token': _token, ...headers } = changed.headers;
    expect(await receive(executor, request({ ...changed, headers }))).toEqual(unauthenticated);
  });

  it.each([
    [-301_000, 'unauthenticated'],
    [-299_000, 'accepted'],
    [299_000, 'accepted'],
    [301_000, 'unauthenticated'],
  ])('and repeats what was signed, %i ms away from its time, is %s', async (offset, outcome) => {
    const { executor, webhook } = await signed();
    expect(await receive(executor, request(webhook(), NOW + offset))).toMatchObject({ outcome });
  });

  it('is heard when one of several signatures is right, as while a key takes the place of another', async () => {
    const { executor, webhook } = await signed();
    const { headers, body } = webhook();
    const signature = `${sign(randomBytes(32), headers, body)} ${headers['webhook-signature']} v1a,AAAA`;
    const several = { headers: { ...headers, 'webhook-signature': signature }, body };
    expect(await receive(executor, request(several))).toMatchObject({ outcome: 'accepted' });
  });

  it('does no harm, whatever is sent', async () => {
    const { executor } = await setUpWebhooks({}, known);
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map((text) => new TextEncoder().encode(text)),
    );
    const headers = fc.dictionary(
      fc.constantFrom('x-gitlab-token', 'webhook-id', 'webhook-timestamp', 'webhook-signature', 'idempotency-key'),
      fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.constantFrom(SECRET, 'v1,', 'v1,AAAA', String(NOW / 1000))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, headers, async (body, given) => {
        const result = await receive(executor, { url: '/', headers: new Headers(given), body, receivedAt: NOW });
        const proven = given['x-gitlab-token']?.trim() === SECRET && !('webhook-signature' in given);
        expect(result?.outcome === 'unauthenticated').toBe(!proven);
        expect(result?.outcome).not.toBe('accepted');
      }),
      { numRuns: 500 },
    );
  });

  it('but makes a payload of GitLab with anything in its fields, is read without harm', async () => {
    const { executor } = await setUpWebhooks({}, known);
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('api', 'SLUICE_EXECUTION_ID', randomUUID()));
    const event = fc.record({
      object_kind: fc.constantFrom('pipeline', 'build', 'push'),
      object_attributes: fc.oneof(
        value,
        fc.record({ id: fc.oneof(fc.nat(), value), status: value, name: value, source: value, variables: value }),
      ),
      project: fc.oneof(value, fc.constant({ id: 1, path_with_namespace: 'a/b' })),
      pipeline_id: value,
      commit: value,
    });
    await fc.assert(
      fc.asyncProperty(event, async (payload) => {
        const hook = { headers: { 'x-gitlab-token': SECRET }, body: JSON.stringify(payload) };
        const result = await receive(executor, request(hook));
        expect(['accepted', 'ignored', 'malformed']).toContain(result?.outcome);
        if (result?.outcome === 'accepted') {
          for (const { runId, executionId } of result.sightings) {
            expect(runId).toMatch(/^\d+$/);
            expect(executionId.length).toBeLessThanOrEqual(100);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

it('a webhook whose signal is aborted already is rejected with its reason', async () => {
  const { executor, webhook } = await setUpWebhooks({ secretToken: SECRET }, { webhookSecrets: [SECRET] });
  const reason = new Error('The caller has gone');
  const aborted = { ...request(webhook()), signal: AbortSignal.abort(reason) };
  expect(await failure(receive(executor, aborted))).toBe(reason);
});

describe('secrets that can not be had', () => {
  it.each([
    ['fail', () => Promise.reject(new Error('vault is sealed'))],
    ['hang', () => new Promise<readonly string[]>(() => {})],
    ['are no signing tokens', () => Promise.resolve(['whsec_'])],
  ])('since they %s are an error to be told to the sender, never a webhook let through', async (_, secrets) => {
    const { webhook } = await setUpWebhooks({ signingToken: SIGNING_TOKEN }, {});
    const executor = createGitLabExecutor({
      token: 'glpat-x',
      webhookSigningTokens: secrets,
      requestTimeoutMs: 50,
    });
    const error = await failure(receive(executor, request(webhook())));
    expect(error).toMatchObject({ name: 'ExecutorError', message: expect.stringContaining('webhook signing tokens') });
  });
});

function sign(key: Buffer, headers: GitLabWebhook['headers'], body: string): string {
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

it('a webhook is not believed: what it tells of is looked up', async () => {
  const { executor, webhook, clock, executionId } = await setUpWebhooks(
    { secretToken: SECRET },
    { webhookSecrets: [SECRET] },
  );
  const result = await receive(executor, request(webhook()));
  const [sighting] = result?.outcome === 'accepted' ? result.sightings : [];
  await clock.advance(60_000);
  const found = await executor.find({ executionId, target: TARGET, startedAt: NOW, sightedRunId: sighting?.runId });
  expect(found).toMatchObject({ outcome: 'found', run: { status: 'succeeded' } });
});
