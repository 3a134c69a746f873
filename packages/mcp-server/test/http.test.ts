import { describe, expect, it } from 'vitest';
import { STORE_DOWN } from './support/breakable-store.ts';
import { startTestServer } from './support/test-server.ts';

describe('the server', () => {
  it.each(['/', '/executionz', '/executions/', '/executions/some-id/logs', '/pipelines/app/executions'])(
    'has nothing at %s',
    async (path) => {
      const { call } = await startTestServer();
      const { status, body } = await call('GET', path);
      expect([status, body.code, body.type]).toEqual([404, 'not_found', 'urn:sluice:problem:not_found']);
    },
  );

  it.each([
    ['GET', '/execute', 'POST'],
    ['PUT', '/execute', 'POST'],
    ['POST', '/executions', 'GET, HEAD'],
    ['DELETE', '/executions/some-id', 'GET, HEAD'],
    ['GET', '/executions/some-id/cancel', 'POST'],
    ['GET', '/executions/some-id/approve', 'POST'],
    ['DELETE', '/executions/some-id/approvals', 'GET, HEAD, POST'],
    ['PATCH', '/pipelines', 'GET, HEAD'],
    ['OPTIONS', '/pipelines/app', 'GET, HEAD'],
    ['GET', '/webhooks/ci', 'POST'],
    ['POST', '/openapi.json', 'GET, HEAD'],
    ['GET', '/mcp', 'POST'],
    ['POST', '/healthz', 'GET, HEAD'],
  ])('answers %s %s with what the path has', async (method, path, allow) => {
    const { call } = await startTestServer();
    const { status, headers, body } = await call(method, path);
    expect([status, headers.get('allow')]).toEqual([405, allow]);
    expect(body).toMatchObject({ status: 405, detail: `This path does not have that method. It has: ${allow}.` });
  });

  it('answers HEAD as GET, without a body', async () => {
    const { call } = await startTestServer();
    const { status, body } = await call('HEAD', '/healthz', { key: 'none' });
    expect([status, body]).toEqual([200, undefined]);
  });

  it('forbids that answers are kept', async () => {
    const { call } = await startTestServer();
    expect((await call('GET', '/pipelines')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('the id of a request', () => {
  it("is the caller's, in the answer and in the log", async () => {
    const { call, log } = await startTestServer();
    const { headers } = await call('GET', '/pipelines', { headers: { 'x-request-id': 'trace/1-ab:c=' } });
    expect(headers.get('x-request-id')).toBe('trace/1-ab:c=');
    expect(log.lines.at(-1)).toMatchObject({ request_id: 'trace/1-ab:c=' });
  });

  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['too long', 'x'.repeat(129)],
    ['more than a word', 'one two'],
    ['markup', '<script>'],
  ])("is ours when the caller's is %s", async (_, id) => {
    const { call, log } = await startTestServer();
    const { headers } = await call('GET', '/pipelines', { headers: id === undefined ? {} : { 'x-request-id': id } });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(log.lines.at(-1)?.['request_id']).toBe(headers.get('x-request-id'));
  });
});

describe('an error that nobody foresaw', () => {
  it.each([
    ['an Error', new TypeError('token glpat-secret0secret0secret at ci.internal.example')],
    ['a string', 'token glpat-secret0secret0secret at ci.internal.example'],
  ])('is told to nobody, and logged under the id that the caller is told: %s', async (_, failure) => {
    const { call, store, log } = await startTestServer();
    store.breakWith(failure);
    const { status, headers, body } = await call('GET', '/executions/some-id');
    const requestId = headers.get('x-request-id');
    expect(status).toBe(500);
    expect(body).toEqual({
      type: 'urn:sluice:problem:internal_error',
      title: 'The server failed',
      status: 500,
      code: 'internal_error',
      detail: `The server failed in a way that it should not. Tell those who run it the request id ${requestId}.`,
      retryable: false,
    });
    const line = log.lines.find(({ error }) => error !== undefined);
    expect(line).toMatchObject({ level: 'error', request_id: requestId });
    expect(line?.['error']).toContain('token [redacted] at ci.internal.example');
  });

  it('is told apart from a store that is down', async () => {
    const { call, store, log } = await startTestServer();
    store.breakWith(STORE_DOWN);
    const { body } = await call('GET', '/executions/some-id');
    expect(body).toMatchObject({ code: 'store_unavailable', retryable: true });
    expect(JSON.stringify(body)).not.toContain('SQLITE');
    expect(log.lines.at(-1)).toMatchObject({ status: 503, cause: 'SQLITE_BUSY: database is locked' });
  });
});
