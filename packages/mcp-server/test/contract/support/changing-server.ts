import { listen } from '@sluice/testkit';
import { onTestFinished } from 'vitest';

/** An answer on its way from the server. */
export interface PassingAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** What belongs to one connection only. */
const HOP_BY_HOP = ['connection', 'content-length', 'host', 'transfer-encoding'];

/** Starts a server in front of another one that changes its answers; it ends with the test. */
export async function startChangingServer(
  url: string,
  change: (answer: PassingAnswer) => Partial<PassingAnswer>,
): Promise<string> {
  const { url: own, close } = await listen(async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const { method } = request;
    const sent = new Headers(request.headers);
    for (const name of HOP_BY_HOP) sent.delete(name);
    const body = method === 'POST' ? await request.text() : null;
    const answer = await fetch(`${url}${pathname}${search}`, { method, headers: sent, body });
    const passing: PassingAnswer = {
      status: answer.status,
      headers: new Headers(answer.headers),
      body: (await answer.json()) as Record<string, unknown>,
    };
    const changed = { ...passing, ...change(passing) };
    changed.headers.delete('content-length');
    return new Response(JSON.stringify(changed.body), { status: changed.status, headers: changed.headers });
  }, 0);
  onTestFinished(close);
  return own;
}
