import { inspect } from 'node:util';
import type { WebhookRequest } from '@sluice/core';
import type { JenkinsPhase } from '@sluice/testkit';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createJenkinsExecutor, type JenkinsExecutorOptions } from '../src/index.ts';
import { failure, JOB, scripted, setUp, stage, TARGET } from './jenkins.ts';

const SECRET = 'a-secret-of-32-characters-0123456';
const NEXT_SECRET = 'the-next-secret-of-32-characters';
const OPTIONS = { baseUrl: 'http://127.0.0.1:1', user: 'sluice', token: '11a' };

function receiver(
  webhookSecrets: JenkinsExecutorOptions['webhookSecrets'] = [SECRET],
  more: Partial<JenkinsExecutorOptions> = {},
) {
  const { receiveWebhook } = createJenkinsExecutor({ ...OPTIONS, webhookSecrets, ...more });
  if (receiveWebhook === undefined) throw new Error('It was expected to take webhooks');
  return receiveWebhook;
}

function request(body: unknown, url = `/webhooks/jenkins?secret=${SECRET}`): WebhookRequest {
  const bytes =
    body instanceof Uint8Array
      ? body
      : new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    url,
    headers: new Headers({ 'content-type': 'application/json;charset=UTF-8' }),
    body: bytes,
    receivedAt: 0,
  };
}

function notification(build: object = {}, more: object = {}): object {
  const parameters = { SLUICE_EXECUTION_ID: 'e-1' };
  return {
    name: 'compute',
    url: 'job/platform/job/compute/',
    build: { number: 7, queue_id: 12, phase: 'STARTED', timestamp: 1_767_225_600_000, parameters, ...build },
    ...more,
  };
}

describe('the webhooks of a run', () => {
  it('name it in each of their phases, and each is a delivery of its own', async () => {
    const { clock, jenkins, start } = await setUp(scripted([stage('deploy')]));
    const { executionId } = await start();
    await clock.advance(60_000);
    const ids = new Set<unknown>();
    for (const phase of ['QUEUED', 'STARTED', 'COMPLETED', 'FINALIZED'] satisfies JenkinsPhase[]) {
      const { body } = jenkins.simulator.notification({ job: JOB, build: 1, phase });
      const result = await receiver()(request(body));
      expect(result).toMatchObject({ outcome: 'accepted', sightings: [{ executionId, runId: '1' }] });
      expect(await receiver()(request(body))).toEqual(result);
      ids.add('deliveryId' in result && result.deliveryId);
    }
    expect(ids.size).toBe(4);
    expect([...ids].every((id) => typeof id === 'string' && /^[0-9a-f]{64}$/.test(id))).toBe(true);
  });

  it('lead to the run that a start without an answer has made', async () => {
    const { clock, jenkins, executor } = await setUp(scripted([stage('deploy')]), { webhookSecrets: [SECRET] });
    const startedAt = clock.now();
    jenkins.simulator.injectFault({ kind: 'commit-then-reset', route: 'trigger-build' });
    expect(await failure(executor.start({ executionId: 'e-1', target: TARGET, variables: {} }))).toMatchObject({
      outcome: 'unknown',
    });
    await clock.advance(60_000);
    const { body } = jenkins.simulator.notification({ job: JOB, build: 1, phase: 'FINALIZED' });
    const result = await executor.receiveWebhook?.(request(body));
    const [sighting] = result?.outcome === 'accepted' ? result.sightings : [];
    const find = { executionId: 'e-1', target: TARGET, startedAt, sightedRunId: sighting?.runId };
    expect(await executor.find(find)).toMatchObject({ outcome: 'found', run: { id: '1', status: 'succeeded' } });
  });

  it('are the same delivery when they are sent again, also with more of the log', async () => {
    const first = await receiver()(request(notification({ log: 'one' })));
    const again = await receiver()(request(notification({ log: 'one\ntwo', duration: 3 })));
    expect(again).toEqual(first);
  });

  it.each([
    ['phase', notification({ phase: 'COMPLETED' })],
    ['build', notification({ number: 8 })],
    ['queue item', notification({ queue_id: 13 })],
    ['time', notification({ timestamp: 1 })],
    ['job', notification({}, { url: 'job/other/job/compute/' })],
  ])('are others for another %s', async (_, body) => {
    const first = await receiver()(request(notification()));
    const other = await receiver()(request(body));
    expect(other).toMatchObject({ outcome: 'accepted' });
    expect(other).not.toHaveProperty('deliveryId', 'deliveryId' in first ? first.deliveryId : '');
  });

  it('name the queue item where no build is known yet', async () => {
    expect(await receiver()(request(notification({ number: 0 })))).toMatchObject({
      outcome: 'accepted',
      sightings: [{ executionId: 'e-1', runId: 'queue/12/e-1' }],
    });
  });

  it.each([
    ['of older plugins, with a time in words', notification({ timestamp: '2026-01-01T00:00:00.0+00:00' })],
    ['with nothing but what is needed', { build: { number: 7, parameters: { SLUICE_EXECUTION_ID: 'e-1' } } }],
    ['with fields of other types', notification({ phase: 3, timestamp: null, queue_id: 'x' }, { url: 7, name: [] })],
    ['with parameters that are no text', notification({ parameters: { SLUICE_EXECUTION_ID: 'e-1', N: 1, O: {} } })],
  ])('are taken: %s', async (_, body) => {
    expect(await receiver()(request(body))).toMatchObject({
      outcome: 'accepted',
      sightings: [{ executionId: 'e-1', runId: '7' }],
    });
  });
});

