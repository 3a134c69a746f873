import { describe, expect, it } from 'vitest';
import { requireTrustedHost } from '../../src/guards/trusted-host.ts';
import { sendRaw } from '../support/raw-request.ts';
import { startTestServer, type TestServerOptions } from '../support/test-server.ts';

const ROUTES = ['/pipelines', '/mcp', '/openapi.json', '/reference', '/webhooks/ci', '/nothing'];
const INITIALIZE = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });

async function statusOf(options: TestServerOptions, headers: Record<string, string>, path = '/openapi.json') {
  const { server } = await startTestServer(options);
  return (await sendRaw(server.port, { method: 'GET', path, headers })).status;
}

describe('the Host', () => {
  it.each(ROUTES)('of another machine is refused by a server on loopback, with a key or not, at %s', async (path) => {
    const { server, log } = await startTestServer();
    const answer = await sendRaw(server.port, { method: 'GET', path, headers: { host: 'attacker.example' } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([403, 'application/problem+json']);
    expect(await answer.json()).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('host name') });
    expect(log.lines.at(-1)).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it.each(['/healthz', '/readyz'])('is not looked at by %s, which load balancers send an address to', async (path) => {
    expect(await statusOf({}, { host: '10.0.3.17' }, path)).toBe(200);
  });

  it('may be any name where the server wants keys and listens for everybody', async () => {
    expect(await statusOf({ host: '0.0.0.0' }, { host: 'pipelines.example.com' })).toBe(200);
  });

  it.each([
    ['pipelines.example.com', 200],
    ['PIPELINES.example.com', 200],
    ['pipelines.example.com:8443', 200],
    ['internal.example.com:8000', 200],
    ['internal.example.com', 403],
    ['internal.example.com:8001', 403],
    ['localhost:8000', 200],
    ['[::1]', 200],
    ['attacker.example', 403],
    ['pipelines.example.com.attacker.example', 403],
    ['10.0.0.1', 403],
  ])('%s is answered with %i where a list is given', async (host, status) => {
    const trustedHosts = { allowedHosts: ['pipelines.example.com', 'internal.example.com:8000'] };
    expect(await statusOf({ host: '0.0.0.0', trustedHosts }, { host })).toBe(status);
  });

  it('may be any name on loopback where that is asked for, as behind a tunnel', async () => {
    expect(await statusOf({ trustedHosts: { allowedHosts: ['*'] } }, { host: 'abc.tunnel.example' })).toBe(200);
  });
});

describe('the Origin', () => {
  it.each(ROUTES)('of a strange web page is refused even with a valid key, at %s', async (path) => {
    const { fetch, executor } = await startTestServer({ host: '0.0.0.0' });
    const headers = { origin: 'https://attacker.example', 'content-type': 'application/json' };
    const answer = await fetch(path, { method: 'POST', headers, body: INITIALIZE });
    expect(answer.status).toBe(403);
    expect(executor.starts).toHaveLength(0);
  });

  it.each([
    ['https://console.example.com', 200],
    ['HTTPS://CONSOLE.example.com', 200],
    ['http://console.example.com', 403],
    ['https://console.example.com:444', 403],
    ['https://attacker.example', 403],
    ['null', 403],
    ['', 403],
    ['http://localhost:5173', 200],
  ])('"%s" is answered with %i where one is allowed', async (origin, status) => {
    const trustedHosts = { allowedOrigins: ['https://console.example.com'] };
    expect(await statusOf({ trustedHosts }, { origin })).toBe(status);
  });

  it('of this machine is refused where the server is reached by another name', async () => {
    const headers = { host: 'pipelines.example.com', origin: 'http://localhost:5173' };
    expect(await statusOf({ host: '0.0.0.0' }, headers)).toBe(403);
  });
});

describe('requireTrustedHost', () => {
  it.each([
    [{ allowedHosts: ['https://pipelines.example.com'] }, 'must be a name with or without a port'],
    [{ allowedHosts: [''] }, 'must be a name with or without a port'],
    [{ allowedOrigins: ['console.example.com'] }, 'must be a scheme and a host'],
    [{ allowedOrigins: ['https://console.example.com/'] }, 'must be a scheme and a host'],
  ])('says what is wrong with %j when the server starts', (options, message) => {
    expect(() => requireTrustedHost(options)).toThrow(message);
  });
});
