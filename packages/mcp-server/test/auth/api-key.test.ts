import { createVirtualClock } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { type ApiKey, apiKeyAuthenticator, hashApiKey } from '../../src/index.ts';

const KEY = 'key-for-everything-1';
const SHA256 = hashApiKey(KEY);

function presenting(headers: Record<string, string>): Request {
  return new Request('http://localhost/pipelines', { headers });
}

function apiKey(changes: Partial<ApiKey> = {}): ApiKey {
  return { id: 'ci', sha256: SHA256, scopes: ['read'], ...changes };
}

describe('an API key', () => {
  it('carries its scopes, environments and pipelines', async () => {
    const authenticate = apiKeyAuthenticator([apiKey({ environments: ['dev'], pipelines: ['app'] })]);
    expect(await authenticate(presenting({ 'x-api-key': KEY }))).toEqual({
      id: 'ci',
      scopes: ['read'],
      environments: ['dev'],
      pipelines: ['app'],
    });
  });

  it('is valid to the millisecond before it expires, and then says that it has, by its id', async () => {
    const clock = createVirtualClock();
    const authenticate = apiKeyAuthenticator([apiKey({ expiresAt: clock.now() + 1000 })], { clock });
    await clock.advance(999);
    expect(await authenticate(presenting({ 'x-api-key': KEY }))).toMatchObject({ id: 'ci' });
    await clock.advance(1);
    const ask = async (): Promise<unknown> => authenticate(presenting({ 'x-api-key': KEY }));
    await expect(ask()).rejects.toMatchObject({
      code: 'unauthenticated',
      message: 'The API key "ci" expired at 2026-01-01T00:00:01.000Z. Ask whoever runs the server for a new one.',
    });
  });

  it.each([
    ['no credentials', {}],
    ['an empty key', { 'x-api-key': '' }],
    ['another scheme', { authorization: `Basic ${btoa(`ci:${KEY}`)}` }],
    ['a bearer that has the form of a token', { authorization: 'Bearer eyJh.eyJz.c2ln' }],
    ['a bearer that has the form of a token without a signature', { authorization: 'Bearer eyJh.eyJz.' }],
  ])('is not looked for in %s', async (_, headers) => {
    expect(await apiKeyAuthenticator([apiKey()])(presenting(headers))).toBeUndefined();
  });

  it('that has the form of a token is one when it is sent as X-API-Key', async () => {
    const key = 'three.parts.of-a-key';
    const authenticate = apiKeyAuthenticator([apiKey({ sha256: hashApiKey(key) })]);
    expect(await authenticate(presenting({ 'x-api-key': key }))).toMatchObject({ id: 'ci' });
  });

  it('in X-API-Key counts, whatever else there is', async () => {
    const authenticate = apiKeyAuthenticator([apiKey()]);
    const headers = { 'x-api-key': KEY, authorization: 'Bearer another-key-of-theirs' };
    expect(await authenticate(presenting(headers))).toMatchObject({ id: 'ci' });
    const wrong = async (): Promise<unknown> =>
      authenticate(presenting({ 'x-api-key': 'another-key-of-theirs', authorization: `Bearer ${KEY}` }));
    await expect(wrong()).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('comes and goes while the server runs', async () => {
    let keys: readonly ApiKey[] = [];
    const authenticate = apiKeyAuthenticator(() => keys);
    const ask = async (): Promise<unknown> => authenticate(presenting({ 'x-api-key': KEY }));
    await expect(ask()).rejects.toMatchObject({ code: 'unauthenticated' });
    keys = [apiKey()];
    expect(await ask()).toMatchObject({ id: 'ci' });
    keys = [];
    await expect(ask()).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('makes the same principal with every request, so that others may remember it', async () => {
    const authenticate = apiKeyAuthenticator([apiKey()]);
    const first = await authenticate(presenting({ 'x-api-key': KEY }));
    expect(await authenticate(presenting({ 'x-api-key': KEY }))).toBe(first);
  });
});
