import { once } from 'node:events';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { FixedAnswer } from './fixed-answer.ts';

/** What @hono/node-server hands to an app; nothing when the app is called without a server. */
export type NodeBindings = Partial<HttpBindings>;

/** What a client gets instead of an answer: none, a broken connection, one that breaks half-way, or another answer. */
export type BrokenAnswer = 'nothing' | 'reset' | 'half' | FixedAnswer;

/**
 * Makes what the client gets of an answer.
 *
 * @throws Error for a broken connection where there is none: call the app through a server
 */
export async function brokenAnswer(
  broken: BrokenAnswer | undefined,
  answer: Response,
  { outgoing }: NodeBindings,
): Promise<Response> {
  if (broken === undefined) return answer;
  if (typeof broken === 'object') {
    return new Response(broken.body, { status: broken.status ?? answer.status, headers: broken.headers });
  }
  if (outgoing === undefined) {
    throw new Error('A connection can only break through a server: startGitLabSimulator or startJenkinsSimulator');
  }
  if (broken === 'nothing') {
    await once(outgoing, 'close');
    return RESPONSE_ALREADY_SENT;
  }
  if (broken === 'half') await sendHalf(answer, outgoing);
  outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** Half of the body, or of the head when that is all there is. */
async function sendHalf(answer: Response, outgoing: HttpBindings['outgoing']): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  const head = [`HTTP/1.1 ${answer.status} ${answer.statusText}`, `content-length: ${body.length}`]
    .concat([...answer.headers].map(([name, value]) => `${name}: ${value}`))
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
