import type { HttpConnection, HttpResponse } from './connection-switch.ts';
import {
  chunkFrame,
  controlFrame,
  damagedFrame,
  exceptionFrame,
  piecesOf,
  traceFrame,
  unknownFrame,
} from './event-stream.ts';
import { BedrockException } from './exceptions.ts';
import type { StreamFault } from './stream-fault.ts';

/** An answer while it is sent: a stream of events. */
export interface AnswerStream {
  trace(part: object): void;
  control(control: object): void;
  /**
   * Sends what the agent says.
   *
   * @returns whether the stream is to be ended as it should: not where it was cut or stalls
   * @throws BedrockException the scripted one
   */
  answer(text: string): Promise<boolean>;
  exception(exception: BedrockException): void;
}

export interface AnswerStreamOptions {
  readonly response: HttpResponse;
  readonly connection: HttpConnection;
  /** Whether the answer is sent in pieces. */
  readonly streamed: boolean;
  readonly fault: StreamFault | undefined;
}

/** Makes the stream of an answer, with whatever is to go wrong in it. */
export function answerStream({ response, connection, streamed, fault }: AnswerStreamOptions): AnswerStream {
  const send = (frame: Uint8Array): Promise<void> => new Promise((resolve) => response.write(frame, resolve));

  /** Sends the first half, which ends wherever it does, and then what goes wrong. */
  async function sendHalf(bytes: Uint8Array, broken: StreamFault): Promise<boolean> {
    await send(chunkFrame(bytes.subarray(0, Math.ceil(bytes.length / 2))));
    switch (broken.fault) {
      case 'exception':
        throw new BedrockException(broken.exception, broken.message);
      case 'damaged_frame':
        await send(damagedFrame());
        return true;
      case 'cut':
        connection.cut();
        return false;
      default:
        return false;
    }
  }

  return {
    trace: (part) => void response.write(traceFrame(part)),
    control: (control) => void response.write(controlFrame(control)),
    async answer(text) {
      const bytes = Buffer.from(text, 'utf8');
      if (fault !== undefined && BREAKING.has(fault.fault)) return sendHalf(bytes, fault);
      if (fault?.fault === 'unknown_event') response.write(unknownFrame());
      for (const piece of piecesFor(bytes, fault, streamed)) response.write(chunkFrame(piece));
      return true;
    },
    exception: (exception) => void response.write(exceptionFrame(exception)),
  };
}

/** What breaks within an answer. */
const BREAKING: ReadonlySet<StreamFault['fault']> = new Set(['exception', 'damaged_frame', 'cut', 'stall']);

function piecesFor(bytes: Uint8Array, fault: StreamFault | undefined, streamed: boolean): readonly Uint8Array[] {
  if (fault?.fault === 'split_characters') return piecesOf(bytes, 1);
  return streamed ? piecesOf(bytes) : [bytes];
}
