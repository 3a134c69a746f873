import type { ChatEvent } from './chat-event.ts';

/** Sends events one after the other. */
export interface EventWriter {
  /** Queues an event. Pieces of the answer that wait are sent as one. */
  write(event: ChatEvent): void;
  /** Resolves when everything that was queued has been sent, or nobody is there any more. */
  idle(): Promise<void>;
  /** Whether nothing is being sent. */
  readonly isIdle: boolean;
}

export interface EventWriterOptions {
  /** Sends one event; what it throws means that nobody is there any more. */
  readonly send: (event: ChatEvent) => Promise<void>;
  /** Is told once that nobody is there any more. Nothing is sent from then on. */
  readonly onGone: (error: unknown) => void;
}

/** Makes a writer to something that takes its time: the order is kept, and nothing waits for it but the writer. */
export function createEventWriter({ send, onGone }: EventWriterOptions): EventWriter {
  const waiting: ChatEvent[] = [];
  let isSending = false;
  let sent = Promise.resolve();
  let isGone = false;

  async function sendAll(): Promise<void> {
    isSending = true;
    try {
      for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) await send(event);
    } catch (error) {
      isGone = true;
      waiting.length = 0;
      onGone(error);
    } finally {
      // At once when nothing is left: an event that came between the two would never be sent.
      isSending = false;
    }
  }

  return {
    write(event) {
      if (isGone) return;
      queue(waiting, event);
      if (!isSending) sent = sendAll();
    },
    async idle() {
      while (isSending) await sent;
    },
    get isIdle() {
      return !isSending;
    },
  };
}

function queue(waiting: ChatEvent[], event: ChatEvent): void {
  const last = waiting.at(-1);
  if (last?.type === 'answer' && event.type === 'answer') {
    waiting[waiting.length - 1] = { type: 'answer', data: { text: last.data.text + event.data.text } };
  } else waiting.push(event);
}
