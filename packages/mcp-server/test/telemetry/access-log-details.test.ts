import { SluiceError } from '@sluice/core';
import { createVirtualClock } from '@sluice/testkit';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { accessLog } from '../../src/http/access-log.ts';
import { errorResponse } from '../../src/http/error-response.ts';
import type { ServerBindings, ServerEnv } from '../../src/http/server-env.ts';
import { type RecordedLog, recordLog } from '../support/recorded-log.ts';
import { createObservedServer } from './support/observed-server.ts';

interface LoggedApp {
  readonly app: Hono<ServerEnv>;
  readonly log: RecordedLog;
  /** Sends a request and returns the line that it led to. */
  lineOf(path: string, bindings?: ServerBindings): Promise<Readonly<Record<string, unknown>> | undefined>;
}

/** An app of routes that a test adds. */
function createLoggedApp(): LoggedApp {
  const clock = createVirtualClock();
  const log = recordLog();
  const app = new Hono<ServerEnv>();
  app.use(accessLog({ logger: log.logger, clock, createId: () => 'request-1' }));
  app.onError((error, context) => errorResponse(context, error, log.logger));
  return {
    app,
    log,
    async lineOf(path, bindings = {}) {
      await app.fetch(new Request(`http://localhost${path}`), bindings);
      return log.lines.at(-1);
    },
  };
}

function failing(code: SluiceError['code']): () => never {
  return () => {
    throw new SluiceError({ code, message: 'No.' });
  };
}

describe('a line of the log', () => {
  it('tells the method, the tool and the failure of an MCP request', async () => {
    const { app, lineOf } = createLoggedApp();
    app.get('/mcp', (context) => {
      const facts = { method: 'tools/call', tool: 'get_execution', protocolVersion: '2026-07-28' };
      context.set('mcp', { ...facts, executionId: 'execution-1', errorType: 'tool_error' });
      return context.json({});
    });
    expect(await lineOf('/mcp')).toMatchObject({
      message: 'GET /mcp 200 tools/call get_execution',
      execution_id: 'execution-1',
      mcp_method: 'tools/call',
      mcp_tool: 'get_execution',
      mcp_protocol_version: '2026-07-28',
      mcp_error: 'tool_error',
    });
  });

  it.each([
    ['/x?wait=25', { wait_s: 25 }],
    ['/x?wait=1', { wait_s: 1 }],
  ])('tells that a request asked to wait: %s', async (path, expected) => {
    const { app, lineOf } = createLoggedApp();
    app.get('/x', (context) => context.json({}));
    expect(await lineOf(path)).toMatchObject(expected);
  });

  it.each(['/x', '/x?wait=0', '/x?wait=', '/x?wait=forever', '/x?wait=100', '/x?await=5'])(
    'tells of no wait where there was none: %s',
    async (path) => {
      const { app, lineOf } = createLoggedApp();
      app.get('/x', (context) => context.json({}));
      expect(await lineOf(path)).not.toHaveProperty('wait_s');
    },
  );

  it('tells where a request came from as long as nobody knows whom from', async () => {
    const { app, lineOf } = createLoggedApp();
    app.get('/locked', failing('unauthenticated'));
    app.get('/open', (context) => {
      context.set('principal', { id: 'team', scopes: [] });
      return context.json({});
    });
    const remoteAddress = '192.0.2.7';
    expect(await lineOf('/locked', { remoteAddress })).toMatchObject({ status: 401, remote_address: remoteAddress });
    expect(await lineOf('/open', { remoteAddress })).toMatchObject({ principal: 'team' });
    expect(await lineOf('/open', { remoteAddress })).not.toHaveProperty('remote_address');
  });

  it.each([
    ['overloaded', 503, 'warn'],
    ['store_unavailable', 503, 'error'],
    ['internal_error', 500, 'error'],
    ['rate_limited', 429, 'info'],
  ] as const)('of what failed with %s is as loud as that deserves', async (code, status, level) => {
    const { app, lineOf } = createLoggedApp();
    app.get('/x', failing(code));
    expect(await lineOf('/x')).toMatchObject({ code, status, level });
  });

  it('is left out where what happened is logged in another way', async () => {
    const { app, lineOf } = createLoggedApp();
    app.get('/x', (context) => {
      context.set('isUnlogged', true);
      return context.json({});
    });
    expect(await lineOf('/x')).toBeUndefined();
  });

  it('has the template of a route, also where middleware comes after it', async () => {
    const { app, lineOf } = createLoggedApp();
    app.get('/early/:id', (context) => context.json({}));
    app.use(async (_, next) => next());
    expect(await lineOf('/early/one')).toMatchObject({ route: '/early/:id' });
    expect(await lineOf('/late')).toMatchObject({ route: 'none', path: '/late' });
  });

  it('is written when the stream has ended', async () => {
    const { clock, executor, execute, send, log } = await createObservedServer();
    const { execution_id } = await execute();
    executor.writeLog(execution_id, 'all\n', 'end');
    const response = await send('GET', `/executions/${execution_id}/log`, { headers: { accept: 'text/event-stream' } });
    expect(log.lines.filter(({ route }) => route === '/executions/:execution_id/log')).toEqual([]);
    await clock.advance(3000);
    expect(await response.text()).toContain('event: complete');
    expect(log.lines.at(-1)).toMatchObject({ route: '/executions/:execution_id/log', status: 200, duration_ms: 3000 });
  });

  it('is written when the reader of a stream goes away, once', async () => {
    const { execute, send, log } = await createObservedServer();
    const { execution_id } = await execute();
    const response = await send('GET', `/executions/${execution_id}/log`, { headers: { accept: 'text/event-stream' } });
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(log.lines.filter(({ route }) => route === '/executions/:execution_id/log')).toHaveLength(1);
  });

  it('is written when a stream breaks, and the reader is told that it broke', async () => {
    const { app, log } = createLoggedApp();
    app.get('/x', (context) => {
      const body = new ReadableStream({ pull: (controller) => controller.error(new Error('broken')) });
      return context.body(body, 200, { 'content-type': 'text/event-stream' });
    });
    const response = await app.fetch(new Request('http://localhost/x'), {});
    await expect(response.text()).rejects.toThrow('broken');
    expect(log.lines).toMatchObject([{ route: '/x', status: 200 }]);
  });
});

describe('every answer', () => {
  it.each([
    ['made by Hono', (app: Hono<ServerEnv>) => app.get('/x', (context) => context.json({}))],
    ['made by hand', (app: Hono<ServerEnv>) => app.get('/x', () => Response.json({}))],
    ['of a failure', (app: Hono<ServerEnv>) => app.get('/x', failing('internal_error'))],
    ['of a path that is not there', (app: Hono<ServerEnv>) => app.get('/y', (context) => context.json({}))],
  ])('names the request and is not kept by caches, also one %s', async (_, add) => {
    const { app } = createLoggedApp();
    add(app);
    const response = await app.fetch(new Request('http://localhost/x'), {});
    expect(response.headers.get('x-request-id')).toBe('request-1');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('names the request as its sender did, unless that is no name', async () => {
    const { app } = createLoggedApp();
    app.get('/x', (context) => context.json({}));
    const answered = async (name: string): Promise<string | null> => {
      const request = new Request('http://localhost/x', { headers: { 'x-request-id': name } });
      return (await app.fetch(request, {})).headers.get('x-request-id');
    };
    expect(await answered('team:42')).toBe('team:42');
    expect(await answered('a b')).toBe('request-1');
    expect(await answered('x'.repeat(129))).toBe('request-1');
  });
});
