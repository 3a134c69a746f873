import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { openLoopbackServer } from '../http/loopback-server.ts';
import type { SeenRequest } from './executor-world.ts';
import type { ProxyFault } from './proxy-fault.ts';
import { forward, type UpstreamAnswer } from './upstream.ts';

const TURNS_UNTIL_QUIET = 50;

/** Stands between an executor and a CI system, passes on what it is sent, and spoils what it is told to. */
export interface FaultProxy {
  /** What the executor takes for the CI system's address. */
  readonly url: string;
  /** What came so far, oldest first. */
  requests(): readonly SeenRequest[];
  /** Spoils the next requests that match, until `mend`. @param times - How many of them; all when left out */
  inject(fault: ProxyFault, matches?: (request: SeenRequest) => boolean, times?: number): void;
  /** Passes everything on again. What is held stays held. */
  mend(): void;
  /** Resolves once a request is held. */
  held(): Promise<void>;
  /** Passes on what is held, and resolves when it was answered. */
  release(): Promise<void>;
  /** Resolves once nothing is under way any more, and nothing has come for a while. */
  quiet(): Promise<void>;
  /** Stops listening, once what is under way has reached the CI system. */
  close(): Promise<void>;
}

interface Order {
  readonly fault: ProxyFault;
  readonly matches: (request: SeenRequest) => boolean;
  times: number;
}

/** Opens a proxy in front of the address of a CI system. */
export async function openFaultProxy(upstreamUrl: string): Promise<FaultProxy> {
  const upstream = new URL(upstreamUrl);
  const seen: SeenRequest[] = [];
  const underWay = new Set<Promise<void>>();
  let orders: Order[] = [];
  let held: (() => Promise<void>)[] = [];
  let tellHeld: (() => void) | undefined;

  function faultFor(request: SeenRequest): ProxyFault | undefined {
    const order = orders.find(({ times, matches }) => times > 0 && matches(request));
    if (order !== undefined) order.times -= 1;
    return order?.fault;
  }

  function hold(pass: () => Promise<void>): void {
    held.push(pass);
    tellHeld?.();
  }

  async function exchange(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const request = seenRequest(incoming, body);
    seen.push(request);
    const fault = faultFor(request);
    const pass = async (): Promise<void> => {
      const answer = fault?.forward === 'never' ? undefined : await forward(upstream, incoming, body);
      reply(outgoing, answer, fault);
    };
    if (fault?.forward === 'on-release') hold(() => track(pass(), outgoing));
    else await pass();
  }

  function track(work: Promise<void>, outgoing: ServerResponse): Promise<void> {
    const tracked = work
      .catch(() => void outgoing.socket?.destroy())
      .finally(() => {
        underWay.delete(tracked);
      });
    underWay.add(tracked);
    return tracked;
  }

  const server = await openLoopbackServer((incoming, outgoing) => {
    void track(exchange(incoming, outgoing), outgoing);
  });
  return {
    url: `${server.origin}${upstream.pathname.replace(/\/+$/, '')}`,
    requests: () => [...seen],
    inject(fault, matches = () => true, times = Number.POSITIVE_INFINITY) {
      orders.push({ fault, matches, times });
    },
    mend() {
      orders = [];
    },
    async held() {
      if (held.length > 0) return;
      await new Promise<void>((resolve) => {
        tellHeld = resolve;
      });
    },
    async release() {
      const passing = held;
      held = [];
      await Promise.all(passing.map((pass) => pass()));
    },
    async quiet() {
      for (let turn = 0; turn < TURNS_UNTIL_QUIET; turn += 1) {
        if (underWay.size > 0) {
          await Promise.all(underWay);
          turn = 0;
        }
        await setImmediate();
      }
    },
    async close() {
      await Promise.all(underWay);
      await server.close();
    },
  };
}

function seenRequest({ method, url, headers }: IncomingMessage, body: Buffer): SeenRequest {
  const entries = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return { method: method ?? 'GET', path: url ?? '/', headers: new Headers(entries), body: body.toString() };
}

function reply(outgoing: ServerResponse, answer: UpstreamAnswer | undefined, fault: ProxyFault | undefined): void {
  const how = fault?.reply ?? { kind: 'as-is' };
  if (how.kind === 'none' || outgoing.destroyed) return;
  if (how.kind === 'reset') return void outgoing.socket?.resetAndDestroy();
  const given = how.kind === 'instead' ? how.answer(answer) : answer;
  if (given === undefined) return void outgoing.socket?.destroy();
  outgoing.writeHead(given.status, given.headers.flat());
  if (how.kind !== 'half') return void outgoing.end(given.body);
  const half = given.body.subarray(0, Math.floor(given.body.length / 2));
  outgoing.write(half, () => outgoing.socket?.destroy());
}
