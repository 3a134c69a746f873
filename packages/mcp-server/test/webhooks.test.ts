import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import type { Admission } from '../src/index.ts';
import { WEBHOOK_SECRET } from './support/fake-executor.ts';
import { type Answer, type Call, startTestServer, type TestServer } from './support/test-server.ts';

function send(
  { call }: TestServer,
  body: string,
  headers?: Record<string, string>,
): Promise<Answer<Wire['WebhookReceipt']>> {
  const request: Call = { key: 'none', body, headers: { 'x-secret': WEBHOOK_SECRET, ...headers } };
  return call('POST', '/webhooks/ci', request);
}

describe('POST /webhooks/{executor}', () => {
  it('makes the server look at the run that it tells of', async () => {
    const server = await startTestServer();
    const { execution_id } = await server.execute();
    server.executor.setRun(execution_id, { status: 'succeeded', rawStatus: 'success' });
    const { status, body } = await send(server, JSON.stringify(execution_id));
    expect([status, body]).toEqual([200, { outcome: 'accepted' }]);
    expect(await server.store.get(execution_id)).toMatchObject({ status: 'succeeded' });
  });

  it('hands the executor what arrived, byte by byte', async () => {
    const server = await startTestServer();
    const body = '  { "text": "\u00e9\ud83d\ude00" }\r\n';
    await server.call('POST', '/webhooks/ci?secret=a%20b&x=1', {
      key: 'none',
      body,
      headers: { 'x-signature': 'sha256=00', 'content-type': 'text/plain' },
    });
    const [webhook] = server.executor.webhooks;
    expect(webhook?.url).toBe('/webhooks/ci?secret=a%20b&x=1');
    expect(webhook?.headers.get('x-signature')).toBe('sha256=00');
    expect(new TextDecoder().decode(webhook?.body)).toBe(body);
    expect(webhook?.receivedAt).toBe(server.clock.now());
  });

  it('says what became of it', async () => {
    const server = await startTestServer();
    const { execution_id } = await server.execute();
    const delivery = { 'x-delivery': 'delivery-1' };
    const body = JSON.stringify(execution_id);
    expect((await send(server, body, delivery)).body).toEqual({ outcome: 'accepted' });
    expect((await send(server, body, delivery)).body).toEqual({ outcome: 'duplicate' });
    expect((await send(server, 'null')).body).toEqual({ outcome: 'ignored' });
  });

  it('refuses whoever does not prove to be the CI system, and logs no secret', async () => {
    const server = await startTestServer();
    const { execution_id } = await server.execute();
    const path = '/webhooks/ci?secret=my-own-wrong-word';
    const { status, body } = await server.call('POST', path, { key: 'all', body: JSON.stringify(execution_id) });
    expect([status, body.code]).toEqual([401, 'unauthenticated']);
    expect(server.log.lines.at(-1)).toMatchObject({ route: '/webhooks/:executor', status: 401 });
    expect(server.log.text()).not.toContain('my-own-wrong-word');
  });

  it('logs neither the secret of its query nor its path when all is well', async () => {
    const server = await startTestServer();
    await server.call('POST', `/webhooks/ci?secret=${WEBHOOK_SECRET}`, { key: 'none', body: 'null' });
    expect(server.log.lines.at(-1)).toMatchObject({ route: '/webhooks/:executor', status: 200 });
    expect(server.log.lines.at(-1)).not.toHaveProperty('path');
    expect(server.log.text()).not.toContain(WEBHOOK_SECRET);
  });

  it('refuses what is no webhook, without a word of it', async () => {
    const server = await startTestServer();
    const { call, log } = server;
    const { status, body } = await call('POST', '/webhooks/ci', {
      key: 'none',
      body: 'my-own-text',
      headers: { 'x-secret': WEBHOOK_SECRET },
    });
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(`${JSON.stringify(body)}${log.text()}`).not.toContain('my-own-text');
  });

  it.each(['jenkins', '__proto__', 'toString', '%2eci', 'x'.repeat(65)])(
    'knows no executor "%s", and asks nobody who sent it',
    async (name) => {
      const asked: string[] = [];
      const { call, executor } = await startTestServer({ admission: recordedAdmission(asked) });
      const { status } = await call('POST', `/webhooks/${name}`, { key: 'none', body: 'null' });
      expect(status).toBe(name.length > 64 ? 400 : 404);
      expect([executor.webhooks, asked]).toEqual([[], []]);
    },
  );

  it('takes more than other routes do, and no more than 4 MB', async () => {
    const server = await startTestServer();
    const largest = JSON.stringify('x'.repeat(4 * 1024 * 1024 - 2));
    expect((await send(server, largest)).status).toBe(200);
    expect((await send(server, `${largest} `)).status).toBe(413);
    expect(server.executor.webhooks).toHaveLength(1);
  });

  it('is let in like a principal of its own, and let go of however it ends', async () => {
    const asked: string[] = [];
    const server = await startTestServer({ admission: recordedAdmission(asked) });
    await send(server, 'null');
    await send(server, 'not json');
    expect(asked).toEqual(['in webhook:ci', 'out', 'in webhook:ci', 'out']);
  });
});

function recordedAdmission(asked: string[]): Admission {
  const rate = { limit: 100, windowSeconds: 60, remaining: 99, resetSeconds: 1 };
  return {
    rateOf: () => rate,
    admit({ id }) {
      asked.push(`in ${id}`);
      return { rate, release: () => asked.push('out') };
    },
  };
}
