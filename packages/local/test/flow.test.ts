import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Door } from '../src/flow/door.ts';
import { createFlow } from '../src/flow/flow.ts';
import type { Hop } from '../src/flow/hop.ts';
import { observeHttp } from '../src/flow/http-observer.ts';

const open: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** Tells what it sees: who calls is in a header, with what in the body. */
const door: Door = {
  call({ method, path, query, header, body }) {
    if (path === '/quiet') return undefined;
    const from = header('x-from') ?? 'nobody';
    return {
      from,
      to: header('x-to') ?? 'part',
      action: `${method} ${path}`,
      detail: JSON.stringify(body ?? [...query]),
    };
  },
  outcome: ({ status, body, header }) => ({
    ok: status < 400,
    text: `${status} ${JSON.stringify(body)} ${header('x-answer') ?? ''}`.trim(),
  }),
};

async function observed(listener: RequestListener): Promise<{ url: string; hops: Hop[]; ended: () => Promise<Hop> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const hops: Hop[] = [];
  let next = Promise.withResolvers<Hop>();
  let time = 1000;
  const now = (): number => (time += 5);
  const onHop = (hop: Hop): void => {
    hops.push(hop);
    if (hop.outcome === undefined) return;
    next.resolve(hop);
    next = Promise.withResolvers();
  };
  const stop = observeHttp({ doors: new Map([[port, door]]), flow: createFlow({ now, onHop }), now });
  open.push(stop, () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${port}`, hops, ended: () => next.promise };
}

describe('a request through an observed door', () => {
  it('is a hop that begins when it has been read and ends when it is answered', async () => {
    const { url, hops, ended } = await observed((request, response) => {
      request.resume().on('end', () => response.setHeader('x-answer', 'a').end('{"answer":1}'));
    });
    const end = ended();
    await fetch(`${url}/x`, { method: 'POST', body: '{"question":1}', headers: { 'x-from': 'me' } });
    await end;
    expect(hops).toEqual([
      { id: 1, from: 'me', to: 'part', action: 'POST /x', detail: '{"question":1}', startedAt: 1005 },
      {
        id: 1,
        from: 'me',
        to: 'part',
        action: 'POST /x',
        detail: '{"question":1}',
        startedAt: 1005,
        durationMs: 5,
        outcome: { ok: true, text: '200 {"answer":1} a' },
      },
    ]);
  });

  it('still has its body when the part reads it late', async () => {
    const { url, hops, ended } = await observed(async (request, response) => {
      await new Promise((resolve) => setImmediate(resolve));
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      response.end(Buffer.concat(chunks));
    });
    const body = JSON.stringify({ text: 'ü'.repeat(100_000) });
    const end = ended();
    const response = await fetch(url, { method: 'POST', body });
    expect(await response.text()).toBe(body);
    await end;
    expect(hops[0]?.detail).toBe(body);
  });

  it('is told even when the part answers without reading it', async () => {
    const { url, ended } = await observed((_, response) => {
      response.statusCode = 413;
      response.end();
    });
    const end = ended();
    await fetch(url, { method: 'POST', body: '{"a":1}' });
    expect(await end).toMatchObject({ action: 'POST /', outcome: { ok: false, text: '413 undefined' } });
  });

  it('is cut off when the part dies', async () => {
    const { url, ended } = await observed((request) => request.socket.destroy());
    const end = ended();
    await expect(fetch(url, { method: 'POST', body: '{}' })).rejects.toThrow();
    expect(await end).toMatchObject({ outcome: { ok: false, text: 'cut off' } });
  });

  it('is no hop when the door finds it not worth telling, or when the observation has ended', async () => {
    const { url, hops } = await observed((_, response) => response.end());
    await fetch(`${url}/quiet`);
    await open[0]?.();
    await fetch(`${url}/loud`);
    expect(hops).toEqual([]);
  });

  it('never shows what looks like a secret', async () => {
    const { url, ended } = await observed((_, response) => response.end());
    const end = ended();
    await fetch(url, { method: 'POST', body: '{"message":"use glpat-1234567890abcdefghij"}' });
    expect((await end).detail).toBe('{"message":"use [redacted]"}');
  });
});

describe('a hop', () => {
  it('belongs to the call that its caller was answering', async () => {
    const { url, hops } = await observed(async (request, response) => {
      if (request.url === '/outer') {
        await fetch(`${url}/inner`, { headers: { 'x-from': 'outer', 'x-to': 'inner' } });
        await fetch(`${url}/stranger`, { headers: { 'x-from': 'somebody', 'x-to': 'inner' } });
      }
      response.end();
    });
    await fetch(`${url}/outer`, { headers: { 'x-to': 'outer' } });
    const begun = hops.filter(({ outcome }) => outcome === undefined);
    expect(begun.map(({ action, parentId }) => [action, parentId])).toEqual([
      ['GET /outer', undefined],
      ['GET /inner', 1],
      ['GET /stranger', undefined],
    ]);
  });
});
