import type { ChatEvent } from './chat-event.ts';
import { bytesOf, fitBody, splitText } from './fit-body.ts';

/** API Gateway closes a connection on which a frame of more than 32 KB is sent. */
const MAX_BYTES = 30_000;

/** What stands around the text of a piece, in bytes. */
const ENVELOPE_BYTES = 1000;

/** Writes an event as the messages that a WebSocket takes: a long piece of the answer as several, anything else shortened. */
export function webSocketMessages(event: ChatEvent, sessionId: string | undefined): readonly string[] {
  const session = sessionId === undefined ? {} : { session_id: sessionId };
  const write = (data: object): string => JSON.stringify({ type: event.type, ...session, ...data });
  if (event.type === 'answer') {
    return splitText(event.data.text, MAX_BYTES - ENVELOPE_BYTES).map((text) => write({ text }));
  }
  const fitted = fitBody({ ...event.data }, MAX_BYTES - ENVELOPE_BYTES);
  if (bytesOf(fitted) <= MAX_BYTES - ENVELOPE_BYTES) return [write(fitted)];
  return [write({ shortened: `Left out, since it was too long: all of this ${event.type}.` })];
}
