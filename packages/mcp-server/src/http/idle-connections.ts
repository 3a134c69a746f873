import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Follows which connections are answering requests. The returned function closes the others at once, and these as soon
 * as they are done. Node's own `closeIdleConnections` leaves those alone that were opened and never used, as browsers
 * and HTTP clients do in advance, and a server would wait for them.
 */
export function trackConnections(server: Server): () => void {
  const unanswered = new Map<Socket, number>();
  let closing = false;

  function closeIfIdle(socket: Socket): void {
    if (closing && unanswered.get(socket) === 0) socket.destroySoon();
  }

  function count(socket: Socket, change: number): void {
    unanswered.set(socket, (unanswered.get(socket) ?? 0) + change);
    closeIfIdle(socket);
  }

  server.on('connection', (socket: Socket) => {
    unanswered.set(socket, 0);
    socket.once('close', () => unanswered.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    count(socket, 1);
    response.once('close', () => {
      if (unanswered.has(socket)) count(socket, -1);
    });
  });
  return () => {
    closing = true;
    for (const socket of unanswered.keys()) closeIfIdle(socket);
  };
}