describe('a webhook', () => {
  it.each([
    ['has no parameters', notification({ parameters: undefined })],
    ['has no execution id', notification({ parameters: { ENVIRONMENT: 'dev' } })],
    ['has an empty one', notification({ parameters: { SLUICE_EXECUTION_ID: '' } })],
    ['has one that is none', notification({ parameters: { SLUICE_EXECUTION_ID: 'a b' } })],
    ['has one that is no text', notification({ parameters: { SLUICE_EXECUTION_ID: 7 } })],
    ['names no build', notification({ number: undefined, queue_id: undefined })],
  ])('is ignored when it %s', async (_, body) => {
    expect(await receiver()(request(body))).toEqual({ outcome: 'ignored', reason: expect.any(String) });
  });

  it.each([
    ['no JSON', 'name=compute'],
    ['XML', '<com.tikal.hudson.plugins.notification.model.JobState/>'],
    ['nothing', ''],
    ['no object', '7'],
    ['no build', { name: 'compute' }],
    ['half of one', JSON.stringify(notification()).slice(0, 50)],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00])],
    ['far too much', notification({ log: 'x'.repeat(1024 * 1024) })],
  ])('is malformed when it is %s, with what to set, and nothing of it', async (_, body) => {
    const result = await receiver()(request(body));
    expect(result).toEqual({ outcome: 'malformed', reason: expect.stringMatching(/endpoint in the job/) });
    expect(JSON.stringify(result)).not.toContain('compute');
  });
});

