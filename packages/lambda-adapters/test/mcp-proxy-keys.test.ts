import { createVirtualClock, type VirtualClock } from '@sluice/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMcpProxy, type SecretApiKeyOptions, secretApiKey } from '../src/index.ts';
import { contextFor, opened } from './support/lambda.ts';
import { openApiEvent } from './support/open-api-event.ts';
import { createProxyBench, deploy, follow, json, problem, running, SERVER_KEY } from './support/proxy-bench.ts';
import { type SecretsManagerServer, startSecretsManager } from './support/secrets-manager.ts';

const proxy = createProxyBench();
const MINUTE_MS = 60_000;

let manager: SecretsManagerServer;
let clock: VirtualClock;
beforeAll(async () => {
  manager = await startSecretsManager();
});
afterAll(() => manager.close());
beforeEach(() => {
  clock = createVirtualClock();
  manager.secret = 'key-1';
  manager.asked.length = 0;
});

function open(options: Partial<SecretApiKeyOptions> = {}): (refused?: string) => Promise<string> {
  return secretApiKey({ secretId: 'sluice/proxy-key', client: manager.client, clock, ...options });
}

describe('a key in a secret', () => {
  it.each<[string, string, string | undefined]>([
    ['plain text', 'key-1', undefined],
    ['plain text with a line end', 'key-1\n', undefined],
    ['plain text of digits', '1234567890123456789', undefined],
    ['a JSON object', '{"api_key":"key-1"}', undefined],
    ['a JSON object with another field', '{"api_key":"no","token":" key-1 "}', 'token'],
  ])('is read from %s', async (_, secret, field) => {
    manager.secret = secret;
    expect(await open({ field })()).toBe(secret.startsWith('1') ? secret : 'key-1');
    expect(manager.asked).toEqual(['sluice/proxy-key']);
  });

  it('is read once, however many ask for it at the same time', async () => {
    const key = open();
    expect(await Promise.all([key(), key(), key()])).toEqual(['key-1', 'key-1', 'key-1']);
    expect(await key()).toBe('key-1');
    expect(manager.asked).toHaveLength(1);
  });

  it('is read again after 15 minutes, and not before', async () => {
    const key = open();
    await key();
    manager.secret = 'key-2';
    await clock.advance(15 * MINUTE_MS - 1);
    expect(await key()).toBe('key-1');
    await clock.advance(1);
    expect(await Promise.all([key(), key()])).toEqual(['key-2', 'key-2']);
    expect(manager.asked).toHaveLength(2);
  });

  it('stays as it is when it can not be read again, which is tried again in a minute', async () => {
    const key = open();
    await key();
    manager.secret = undefined;
    await clock.advance(15 * MINUTE_MS);
    expect(await Promise.all([key(), key()])).toEqual(['key-1', 'key-1']);
    expect(await key()).toBe('key-1');
    expect(manager.asked).toHaveLength(2);
    manager.secret = 'key-2';
    await clock.advance(MINUTE_MS);
    expect(await key()).toBe('key-2');
  });

  it('is read again when it was refused, once for all who were', async () => {
    const key = open();
    await key();
    manager.secret = 'key-2';
    expect(await Promise.all([key('key-1'), key('key-1')])).toEqual(['key-2', 'key-2']);
    expect(await key('key-1')).toBe('key-2');
    expect(manager.asked).toHaveLength(2);
  });

  it.each<[string, string | undefined, RegExp]>([
    ['there is no secret', undefined, /can't be read \(ResourceNotFoundException\): check its name or ARN/],
    ['it is empty', ' ', /has no key: it must be the key itself, or a JSON object with the field "api_key"/],
    ['it has another field', '{"token":"key-1"}', /the field "api_key"/],
    ['its field is no text', '{"api_key":7}', /the field "api_key"/],
  ])('is a fault that says what to do when %s', async (_, secret, expected) => {
    manager.secret = secret;
    const failure = await open()().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'invalid_configuration', message: expect.stringMatching(expected) });
    expect(JSON.stringify(failure)).not.toContain('key-1');
  });

  it('is read again after a failure', async () => {
    const key = open();
    manager.secret = undefined;
    await key().catch(() => undefined);
    manager.secret = 'key-1';
    expect(await key()).toBe('key-1');
  });
});

describe('a key that the server refuses', () => {
  /** The server knows one key alone. */
  function knowing(known: string): void {
    proxy.respond = (request, response) => {
      const respond = request.headers['x-api-key'] === known ? json(202, running) : problem(401, 'unauthenticated');
      respond(request, response);
    };
  }
  const keys = (): readonly unknown[] => proxy.received.map(({ headers }) => headers['x-api-key']);

  it('was replaced in its secret: the request is sent again with the new one, and the next ones at once', async () => {
    const handler = createMcpProxy({ ...proxy.options(), apiKey: open() });
    const ask = async (): Promise<number> => {
      const event = openApiEvent({ method: 'POST', path: deploy.path, properties: deploy.properties });
      return opened(await handler(event, contextFor(30_000))).status;
    };
    knowing('key-1');
    expect(await ask()).toBe(200);
    manager.secret = 'key-2';
    knowing('key-2');
    expect(await ask()).toBe(200);
    expect(await ask()).toBe(200);
    expect(keys()).toEqual(['key-1', 'key-1', 'key-2', 'key-2']);
    expect(manager.asked).toHaveLength(2);
  });

  it('and is the same in its secret, is not sent again', async () => {
    knowing('another');
    expect(await proxy.ask({ ...deploy, options: { apiKey: open() } })).toMatchObject({
      status: 502,
      body: { code: 'server_refused_key', nothing_started: true },
    });
    expect(keys()).toEqual(['key-1']);
    expect(manager.asked).toHaveLength(2);
  });

  it('is asked for again once for each request, also when the new one is refused too', async () => {
    const given = ['first', 'second', 'third'];
    knowing('third');
    const apiKey = async (): Promise<string> => given.shift() ?? '';
    expect(await proxy.ask({ ...follow, options: { apiKey } })).toMatchObject({ body: { code: 'server_refused_key' } });
    expect(keys()).toEqual(['first', 'second']);
  });

  it('and can not be read again, is told as refused, with the reason in the log', async () => {
    knowing('another');
    const apiKey = async (refused?: string): Promise<string> => {
      if (refused !== undefined) throw new Error(`no ${refused}`);
      return SERVER_KEY;
    };
    expect(await proxy.ask({ ...follow, options: { apiKey } })).toMatchObject({ body: { code: 'server_refused_key' } });
    expect(proxy.logger.lines.map(({ message }) => message)).toContain(
      'The API key was refused, and could not be read again',
    );
    expect(JSON.stringify(proxy.logger.lines)).not.toContain(SERVER_KEY);
  });
});

it('without a key that can be read, nothing is sent, and it says so', async () => {
  manager.secret = undefined;
  const reply = await proxy.ask({ ...deploy, options: { apiKey: open() } });
  expect(reply).toMatchObject({ status: 500, body: { code: 'invalid_configuration', nothing_started: true } });
  expect(reply.body['message']).toMatch(/^The proxy's key can't be read; nothing was started\. Tell the platform team/);
  expect(JSON.stringify(proxy.logger.lines)).toContain('GetSecretValue');
  expect(proxy.received).toEqual([]);
});

it('a key that no header can hold is not sent', async () => {
  const reply = await proxy.ask({ ...deploy, options: { apiKey: 'sk-\u0000secret' } });
  expect(reply).toMatchObject({ status: 503, body: { nothing_started: true } });
  expect(JSON.stringify([reply, proxy.logger.lines])).not.toContain('secret');
});
