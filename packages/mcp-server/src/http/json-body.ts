import { SluiceError } from '@sluice/core';

/** More levels than any request needs, and few enough for whatever walks through them. */
const MAX_LEVELS = 32;

/**
 * Reads the JSON body of a request.
 *
 * @throws SluiceError `invalid_request` when it is no JSON, `request_too_large`
 */
export async function readJsonBody(request: Request, limitBytes: number): Promise<unknown> {
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    const given = mediaType === undefined ? '' : `; "${mediaType}" is not accepted`;
    throw invalid(`Send the body as JSON, with "Content-Type: application/json"${given}.`);
  }
  const body = parse(await readText(request, limitBytes));
  if (!isDeeperThan(body, MAX_LEVELS)) return body;
  throw invalid(`The body is nested too deeply: ${MAX_LEVELS} levels are accepted.`);
}

async function readText(request: Request, limitBytes: number): Promise<string> {
  if (Number(request.headers.get('content-length')) > limitBytes) throw tooLarge(limitBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bodyOf(request)) {
    size += chunk.length;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function* bodyOf(request: Request): AsyncGenerator<Uint8Array> {
  try {
    yield* request.body ?? [];
  } catch {
    throw invalid('The body ended before it was complete.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which has no place in a log.
    throw invalid(text === '' ? 'The body is empty; JSON is needed.' : 'The body is not valid JSON.');
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}

function tooLarge(limitBytes: number): SluiceError {
  return new SluiceError({
    code: 'request_too_large',
    message: `The body is too large: ${limitBytes} bytes are accepted.`,
  });
}

function invalid(message: string): SluiceError {
  return new SluiceError({ code: 'invalid_request', message });
}
