import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SparseLog } from '../http/sparse-log.ts';
import { rawAnswerOf, rawAnswerText } from './raw-answer.ts';
import { type Refusal, refusal } from './refusal.ts';

/** @internal */
export interface RefuseConnectionsOptions {
  readonly server: Server;
  /** How many connections may be open. */
  readonly maxConnections: number;
  readonly log: SparseLog;
  /** Tells whether whatever is written to a connection would be taken for the answer to another request. */
  readonly isAnswering: (socket: Duplex) => boolean;
}

/** What happens when a sender goes away. */
const GONE: readonly unknown[] = ['ECONNRESET', 'EPIPE', 'HPE_INVALID_EOF_STATE'];

/** Answers what comes over a connection and is no request, and takes no more connections than the server can hold. */
export function refuseConnections({ server, maxConnections, log, isAnswering }: RefuseConnectionsOptions): void {
  function end(socket: Duplex, refused: Refusal): void {
    if (!socket.writable || isAnswering(socket)) socket.destroy();
    else socket.end(rawAnswerText(rawAnswerOf(refused)), () => socket.destroy());
  }

  server.maxConnections = maxConnections;
  server.on('drop', () => log.warn({ limit: maxConnections }, 'Connections are refused: there are too many'));
  server.on('connect', (_, socket) => end(socket, refusal(405, 'invalid_request', 'CONNECT is not accepted.')));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // The error itself holds what was sent.
    if (!GONE.includes(error.code)) log.warn({ code: error.code }, 'What came over a connection is no request');
    end(socket, refusalFor(error.code));
  });
}

function refusalFor(code: string | undefined): Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return refusal(431, 'request_too_large', 'The head of the request is too large.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return refusal(408, 'request_timeout', 'The request did not arrive in time. Send it again.');
    default:
      return refusal(400, 'invalid_request', 'This is no HTTP request that can be read.');
  }
}
