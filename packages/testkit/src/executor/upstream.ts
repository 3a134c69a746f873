import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestEncrypted } from 'node:https';
import { buffer } from 'node:stream/consumers';

/** An answer of the CI system, whole. */
export interface UpstreamAnswer {
  readonly status: number;
  /** As they came, one pair for each line. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** What is between two neighbours only, and the length, which is set anew. */
const NOT_PASSED_ON: readonly string[] = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host'];

/** Passes a request on to the CI system, and returns what it answers. */
export async function forward(upstream: URL, incoming: IncomingMessage, body: Buffer): Promise<UpstreamAnswer> {
  const send = upstream.protocol === 'https:' ? requestEncrypted : requestPlain;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const length: readonly [string, string] = ['content-length', String(body.length)];
  const headers = [['host', upstream.host] as const, ...passedOn(incoming), ...(body.length === 0 ? [] : [length])];
  send(
    {
      hostname: upstream.hostname.replace(/^\[|\]$/g, ''),
      port: upstream.port,
      method: incoming.method,
      path: incoming.url,
      headers: headers.flat(),
      // One connection for each request: one that is left over may break under the next.
      agent: false,
    },
    resolve,
  )
    .once('error', reject)
    .end(body);
  const answer = await promise;
  return answerOf(answer, await buffer(answer), incoming.method);
}

function answerOf(answer: IncomingMessage, body: Buffer, method: string | undefined): UpstreamAnswer {
  const status = answer.statusCode ?? 502;
  const headers = passedOn(answer);
  const length = method === 'HEAD' ? answer.headers['content-length'] : String(body.length);
  const hasLength = status >= 200 && status !== 204 && status !== 304 && length !== undefined;
  return { status, headers: hasLength ? [...headers, ['content-length', length]] : headers, body };
}

function passedOn({ rawHeaders }: IncomingMessage): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (!NOT_PASSED_ON.includes(name.toLowerCase())) pairs.push([name, value]);
  }
  return pairs;
}
