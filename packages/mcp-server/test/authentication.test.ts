import { SluiceError } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { apiKeyAuthenticator, hashApiKey } from '../src/index.ts';
import { KEYS, startTestServer } from './support/test-server.ts';

describe('a server with API keys', () => {
  it.each([
    ['X-API-Key', { 'x-api-key': KEYS.all }],
    ['Authorization: Bearer', { authorization: `Bearer ${KEYS.all}` }],
    ['a scheme in other letters', { authorization: `bEARER  ${KEYS.all}` }],
  ])('knows a key that is sent as %s', async (_, headers) => {
    const { call, execute } = await startTestServer();
    expect((await call('GET', '/pipelines', { key: 'none', headers })).status).toBe(200);
    expect((await execute()).requested_by).toBe('team');
  });

  it('knows several keys at once, each with its own scopes', async () => {
    const { call } = await startTestServer();
    const body = { pipeline_type: 'app', environment: 'dev' };
    expect((await call('POST', '/execute', { key: 'all', body })).status).toBe(202);
    expect((await call('POST', '/execute', { key: 'read', body })).status).toBe(403);
    expect((await call('GET', '/pipelines', { key: 'read' })).status).toBe(200);
  });

  it.each([
    ['no key', {}, 'An API key or a token is needed'],
    ['an empty key', { 'x-api-key': '' }, 'An API key or a token is needed'],
    ['another scheme', { authorization: `Basic ${btoa(`team:${KEYS.all}`)}` }, 'An API key or a token is needed'],
    ['a key without its scheme', { authorization: KEYS.all }, 'An API key or a token is needed'],
    ['an unknown key', { 'x-api-key': 'key-for-everything-2' }, 'This API key is not one of those'],
    ['the start of a key', { 'x-api-key': KEYS.all.slice(0, -1) }, 'This API key is not one of those'],
    ['the hash of a key', { 'x-api-key': hashApiKey(KEYS.all) }, 'This API key is not one of those'],
  ])('asks for a key when there is %s', async (_, headers, detail) => {
    const { call, executor } = await startTestServer();
    const body = { pipeline_type: 'app', environment: 'dev' };
    const answer = await call('POST', '/execute', { key: 'none', headers, body });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="sluice"/);
    expect(answer.body).toMatchObject({ code: 'unauthenticated', detail: expect.stringContaining(detail) });
    expect(executor.starts).toHaveLength(0);
  });

  it.each([
    ['GET', '/nothing'],
    ['DELETE', '/execute'],
    ['GET', '/mcp'],
  ])('asks for a key before it tells anything about %s %s', async (method, path) => {
    const { call } = await startTestServer();
    expect((await call(method, path, { key: 'none' })).status).toBe(401);
  });

  it('tells everybody that it is up', async () => {
    const { call } = await startTestServer();
    expect((await call('GET', '/healthz', { key: 'none' })).body).toEqual({ status: 'ok' });
  });

  it('does not answer one principal with the execution of another', async () => {
    const apiKeys = ['first', 'second'].map((id) => ({
      id,
      sha256: hashApiKey(`key-of-the-${id}-team`),
      scopes: ['read', 'execute'] as const,
    }));
    const { call, executor } = await startTestServer({ apiKeys });
    for (const id of ['first', 'second']) {
      const headers = { 'x-api-key': `key-of-the-${id}-team`, 'idempotency-key': 'request-1' };
      const body = { pipeline_type: 'app', environment: 'dev' };
      expect((await call('POST', '/execute', { key: 'none', headers, body })).status).toBe(202);
    }
    expect(executor.starts).toHaveLength(2);
  });
});

describe('hashApiKey', () => {
  it('is the SHA-256 of the key', () => {
    const expected = '9f9f5111f7b27a781f1f1ddde5ebc2dd2b796bfc7365c9c28b548e564176929f';
    expect(hashApiKey('0123456789abcdef')).toBe(expected);
  });

  it('refuses a key of 15 characters, and says how to make one without repeating it', () => {
    const hash = (): string => hashApiKey('0123456789abcde');
    expect(hash).toThrow('An API key needs 16 characters or more; this one has 15. Make one with: sluice keys create');
    expect(hash).not.toThrow('0123456789abcde');
  });
});

describe('apiKeyAuthenticator', () => {
  it.each([
    ['a key instead of its hash', [{ id: 'team', sha256: 'key-for-everything-1', scopes: [] }]],
    [
      "an id that could be somebody else's",
      [{ id: 'https://login.example.com|ana', sha256: hashApiKey(KEYS.all), scopes: [] }],
    ],
  ])('refuses %s', (_, keys) => {
    expect(() => apiKeyAuthenticator(keys)).toThrow(SluiceError);
  });
});
