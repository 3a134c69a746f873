import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What a server's connections are doing. */
export interface Connections {
  /**
   * Tells whether a request that came over a connection, all of it, is still to be answered, or an answer is on its way:
   * whatever else is written would be taken for it.
   */
  isAnswering(socket: Duplex): boolean;
  /** How many requests are not answered yet. */
  unanswered(): number;
  /** Closes the connections that are not answering at once, and the others as soon as they are done. */
  closeIdle(): void;
}

interface Connection {
  readonly socket: Socket;
  /**
   * The requests that are not answered yet, seldom more than one. A list, since a map that lives as long as the connection
   * and is changed with every request makes V8 keep the garbage of all these requests.
   */
  readonly unanswered: Unanswered[];
}

interface Unanswered {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Follows which connections are answering requests. Node's own `closeIdleConnections` leaves those alone that were opened
 * and never used, as browsers and HTTP clients do in advance, and a server would wait for them.
 */
export function trackConnections(server: Server): Connections {
  const connections = new Map<Duplex, Connection>();
  let closing = false;

  function closeIfIdle({ socket, unanswered }: Connection): void {
    if (closing && unanswered.length === 0) socket.destroySoon();
  }

  server.on('connection', (socket: Socket) => {
    connections.set(socket, { socket, unanswered: [] });
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', (request, response) => {
    const connection = connections.get(request.socket);
    if (connection === undefined) return;
    const unanswered = { request, response };
    connection.unanswered.push(unanswered);
    response.once('close', () => {
      connection.unanswered.splice(connection.unanswered.indexOf(unanswered), 1);
      closeIfIdle(connection);
    });
  });
  return {
    isAnswering(socket) {
      const unanswered = connections.get(socket)?.unanswered ?? [];
      return unanswered.some(({ request, response }) => request.complete || response.headersSent);
    },
    unanswered: () => [...connections.values()].reduce((sum, { unanswered }) => sum + unanswered.length, 0),
    closeIdle() {
      closing = true;
      for (const connection of connections.values()) closeIfIdle(connection);
    },
  };
}
