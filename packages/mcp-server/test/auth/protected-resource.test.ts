import { describe, expect, it } from 'vitest';
import {
  type Access,
  accessAuthenticator,
  hashApiKey,
  NOBODY,
  protectedResourceOf,
  type TokenIssuer,
} from '../../src/index.ts';
import { KEYS, startTestServer, type TestServer } from '../support/test-server.ts';
import { AUDIENCE, startTokenIssuer, type TestIssuer } from '../support/token-issuer.ts';

const PUBLIC_URL = 'https://pipelines.example.com';
const METADATA = `${PUBLIC_URL}/.well-known/oauth-protected-resource`;

interface World extends TestServer {
  readonly tokens: TestIssuer;
}

async function startWorld(rules: Partial<TokenIssuer> = {}): Promise<World> {
  const clock = { now: () => Date.UTC(2026, 0, 1) };
  const tokens = await startTokenIssuer({ clock });
  const access: Access = {
    ...NOBODY,
    apiKeys: [{ id: 'reader', sha256: hashApiKey(KEYS.read), scopes: ['read'] }],
    issuers: [{ issuer: tokens.issuer, audience: AUDIENCE, ...rules }],
  };
  const server = await startTestServer({
    authenticate: (request, gateway) => authenticate(request, gateway),
    protectedResource: () => protectedResourceOf(access, `${PUBLIC_URL}/`),
  });
  const authenticate = accessAuthenticator(access, { clock: server.clock });
  return { ...server, tokens };
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

describe('the metadata of the protected resource', () => {
  it.each([
    ['/.well-known/oauth-protected-resource', PUBLIC_URL],
    ['/.well-known/oauth-protected-resource/mcp', `${PUBLIC_URL}/mcp`],
  ])('%s tells everybody where tokens come from', async (path, resource) => {
    const { server, tokens } = await startWorld();
    const response = await fetch(`${server.url}${path}`);
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        resource,
        authorization_servers: [tokens.issuer],
        bearer_methods_supported: ['header'],
        scopes_supported: ['sluice:read', 'sluice:execute', 'sluice:approve', 'sluice:admin'],
      },
    ]);
  });

  it('names no scopes where tokens name groups', async () => {
    const { call } = await startWorld({ scopes: { claim: 'groups', map: { platform: ['read'] } } });
    const { body } = await call<object>('GET', '/.well-known/oauth-protected-resource', { key: 'none' });
    expect(body).not.toHaveProperty('scopes_supported');
  });

  it('is not there where the server takes no tokens', async () => {
    const { call } = await startTestServer({ protectedResource: () => protectedResourceOf(NOBODY, PUBLIC_URL) });
    expect((await call('GET', '/.well-known/oauth-protected-resource', { key: 'none' })).status).toBe(404);
  });
});

describe('a token on its way through the server', () => {
  it('executes what its scopes allow, as its issuer and subject', async () => {
    const { call, tokens } = await startWorld();
    const headers = bearer(await tokens.issue());
    const body = { pipeline_type: 'app', environment: 'dev' };
    const answer = await call<{ requested_by: string }>('POST', '/execute', { key: 'none', headers, body });
    expect([answer.status, answer.body.requested_by]).toEqual([202, `${tokens.issuer}|ana`]);
  });

  it('sees the environments only that its claims name', async () => {
    const { call, tokens } = await startWorld({ environmentsClaim: 'environments' });
    const headers = bearer(await tokens.issue({ claims: { environments: ['gated'] } }));
    const body = { pipeline_type: 'app', environment: 'dev' };
    expect((await call('POST', '/execute', { key: 'none', headers, body })).status).toBe(403);
  });

  it('is not written into the log', async () => {
    const { call, tokens, log } = await startWorld();
    const tokenSent = await tokens.forge('own key');
    await call('GET', '/pipelines', { key: 'none', headers: bearer(tokenSent) });
    expect(JSON.stringify(log.lines)).not.toContain(tokenSent.split('.')[2]);
  });
});

describe('the challenge of an answer', () => {
  it('to nobody says where to get a token, and for which scopes', async () => {
    const { call } = await startWorld();
    const { status, headers } = await call('GET', '/pipelines', { key: 'none' });
    expect([status, headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer realm="sluice", resource_metadata="${METADATA}", scope="sluice:read sluice:execute"`,
    ]);
  });

  it('of the MCP endpoint names the metadata of that', async () => {
    const { call } = await startWorld();
    const { headers } = await call('POST', '/mcp', { key: 'none', body: {} });
    expect(headers.get('www-authenticate')).toContain(`resource_metadata="${METADATA}/mcp"`);
  });

  it('to a wrong token says that it is one', async () => {
    const { call, tokens } = await startWorld();
    const headers = bearer(await tokens.forge('alg none'));
    const answer = await call('GET', '/pipelines', { key: 'none', headers });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="sluice", error="invalid_token", /);
  });

  it('to a wrong API key does not say that a token is wrong', async () => {
    const { call } = await startWorld();
    const answer = await call('GET', '/pipelines', { key: 'none', headers: { 'x-api-key': 'key-of-nobody-at-all' } });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      expect.not.stringContaining('error'),
    ]);
  });

  it('to a token without the scope names that, and those that it has', async () => {
    const { call, tokens } = await startWorld();
    const headers = bearer(await tokens.issue({ claims: { scope: 'sluice:read sluice:approve' } }));
    const body = { pipeline_type: 'app', environment: 'dev' };
    const answer = await call('POST', '/execute', { key: 'none', headers, body });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      403,
      `Bearer realm="sluice", error="insufficient_scope", resource_metadata="${METADATA}", scope="sluice:read sluice:execute sluice:approve"`,
    ]);
  });

  it('is not there when the environment is out of reach: no scope would help', async () => {
    const { call, tokens } = await startWorld({ environmentsClaim: 'environments' });
    const body = { pipeline_type: 'app', environment: 'dev' };
    const answer = await call('POST', '/execute', { key: 'none', headers: bearer(await tokens.issue()), body });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([403, null]);
  });

  it('says nothing of tokens where the server takes none', async () => {
    const { call } = await startTestServer();
    expect((await call('GET', '/pipelines', { key: 'none' })).headers.get('www-authenticate')).toBe(
      'Bearer realm="sluice"',
    );
    const body = { pipeline_type: 'app', environment: 'dev' };
    expect((await call('POST', '/execute', { key: 'read', body })).headers.get('www-authenticate')).toBeNull();
  });

  it("comes with the time after which keys can be had again, while they can't", async () => {
    const { call, tokens } = await startWorld();
    tokens.behave('error');
    const answer = await call('GET', '/pipelines', { key: 'none', headers: bearer(await tokens.issue()) });
    expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([
      503,
      '5',
      expect.objectContaining({ code: 'overloaded', retryable: true }),
    ]);
  });
});
