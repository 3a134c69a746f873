import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { createAdmission } from '../../src/index.ts';
import { createObservedClock } from '../support/observed-clock.ts';
import { startTestServer } from '../support/test-server.ts';

const POLICY = '"default";q=600;w=60';

describe('every answer to a principal', () => {
  it('says what is left of its rate', async () => {
    const { call } = await startTestServer();
    await call('GET', '/pipelines');
    const { headers } = await call('GET', '/pipelines');
    expect([headers.get('ratelimit-policy'), headers.get('ratelimit')]).toEqual([POLICY, '"default";r=598;t=1']);
  });

  it.each([
    ['GET', '/nothing', 404],
    ['DELETE', '/execute', 405],
    ['GET', '/executions/some-id', 404],
  ])('says so when it is the error of %s %s', async (method, path, status) => {
    const { call } = await startTestServer();
    const answer = await call(method, path);
    expect([answer.status, answer.headers.get('ratelimit')]).toEqual([status, '"default";r=599;t=1']);
  });

  it('says so when it is from MCP', async () => {
    const { fetch } = await startTestServer();
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    const answer = await fetch('/mcp', { method: 'POST', headers, body });
    expect(answer.headers.get('ratelimit')).toBe('"default";r=599;t=1');
    await answer.text();
  });

  it('and none to anybody else', async () => {
    const { call } = await startTestServer();
    expect((await call('GET', '/pipelines', { key: 'none' })).headers.has('ratelimit')).toBe(false);
    expect((await call('GET', '/healthz')).headers.has('ratelimit')).toBe(false);
  });
});

describe('too many requests', () => {
  it('are answered with 429, when to come again, and what is left', async () => {
    const clock = createObservedClock();
    const admission = createAdmission({ clock, requestsPerMinute: 6, burst: 2, load: () => false });
    const { call, executor } = await startTestServer({ admission });
    const body = { pipeline_type: 'app', environment: 'dev' };
    await call('GET', '/pipelines');
    await call('GET', '/pipelines');
    const answer = await call('POST', '/execute', { body });
    expect(answer.status).toBe(429);
    expect(answer.body).toMatchObject({ code: 'rate_limited', retryable: true });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'retry-after': '10',
      'ratelimit-policy': '"default";q=2;w=20',
      ratelimit: '"default";r=0;t=20',
    });
    expect(executor.starts).toHaveLength(0);
    expect((await call('GET', '/pipelines', { key: 'read' })).status).toBe(200);
    await clock.advance(10_000);
    expect((await call('POST', '/execute', { body })).status).toBe(202);
  });

  it('are answered with 503 where the server has too much to do, and noted as a warning', async () => {
    const admission = createAdmission({ load: () => true });
    const { call, log } = await startTestServer({ admission });
    const { status, headers, body } = await call('GET', '/pipelines');
    expect([status, headers.get('retry-after'), body.code]).toEqual([503, '2', 'overloaded']);
    expect(log.lines.at(-1)).toMatchObject({ level: 'warn', status: 503 });
    expect((await call('GET', '/healthz')).status).toBe(200);
  });
});

describe('those who wait', () => {
  it('take a place each until they are answered, and none of anybody else', async () => {
    const { call, execute, executor, clock, log } = await startTestServer();
    const { execution_id } = await execute();
    const readers = Array.from({ length: 50 }, () =>
      call<Wire['Execution']>('GET', `/executions/${execution_id}?wait=25`),
    );
    await clock.untilSleeping(1000);
    await untilRefused(() => call('GET', '/pipelines'));
    const refused = await call('GET', '/pipelines');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await call('GET', '/pipelines', { key: 'read' })).status).toBe(200);
    executor.setRun(execution_id, { status: 'succeeded', rawStatus: 'success' });
    await clock.advance(25_000);
    for (const { status } of await Promise.all(readers)) expect(status).toBe(200);
    expect((await call('GET', '/pipelines')).status).toBe(200);
    expect(log.lines.some(({ level }) => level === 'error')).toBe(false);
  });

  it('give it back when they go away', async () => {
    const clock = createObservedClock();
    const admission = createAdmission({ clock, concurrency: 1, load: () => false });
    const { fetch, call, execute } = await startTestServer({ admission });
    const { execution_id } = await execute({ environment: 'gated' });
    const reader = new AbortController();
    const answer = await fetch(`/executions/${execution_id}/log`, {
      headers: { accept: 'text/event-stream' },
      signal: reader.signal,
    });
    expect((await call('GET', '/pipelines')).status).toBe(429);
    reader.abort();
    await expect(answer.text()).rejects.toThrow();
    await untilAccepted(() => call('GET', '/pipelines'));
  });

  it('give it back when what they follow is complete', async () => {
    const clock = createObservedClock();
    const admission = createAdmission({ clock, concurrency: 1, load: () => false });
    const { fetch, call, execute } = await startTestServer({ admission });
    const { execution_id } = await execute();
    const answer = await fetch(`/executions/${execution_id}/log`, { headers: { accept: 'text/event-stream' } });
    expect(answer.headers.get('ratelimit')).toBe('"default";r=598;t=1');
    expect(await answer.text()).toContain('event: complete');
    expect((await call('GET', '/pipelines')).status).toBe(200);
  });

  it('take none with a HEAD, which has nothing to wait for', async () => {
    const clock = createObservedClock();
    const admission = createAdmission({ clock, concurrency: 1, load: () => false });
    const { fetch, call, execute } = await startTestServer({ admission });
    const { execution_id } = await execute();
    const path = `/executions/${execution_id}/log`;
    await fetch(path, { method: 'HEAD', headers: { accept: 'text/event-stream' } });
    expect((await call('GET', '/pipelines')).status).toBe(200);
  });
});

/** Asks until the server has taken in all that was sent before. */
async function untilRefused(ask: () => Promise<{ readonly status: number }>): Promise<void> {
  while ((await ask()).status !== 429);
}

/** Asks until the server has noticed that somebody went away. */
async function untilAccepted(ask: () => Promise<{ readonly status: number }>): Promise<void> {
  while ((await ask()).status === 429);
}
