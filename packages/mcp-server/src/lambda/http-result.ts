import type { AnswerFormat } from './http-event.ts';

/**
 * An HTTP answer as API Gateway, function URLs and load balancers take it.
 *
 * @public
 */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly cookies?: readonly string[] | undefined;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** So much of a stream fits into an answer that is sent in one piece; who reads it asks for the rest. */
const STREAM_BYTES = 512 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Waits for an answer to be complete and writes it as the gateway wants it. */
export async function resultOf(response: Response, format: AnswerFormat): Promise<HttpResult> {
  const bytes = await readBody(response);
  return { statusCode: response.status, ...headersOf(response.headers, format), ...bodyOf(bytes) };
}

function headersOf(
  headers: Headers,
  format: AnswerFormat,
): Omit<HttpResult, 'statusCode' | 'body' | 'isBase64Encoded'> {
  const cookies = headers.getSetCookie();
  const entries = [...headers].filter(([name]) => name !== 'set-cookie');
  if (format === 'cookies') return { headers: Object.fromEntries(entries), ...(cookies.length > 0 ? { cookies } : {}) };
  if (format === 'values') {
    return {
      headers: { ...Object.fromEntries(entries), ...(cookies[0] === undefined ? {} : { 'set-cookie': cookies[0] }) },
    };
  }
  const lists = entries.map(([name, value]): [string, string[]] => [name, [value]]);
  return { multiValueHeaders: Object.fromEntries(cookies.length > 0 ? [...lists, ['set-cookie', cookies]] : lists) };
}

/** Text stays text, since a REST API decodes only what it is told to. */
function bodyOf(bytes: Buffer): Pick<HttpResult, 'body' | 'isBase64Encoded'> {
  try {
    return { body: utf8.decode(bytes), isBase64Encoded: false };
  } catch {
    return { body: bytes.toString('base64'), isBase64Encoded: true };
  }
}

async function readBody({ body, headers }: Response): Promise<Buffer> {
  const limit = headers.get('content-type')?.startsWith('text/event-stream') ? STREAM_BYTES : Number.POSITIVE_INFINITY;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    // Events are written whole, so that none is cut; leaving the loop tells the writer to stop.
    if (size >= limit) break;
  }
  return Buffer.concat(chunks);
}
