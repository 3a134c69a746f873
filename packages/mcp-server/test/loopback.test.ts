import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { isLoopbackHost } from '../src/auth/loopback.ts';
import { createPipelineServerApp, loopbackAuthenticator } from '../src/index.ts';
import { startTestServer } from './support/test-server.ts';

/** Sends what `fetch` does not let a test send. */
async function statusOf(port: number, path: string, headers: Record<string, string>): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  request({ port, path, headers }, (response) => {
    response.resume();
    resolve(response.statusCode);
  })
    .on('error', reject)
    .end();
  return promise;
}

describe('a server without API keys', () => {
  it('lets whoever is on this machine do everything, as "local"', async () => {
    const { call } = await startTestServer({ apiKeys: [] });
    const body = { pipeline_type: 'app', environment: 'dev' };
    const answer = await call('POST', '/execute', { key: 'none', body });
    expect([answer.status, answer.body]).toEqual([202, expect.objectContaining({ requested_by: 'local' })]);
  });

  it.each(['localhost', '127.0.0.1', '127.8.9.10:8000', '[::1]:8000', 'LOCALHOST:1'])(
    'answers a request to %s',
    async (host) => {
      const { server } = await startTestServer({ apiKeys: [] });
      expect(await statusOf(server.port, '/pipelines', { host })).toBe(200);
    },
  );

  it.each([
    'attacker.example',
    'localhost.attacker.example',
    '127.0.0.1.attacker.example',
    '10.0.0.1',
    '0.0.0.0',
    '[::]',
  ])('refuses a request that was sent to %s, as a rebound name would be', async (host) => {
    const { server, log } = await startTestServer({ apiKeys: [] });
    expect(await statusOf(server.port, '/pipelines', { host })).toBe(403);
    expect(log.lines.at(-1)).toMatchObject({ code: 'forbidden', route: '/pipelines' });
  });

  it.each(['http://localhost:3000', 'http://127.0.0.1', 'https://[::1]:8443'])(
    'answers a web page of %s',
    async (origin) => {
      const { call } = await startTestServer({ apiKeys: [] });
      expect((await call('GET', '/pipelines', { headers: { origin } })).status).toBe(200);
    },
  );

  it.each(['https://attacker.example', 'null', 'http://localhost.attacker.example', 'file://', ''])(
    'refuses a web page of "%s"',
    async (origin) => {
      const { call, executor } = await startTestServer({ apiKeys: [] });
      const body = { pipeline_type: 'app', environment: 'dev' };
      const answer = await call('POST', '/execute', { headers: { origin }, body });
      expect([answer.status, answer.body]).toEqual([403, expect.objectContaining({ code: 'forbidden' })]);
      expect(executor.starts).toHaveLength(0);
    },
  );

  it('takes the name from the URL where there is no Host, as in a function', async () => {
    const { service, log } = await startTestServer();
    const app = createPipelineServerApp({ service, authenticate: loopbackAuthenticator(), logger: log.logger });
    expect((await app.request('http://localhost/pipelines')).status).toBe(200);
    expect((await app.request('http://attacker.example/pipelines')).status).toBe(403);
  });
});

describe('isLoopbackHost', () => {
  it('knows the names of this machine only', () => {
    const names = ['localhost', '127.0.0.1', '127.255.0.3', '::1', '[::1]'];
    expect(names.filter((name) => !isLoopbackHost(name))).toEqual([]);
    const others = ['0.0.0.0', '::', '', '128.0.0.1', '1127.0.0.1', 'localhost.', 'my-localhost', '127.0.0.1.example'];
    expect(others.filter(isLoopbackHost)).toEqual([]);
  });
});
