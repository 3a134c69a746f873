/** Which bytes of a body are wanted: so many from an offset on, or so many at its end. @public */
export type BodyPart = { readonly from: number; readonly length: number } | { readonly last: number };

/** The bytes that were kept of a body, and how many were read. @public */
export interface ReadBody {
  /** Those that are wanted, so far as the body has them. */
  readonly bytes: Uint8Array;
  /** How many bytes came, with those that are not wanted; the body may go on after them. */
  readonly seen: number;
}

/** More than any list or record that a CI system sends. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * Reads a part of a body, and keeps nothing else of it in memory: a log may be larger than that is. What comes after the
 * part is left unread.
 *
 * @param part - By default the first 32 MiB
 * @public
 */
export async function readBodyPart(
  { body }: Response,
  part: BodyPart = { from: 0, length: MAX_BYTES },
): Promise<ReadBody> {
  if (body === null) return { bytes: new Uint8Array(), seen: 0 };
  return 'last' in part ? readEnd(body, part.last) : readFrom(body, part);
}

type Body = NonNullable<Response['body']>;

async function readFrom(body: Body, { from, length }: { from: number; length: number }): Promise<ReadBody> {
  const end = from + length;
  const kept: Uint8Array[] = [];
  let seen = 0;
  const reader = body.getReader();
  while (seen < end) {
    const { done, value } = await reader.read();
    if (done) return { bytes: joined(kept), seen };
    if (seen + value.length > from) kept.push(value.subarray(Math.max(0, from - seen), end - seen));
    seen += value.length;
  }
  await reader.cancel();
  return { bytes: joined(kept), seen };
}

async function readEnd(body: Body, last: number): Promise<ReadBody> {
  const kept: Uint8Array[] = [];
  let size = 0;
  let seen = 0;
  for await (const chunk of body) {
    kept.push(chunk);
    size += chunk.length;
    seen += chunk.length;
    while (kept[0] !== undefined && size - kept[0].length >= last) size -= kept.shift()?.length ?? 0;
  }
  return { bytes: joined(kept).subarray(Math.max(0, size - last)), seen };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
