import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { constants, createServer as createHttp2Server } from 'node:http2';
import { createServer, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { bind } from '../http/listen.ts';

/** A request over either version of HTTP. */
export interface HttpRequest extends Readable {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Its answer. */
export interface HttpResponse {
  readonly headersSent: boolean;
  writeHead(status: number, headers: Record<string, string>): unknown;
  /** @param onSent - Called when it has gone out, or will not any more */
  write(chunk: Uint8Array, onSent?: () => void): boolean;
  end(): unknown;
  once(event: string, listener: () => void): unknown;
}

export interface ConnectionSwitchOptions {
  readonly host: string;
  readonly port: number;
  readonly onRequest: (request: HttpRequest, response: HttpResponse, connection: HttpConnection) => void;
}

/** What a request came over. */
export interface HttpConnection {
  /** Breaks off the answer where it stands: over HTTP/1.1 the connection, over HTTP/2 the stream. */
  cut(): void;
}

export interface ConnectionSwitch {
  readonly port: number;
  /** Cuts all connections. */
  close(): Promise<void>;
}

/** How every HTTP/2 connection begins. */
const PREFACE = Buffer.from('PRI * HTTP/2.0');

/**
 * Listens on one port for HTTP/2 without TLS, which the AWS SDK's default client speaks, and for HTTP/1.1: the first
 * bytes of a connection tell which it is.
 *
 * @throws the system's error, `EADDRINUSE` when the port is taken
 */
export async function listenForBoth({ host, port, onRequest }: ConnectionSwitchOptions): Promise<ConnectionSwitch> {
  const http1 = createHttpServer((request, response) =>
    onRequest(request, response, { cut: () => request.socket.destroySoon() }),
  );
  const http2 = createHttp2Server((request, response) =>
    onRequest(request, response, { cut: () => response.stream.close(constants.NGHTTP2_CANCEL) }),
  );
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    void firstBytes(socket).then((speaksHttp2) => {
      (speaksHttp2 ? http2 : http1).emit('connection', socket);
      socket.resume();
    });
  });
  return {
    port: await bind(server, host, port),
    async close() {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Looks at how a connection begins, leaves the bytes where they were, and tells whether it speaks HTTP/2. */
function firstBytes(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0);
    const look = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const length = Math.min(seen.length, PREFACE.length);
      const speaksHttp2 = seen.subarray(0, length).equals(PREFACE.subarray(0, length));
      if (speaksHttp2 && length < PREFACE.length) return;
      socket.off('data', look);
      socket.pause();
      socket.unshift(seen);
      resolve(speaksHttp2);
    };
    socket.on('data', look);
  });
}
