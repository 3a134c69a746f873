import { EventStreamCodec } from '@smithy/core/event-streams';
import type { InvocationResult } from './function-worker.ts';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

/** Returns the frame of a piece of a streamed response. */
export function payloadFrame(bytes: Uint8Array): Uint8Array {
  return frame('PayloadChunk', 'application/octet-stream', bytes);
}

/** Returns the frame that ends a streamed response. */
export function completeFrame({ failed, payload }: InvocationResult): Uint8Array {
  const end = failed ? { ErrorCode: 'Unhandled', ErrorDetails: payload } : {};
  return frame('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(end)));
}

function frame(type: string, contentType: string, body: Uint8Array): Uint8Array {
  const headers = { ':message-type': 'event', ':event-type': type, ':content-type': contentType };
  return codec.encode({
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]),
    ),
    body,
  });
}
