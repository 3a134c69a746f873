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
  if (outgoing === undefined) throw new Error('A connection can only break through a server: startJenkinsSimulator');
  if (answer === 'nothing') {
    await once(outgoing, 'close');
    return RESPONSE_ALREADY_SENT;
  }
  if (answer === 'half') await sendHalf(response, outgoing);
  outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** Half of the body, or of the head when that is all there is. */
async function sendHalf(response: Response, outgoing: HttpBindings['outgoing']): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  const head = [`HTTP/1.1 ${response.status} ${response.statusText}`, `content-length: ${body.length}`]
    .concat([...response.headers].map(([name, value]) => `${name}: ${value}`))
    .join('\r\n');
  const sent =
    body.length === 0
      ? head.slice(0, head.length / 2)
      : Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body.subarray(0, body.length / 2)]);
  await new Promise<void>((resolve) => {
    if (outgoing.socket === null) resolve();
    else outgoing.socket.write(sent, () => resolve());
  });
}
