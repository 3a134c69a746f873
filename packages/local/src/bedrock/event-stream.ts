import { EventStreamCodec } from '@smithy/core/event-streams';
import type { BedrockException } from './exceptions.ts';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

/** How large a piece of a streamed answer is, in bytes. Odd, so that it falls within characters, as Bedrock's may. */
const PIECE_BYTES = 37;

/** Returns the frame of a piece of the answer. */
export function chunkFrame(bytes: Uint8Array): Uint8Array {
  return eventFrame('chunk', { bytes: Buffer.from(bytes).toString('base64') });
}

/** Returns the frame of a trace. */
export function traceFrame(part: unknown): Uint8Array {
  return eventFrame('trace', part);
}

/** Returns the frame by which an agent returns control. */
export function controlFrame(control: object): Uint8Array {
  return eventFrame('returnControl', control);
}

/** Returns a frame of a kind that no SDK knows. */
export function unknownFrame(): Uint8Array {
  return eventFrame('somethingNew', {});
}

/** Returns a frame whose checksum is wrong. */
export function damagedFrame(): Uint8Array {
  const whole = chunkFrame(Buffer.from('damaged'));
  return whole.map((byte, index) => (index === whole.length - 1 ? byte ^ 0xff : byte));
}

/** Returns the frame of a failure within the stream. */
export function exceptionFrame({ exception, members }: BedrockException): Uint8Array {
  return frame({ ':message-type': 'exception', ':exception-type': exception }, members);
}

/** Cuts an answer into the pieces in which it is streamed: wherever they end, also within a character. */
export function piecesOf(answer: Uint8Array, pieceBytes: number = PIECE_BYTES): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(answer.length / pieceBytes) }, (_, index) =>
    answer.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
}

function eventFrame(type: string, payload: unknown): Uint8Array {
  return frame({ ':message-type': 'event', ':event-type': type }, payload);
}

function frame(headers: Readonly<Record<string, string>>, payload: unknown): Uint8Array {
  const all = Object.entries({ ...headers, ':content-type': 'application/json' });
  return codec.encode({
    headers: Object.fromEntries(all.map(([name, value]) => [name, { type: 'string' as const, value }])),
    body: Buffer.from(JSON.stringify(payload)),
  });
}