describe('a webhook is authentic', () => {
  it.each([SECRET, NEXT_SECRET])('with each of the secrets that are valid', async (secret) => {
    const receive = receiver(async () => [SECRET, `${NEXT_SECRET}\n`]);
    expect(await receive(request(notification(), `/webhooks/jenkins?secret=${secret}`))).toMatchObject({
      outcome: 'accepted',
    });
  });

  it('with a secret that has to be encoded', async () => {
    const secret = 'a+b/c=d&e?f#g%20-é';
    const url = `/webhooks/jenkins?${new URLSearchParams({ secret })}`;
    expect(await receiver([secret])(request(notification(), url))).toMatchObject({ outcome: 'accepted' });
  });

  it.each([
    ['no secret', '/webhooks/jenkins'],
    ['an empty one', '/webhooks/jenkins?secret='],
    ['another', `/webhooks/jenkins?secret=${SECRET.replace('a', 'b')}`],
    ['the beginning of it', `/webhooks/jenkins?secret=${SECRET.slice(0, -1)}`],
    ['more than it', `/webhooks/jenkins?secret=${SECRET}x`],
    ['it among others', `/webhooks/jenkins?secret=x&secret=${SECRET}`],
    ['it twice', `/webhooks/jenkins?secret=${SECRET}&secret=${SECRET}`],
    ['it under another name', `/webhooks/jenkins?token=${SECRET}`],
    ['it in the fragment', `/webhooks/jenkins#secret=${SECRET}`],
    ['an address that is none', `//?secret=${SECRET}`],
  ])('never with %s, whatever it says', async (_, url) => {
    for (const body of [notification(), 'garbage']) {
      expect(await receiver()(request(body, url))).toEqual({ outcome: 'unauthenticated' });
    }
  });

  it('never with nothing, where a function has no secret', async () => {
    expect(await receiver(async () => [])(request(notification()))).toEqual({ outcome: 'unauthenticated' });
    for (const secret of ['', ' ', 'short']) {
      const url = `/webhooks/jenkins?secret=${encodeURIComponent(secret)}`;
      expect(await receiver(async () => [secret])(request(notification(), url))).toEqual({
        outcome: 'unauthenticated',
      });
    }
  });

  it('by a secret that is read each time, so that a new one is good at once', async () => {
    const read = vi
      .fn<() => Promise<readonly string[]>>()
      .mockResolvedValueOnce([SECRET])
      .mockResolvedValue([NEXT_SECRET]);
    const receive = receiver(read);
    expect(await receive(request(notification()))).toMatchObject({ outcome: 'accepted' });
    expect(await receive(request(notification()))).toEqual({ outcome: 'unauthenticated' });
  });

  it.each([
    ['can not be read', () => Promise.reject(new Error('vault is sealed'))],
    ['never come', () => new Promise<readonly string[]>(() => {})],
  ])('is not known where the secrets %s, which is an error', async (_, read) => {
    const receive = receiver(read, { requestTimeoutMs: 50 });
    expect(await failure(receive(request(notification())))).toMatchObject({
      name: 'ExecutorError',
      message: expect.stringContaining('webhook secrets could not be read'),
    });
  });

  it('or is not looked at any more, when its signal is aborted', async () => {
    const reason = new Error('The server stops');
    const signal = AbortSignal.abort(reason);
    expect(await failure(receiver()({ ...request(notification()), signal }))).toBe(reason);
    const controller = new AbortController();
    const receive = receiver(() => new Promise<readonly string[]>(() => {}));
    const received = failure(receive({ ...request(notification()), signal: controller.signal }));
    controller.abort(reason);
    expect(await received).toBe(reason);
  });
});

describe('whatever a stranger sends', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map((text) => new TextEncoder().encode(text)),
  );
  const builds = fc.record(
    {
      number: fc.anything(),
      queue_id: fc.anything(),
      phase: fc.anything(),
      timestamp: fc.anything(),
      parameters: fc.oneof(fc.anything(), fc.record({ SLUICE_EXECUTION_ID: fc.oneof(fc.anything(), fc.string()) })),
    },
    { requiredKeys: [] },
  );
  const shapes = fc
    .record({ url: fc.anything(), build: builds })
    .map((value) =>
      new TextEncoder().encode(JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? 1 : each))),
    );
  const urls = fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true }), fc.constant(`/?secret=${SECRET}`));

  it('has an outcome, and nothing of it counts without the secret', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, shapes), urls, async (body, url) => {
        const result = await receiver()({ url, headers: new Headers(), body, receivedAt: 0 });
        expect(result.outcome === 'unauthenticated').toBe(!url.includes(SECRET));
        if (result.outcome !== 'accepted') return;
        for (const { executionId, runId } of result.sightings) {
          expect(executionId).toMatch(/^\S{1,200}$/);
          expect(runId).toMatch(/^(?:[1-9]\d*|queue\/\d+\/\S+)$/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the capability of webhooks', () => {
  it('is there with a secret, and not without', () => {
    const without = createJenkinsExecutor(OPTIONS);
    expect([without.capabilities.webhooks, 'receiveWebhook' in without]).toEqual([false, false]);
    const withSecret = createJenkinsExecutor({ ...OPTIONS, webhookSecrets: [SECRET] });
    expect([withSecret.capabilities.webhooks, 'receiveWebhook' in withSecret]).toEqual([true, true]);
  });

  it.each(['', ' ', 'short', 'with a space in between'])(
    'is refused with the secret %j, without repeating it',
    (secret) => {
      const error = (() => {
        try {
          return createJenkinsExecutor({ ...OPTIONS, webhookSecrets: [SECRET, secret] });
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(error).toMatchObject({
        message: expect.stringContaining('webhookSecrets: must have at least 16 characters'),
      });
      expect(inspect(error)).not.toContain(SECRET);
    },
  );
});
