import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fate, Moment, Watch } from '../kills/moment.ts';

const UNPUNCTUAL_MS = 300;

/** What stands behind a gate: a CI system or a database. */
export interface Upstream {
  /** Tells what a request is about. */
  what(request: Request, body: string): Moment['what'];
  /** Carries it out. */
  answer(request: Request, body: string): Promise<Response>;
}

/** An address at which one server reaches an upstream. */
export interface Gate {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Opens a gate on a free port of this machine. Each server has its own, so that it is known which one asks, and each
 * request can be stopped at each step of its way.
 */
export async function openGate(upstream: Upstream, watch: Watch): Promise<Gate> {
  const server = createServer((incoming, outgoing) => {
    pass({ upstream, watch }, incoming, outgoing).catch((error: unknown) => {
      outgoing.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The gate has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Way {
  readonly upstream: Upstream;
  readonly watch: Watch;
}

async function pass({ upstream, watch }: Way, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = Buffer.concat(await incoming.toArray()).toString();
  const request = requestOf(incoming, body);
  const what = upstream.what(request, body);
  const fate = await watch({ what, phase: 'received' });
  if (!(await isCarriedOut(fate))) {
    outgoing.destroy();
    return;
  }
  const answer = await upstream.answer(request, body);
  const answerBody = Buffer.from(await answer.arrayBuffer());
  await watch({ what, phase: 'done' });
  outgoing.writeHead(answer.status, headersOf(answer));
  outgoing.end(answerBody, () => void watch({ what, phase: 'answered' }));
}

/** Waits for the time to carry it out. This process may be too busy to be punctual: what is later than that never is. */
async function isCarriedOut({ carriedOut, afterMs }: Fate): Promise<boolean> {
  if (afterMs === 0) return carriedOut;
  const latest = Date.now() + afterMs + UNPUNCTUAL_MS;
  await sleep(afterMs);
  return Date.now() < latest;
}

function requestOf(incoming: IncomingMessage, body: string): Request {
  const { method = 'GET', url = '/', headers } = incoming;
  const pairs = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  return new Request(`http://${headers.host}${url}`, {
    method,
    headers: pairs.filter(([name]) => !HOP_BY_HOP.has(name)),
    ...(body === '' ? {} : { body }),
  });
}

/** Headers of a connection, not of what goes over it; the length is counted anew. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'transfer-encoding',
]);

function headersOf(answer: Response): Record<string, string> {
  return Object.fromEntries([...answer.headers].filter(([name]) => !HOP_BY_HOP.has(name)));
}
