import { listen } from '@sluice/testkit';
import { onTestFinished } from 'vitest';

/** An answer on its way from the server. */
export interface PassingAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Starts a server in front of another one that changes its answers; it ends with the test. */
export async function startChangingServer(
  url: string,
  change: (answer: PassingAnswer) => Partial<PassingAnswer>,
): Promise<string> {
  const { url: own, close } = await listen(async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const body = request.method === 'POST' ? await request.text() : null;
    const answer = await fetch(`${url}${pathname}${search}`, {
      method: request.method,
      headers: request.headers,
      body,
    });
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
