import { describe, expect, it } from 'vitest';
import { sendRaw } from '../support/raw-request.ts';
import { KEYS, startTestServer, type TestServer } from '../support/test-server.ts';

interface Setting extends TestServer {
  /** Asks several times at once, without a key. */
  ask(path: string, times: number, headers?: Readonly<Record<string, string>>): Promise<void>;
  linesOf(route: string): readonly Readonly<Record<string, unknown>>[];
}

async function setUp(): Promise<Setting> {
  const server = await startTestServer();
  const { port } = server.server;
  return {
    ...server,
    async ask(path, times, headers = {}) {
      const request = { method: 'GET', path, headers: { host: 'localhost', ...headers } };
      for (let count = 0; count < times; count += 1) await sendRaw(port, request);
    },
    linesOf: (route) => server.log.lines.filter((line) => line['route'] === route),
  };
}

describe('the log of requests of those who showed nobody who they are', () => {
  it.each([
    ['with the name of another server', 'GET', '/pipelines', 'attacker.example', 'GET /pipelines 403'],
    ['to a public page', 'GET', '/openapi.json', 'localhost', 'GET /openapi.json 200'],
    ['to a webhook that there is not', 'POST', '/webhooks/nothing', 'localhost', 'POST /webhooks/:executor 404'],
  ])('has one line in a second of those %s, with how many there were', async (_, method, path, host, message) => {
    const { log, clock, server } = await startTestServer();
    const ask = () => sendRaw(server.port, { method, path, headers: { host } });
    const lines = () => log.lines.filter((line) => line['message'] === message);
    for (let count = 0; count < 5; count += 1) await ask();
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).not.toHaveProperty('unwritten');
    await clock.advance(999);
    await ask();
    expect(lines()).toHaveLength(1);
    await clock.advance(1);
    await ask();
    expect(lines()).toHaveLength(2);
    expect(lines()[1]).toMatchObject({ unwritten: 5 });
  });

  it('has a line for each kind of answer', async () => {
    const { ask, log } = await setUp();
    await ask('/openapi.json', 2);
    await ask('/reference', 2);
    await ask('/openapi.json', 2, { host: 'attacker.example' });
    const messages = log.lines.map(({ message }) => message).filter((message) => String(message).startsWith('GET'));
    expect(messages).toEqual(['GET /openapi.json 200', 'GET /reference 200', 'GET /openapi.json 403']);
  });

  it('has every try with a wrong key, which are limited otherwise', async () => {
    const { ask, linesOf } = await setUp();
    await ask('/pipelines', 3, { 'x-api-key': 'not-one-of-the-keys' });
    expect(linesOf('/pipelines')).toHaveLength(3);
  });

  it('has every request of those who did show it', async () => {
    const { ask, linesOf } = await setUp();
    await ask('/pipelines', 3, { 'x-api-key': KEYS.all });
    expect(linesOf('/pipelines')).toHaveLength(3);
  });

  it('grows no faster where every request has another path', async () => {
    const { ask, log, server } = await setUp();
    const before = log.lines.length;
    for (let count = 0; count < 20; count += 1) {
      await sendRaw(server.port, { method: 'GET', path: `/p${count}`, headers: { host: 'attacker.example' } });
    }
    expect(log.lines).toHaveLength(before + 1);
    await ask('/healthz', 5);
    expect(log.lines).toHaveLength(before + 1);
  });
});
