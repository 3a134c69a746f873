import { SluiceError } from '@sluice/core';
import { type BodyLimits, readBytes, tooLarge } from './body-bytes.ts';

/** More levels than any request needs, and few enough for whatever walks through them. */
const MAX_LEVELS = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the JSON body of a request. Of a key that is there twice, the last one counts.
 *
 * @throws SluiceError `invalid_request` when it is no JSON, `request_too_large`, `request_timeout`
 */
export async function readJsonBody(request: Request, limits: BodyLimits): Promise<unknown> {
  requireJsonType(request);
  return parse(await readBytes(request, limits));
}

/**
 * Reads the JSON body of a request that may have none: then it is an empty object.
 *
 * @throws SluiceError `invalid_request` when it is something else than JSON, `request_too_large`, `request_timeout`
 */
export async function readOptionalJsonBody(request: Request, limits: BodyLimits): Promise<unknown> {
  const bytes = await readBytes(request, limits);
  if (bytes.length === 0) return {};
  requireJsonType(request);
  return parse(bytes);
}

/**
 * Reads one JSON-RPC message. A batch is refused: who is limited by the number of requests could ask any number of
 * things in one.
 *
 * @throws SluiceError `invalid_request` when it is no JSON or a batch, `request_too_large`, `request_timeout`
 */
export async function readMcpMessage(request: Request, limits: BodyLimits): Promise<unknown> {
  const message = await readJsonBody(request, limits);
  if (!Array.isArray(message)) return message;
  throw invalid('Send one JSON-RPC message in a request: batches are not accepted.');
}

/**
 * Refuses a value that came as JSON by another way, where it is more than a body may be.
 *
 * @throws SluiceError `invalid_request` where it is nested too deeply or has a key `__proto__`, `request_too_large`
 */
export function requireBodyLike(value: unknown, limitBytes: number): void {
  refuseUnsafe(value, MAX_LEVELS);
  if (Buffer.byteLength(JSON.stringify(value) ?? '') > limitBytes) throw tooLarge(limitBytes);
}

function requireJsonType(request: Request): void {
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType === 'application/json') return;
  const given = mediaType === undefined || mediaType === '' ? '' : `; "${mediaType}" is not accepted`;
  throw invalid(`Send the body as JSON, with "Content-Type: application/json"${given}.`);
}

function parse(bytes: Uint8Array): unknown {
  const body = parseJson(decode(bytes));
  refuseUnsafe(body, MAX_LEVELS);
  return body;
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw invalid('The body is not valid UTF-8.');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which has no place in a log.
    throw invalid(text === '' ? 'The body is empty; JSON is needed.' : 'The body is not valid JSON.');
  }
}

/** Other names of prototypes, such as `constructor`, are plain keys to whatever copies an object; this one is not. */
function refuseUnsafe(value: unknown, levels: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (levels === 0) throw invalid(`The body is nested too deeply: ${MAX_LEVELS} levels are accepted.`);
  if (Object.hasOwn(value, '__proto__')) throw invalid('The body has a key "__proto__", which is not accepted.');
  for (const member of Object.values(value)) refuseUnsafe(member, levels - 1);
}

function invalid(message: string): SluiceError {
  return new SluiceError({ code: 'invalid_request', message });
}
