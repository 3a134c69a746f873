import { setImmediate } from 'node:timers/promises';
import { type Clock, SluiceError } from '@sluice/core';

/** How much body is read, and for how long it may come. */
export interface BodyLimits {
  /** The largest body that is read, in bytes. */
  readonly limitBytes: number;
  readonly clock: Clock;
  /** How long a body may take to arrive. @defaultValue 10000 */
  readonly deadlineMs?: number | undefined;
}

/**
 * Reads the body of a request, and no more of it than is accepted.
 *
 * @throws SluiceError `request_too_large`; `request_timeout` when it comes too slowly; `invalid_request` when it breaks
 * off or is compressed
 */
export async function readBytes(request: Request, limits: BodyLimits): Promise<Uint8Array> {
  refuseEncoding(request);
  const length = request.headers.get('content-length');
  if (Number(length) > limits.limitBytes) throw tooLarge(limits.limitBytes);
  // With a length, whoever parsed the head hands on that much and no more: it can be read in one go.
  const bytes = await within(limits, length === null ? readChunks(request, limits) : readAll(request));
  if (bytes.length > limits.limitBytes) throw tooLarge(limits.limitBytes);
  return bytes;
}

/** Most bodies come together with the head; only for the others it is worth to set an alarm. */
async function within<Result>({ clock, deadlineMs = 10_000 }: BodyLimits, reading: Promise<Result>): Promise<Result> {
  const first = await Promise.race([reading, setImmediate(undefined)]);
  if (first !== undefined) return first;
  const done = new AbortController();
  const late = clock.sleep(deadlineMs, done.signal).then(() => {
    throw tooSlow(deadlineMs);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    done.abort();
  }
}

async function readAll(request: Request): Promise<Uint8Array> {
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch {
    throw brokenOff();
  }
}

async function readChunks(request: Request, limits: BodyLimits): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunksOf(request)) {
    size += chunk.length;
    if (size > limits.limitBytes) throw tooLarge(limits.limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* chunksOf(request: Request): AsyncGenerator<Uint8Array> {
  try {
    yield* request.body ?? [];
  } catch {
    throw brokenOff();
  }
}

/** A few bytes can hold gigabytes. */
function refuseEncoding(request: Request): void {
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return;
  throw new SluiceError({
    code: 'invalid_request',
    message: 'Send the body as it is, without "Content-Encoding": compressed bodies are not accepted.',
  });
}

function brokenOff(): SluiceError {
  return new SluiceError({ code: 'invalid_request', message: 'The body ended before it was complete.' });
}

/** Says that a body is larger than is accepted. */
export function tooLarge(limitBytes: number): SluiceError {
  return new SluiceError({
    code: 'request_too_large',
    message: `The body is too large: ${limitBytes} bytes are accepted.`,
  });
}

function tooSlow(deadlineMs: number): SluiceError {
  return new SluiceError({
    code: 'request_timeout',
    message: `The body did not arrive within ${deadlineMs / 1000} seconds. Send the request again.`,
    retryable: true,
  });
}
