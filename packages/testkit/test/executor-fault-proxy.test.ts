import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FaultProxy, openFaultProxy } from '../src/executor/fault-proxy.ts';
import {
  BARE,
  BROKEN_OFF,
  failedAfter,
  failedBefore,
  HELD,
  locatedAt,
  nonsense,
  RESET_AFTER,
  RESET_BEFORE,
  UNANSWERED,
} from '../src/executor/proxy-fault.ts';

const server = createServer((incoming, outgoing) => {
  void incoming.toArray().then((chunks) => {
    got.push(`${incoming.method} ${incoming.url} ${incoming.headers.host} ${Buffer.concat(chunks)}`);
    outgoing.writeHead(201, [
      ...['content-type', 'application/json', 'location', 'http://ci.example/ci/runs/7'],
      ...['set-cookie', 'a=1', 'set-cookie', 'b=2'],
    ]);
    outgoing.end('{"id":7,"name":"née"}');
  });
});
let got: string[] = [];
let proxy: FaultProxy;

beforeEach(async () => {
  got = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await openFaultProxy(`${origin()}/ci/`);
});

afterEach(async () => {
  await proxy.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

function origin(): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

function post(): Promise<Response> {
  return fetch(`${proxy.url}/runs?a=1&b=%2F`, { method: 'POST', body: 'née', headers: { 'x-token': 't' } });
}

describe('the proxy', () => {
  it('passes requests on as they are, but for the host, and answers back', async () => {
    const response = await post();
    expect(got).toEqual([`POST /ci/runs?a=1&b=%2F ${new URL(origin()).host} née`]);
    expect(response.status).toBe(201);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('location')).toBe('http://ci.example/ci/runs/7');
    expect(await response.text()).toBe('{"id":7,"name":"née"}');
  });

  it('remembers what was asked', async () => {
    await post();
    expect(proxy.requests()).toMatchObject([{ method: 'POST', path: '/ci/runs?a=1&b=%2F', body: 'née' }]);
    expect(proxy.requests()[0]?.headers.get('x-token')).toBe('t');
  });

  it('spoils only what it is told to, so often, until it is mended', async () => {
    const fault = failedBefore(503, 'down');
    proxy.inject(fault, ({ method }) => method === 'POST', 1);
    expect((await fetch(`${proxy.url}/`)).status).toBe(201);
    expect((await post()).status).toBe(503);
    expect((await post()).status).toBe(201);
    proxy.inject(fault);
    expect((await post()).status).toBe(503);
    proxy.mend();
    expect((await post()).status).toBe(201);
  });

  it.each([
    ['passes on, and breaks the connection', RESET_AFTER, 1],
    ['breaks the connection, and passes nothing on', RESET_BEFORE, 0],
  ])('%s', async (_, fault, arrived) => {
    proxy.inject(fault);
    await expect(post()).rejects.toThrow('fetch failed');
    expect(got).toHaveLength(arrived);
  });

  it('passes on, and never answers', async () => {
    proxy.inject(UNANSWERED);
    const { signal, abort } = abortable();
    const posting = fetch(proxy.url, { signal });
    await expect.poll(() => got.length).toBe(1);
    abort();
    await expect(posting).rejects.toThrow('enough');
  });

  it('passes on, and answers with half of what came back', async () => {
    proxy.inject(BROKEN_OFF);
    const response = await post();
    expect(response.status).toBe(201);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  it('passes on, and answers as a proxy that gave up', async () => {
    proxy.inject(failedAfter(504, 'too slow'));
    const response = await post();
    expect([response.status, await response.text(), got.length]).toEqual([504, 'too slow', 1]);
  });

  it('passes on, and keeps all but the status to itself', async () => {
    proxy.inject(BARE);
    const response = await post();
    expect([response.status, await response.text(), response.headers.get('location')]).toEqual([201, '', null]);
  });

  it('passes on, and puts another body in the place of its own', async () => {
    proxy.inject(nonsense('<html>', 'text/html'));
    const response = await post();
    expect([response.status, await response.text()]).toEqual([201, '<html>']);
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(response.headers.get('location')).toBe('http://ci.example/ci/runs/7');
  });

  it('passes on, and lets Location point elsewhere', async () => {
    proxy.inject(locatedAt('http://127.0.0.1:2'));
    const response = await post();
    expect([response.status, response.headers.get('location')]).toEqual([201, 'http://127.0.0.1:2/ci/runs/7']);
    expect(await response.json()).toEqual({ id: 7, name: 'née' });
  });

  it('holds a request back until it is released, though nobody waits for the answer any more', async () => {
    proxy.inject(HELD);
    const { signal, abort } = abortable();
    const posting = fetch(proxy.url, { method: 'POST', body: 'late', signal });
    await proxy.held();
    abort();
    await expect(posting).rejects.toThrow('enough');
    expect(got).toEqual([]);
    await proxy.release();
    expect(got).toHaveLength(1);
  });

  it('answers who still waits when it lets go of a request', async () => {
    proxy.inject(HELD);
    const posting = post();
    await proxy.held();
    await proxy.release();
    expect((await posting).status).toBe(201);
  });

  it('breaks the connection when the CI system is not there', async () => {
    const lost = await openFaultProxy('http://127.0.0.1:1');
    await expect(fetch(lost.url)).rejects.toThrow('fetch failed');
    await lost.close();
  });
});

function abortable(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort(new Error('enough')) };
}
