import { once } from 'node:events';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { FaultEffect } from './faults.ts';

/** What @hono/node-server hands to an app; nothing when the app is called without a server. */
export type NodeBindings = Partial<HttpBindings>;

/**
 * Makes what the client gets of an answer.
 *
 * @throws Error for a broken connection where there is none: call the app through a server
 */
export async function brokenAnswer(
  answer: FaultEffect['answer'],
  response: Response,
  { outgoing }: NodeBindings,
): Promise<Response> {
  if (answer === undefined) return response;
  if (typeof answer === 'object') {
    return new Response(answer.body, { status: answer.status ?? response.status, headers: answer.headers });
  }
  if (outgoing === undefined) throw new Error('A connection can only break through a server: startGitLabSimulator');
  if (answer === 'nothing') {
    await once(outgoing, 'close');
    return RESPONSE_ALREADY_SENT;
  }
  if (answer === 'half') {
    const body = Buffer.from(await response.arrayBuffer());
    outgoing.writeHead(response.status, { 'content-type': 'application/json', 'content-length': body.length });
    await new Promise<void>((resolve) => {
      outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => resolve());
    });
  }
  outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}
