import { listen } from '@sluice/testkit';
import { onTestFinished } from 'vitest';

/** An answer on its way from the server, to a request. */
export interface PassingAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** What belongs to one connection only. */
const HOP_BY_HOP = ['connection', 'content-length', 'host', 'transfer-encoding'];

/** Starts a server in front of another one that changes its answers; it ends with the test. */
export async function startChangingServer(
  url: string,
  change: (answer: PassingAnswer) => Partial<Pick<PassingAnswer, 'status' | 'body'>>,
  /** Below which path it is. */
  prefix = '',
): Promise<string> {
  const { url: own, close } = await listen(async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    if (!pathname.startsWith(`${prefix}/`)) return new Response('', { status: 404 });
    const path = pathname.slice(prefix.length);
    const { method } = request;
    const sent = new Headers(request.headers);
    for (const name of HOP_BY_HOP) sent.delete(name);
    const body = method === 'POST' ? await request.text() : null;
    const answer = await fetch(`${url}${path}${search}`, { method, headers: sent, body });
    const read = (await answer.json()) as Record<string, unknown>;
    const passing: PassingAnswer = { method, path, status: answer.status, body: read };
    const changed = { ...passing, ...change(passing) };
    const headers = new Headers(answer.headers);
    headers.delete('content-length');
    return new Response(JSON.stringify(changed.body), { status: changed.status, headers });
  }, 0);
  onTestFinished(close);
  return `${own}${prefix}`;
}
