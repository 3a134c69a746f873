import { createServer, type IncomingMessage } from 'node:http';
import { decodeLabel } from '../http/decode-label.ts';
import { type HttpPart, listen } from '../http/listen.ts';
import { readBody } from '../http/read-body.ts';

/** What is done with an open WebSocket; `ws` has no types of its own, so its name is kept out of ours. */
export interface OpenWebSocket {
  readonly OPEN: number;
  readonly readyState: number;
  send(text: string): void;
  close(): void;
  terminate(): void;
}

/** The open WebSocket connections, behind the API by which functions write to them. */
export interface Connections extends HttpPart {
  add(connectionId: string, socket: OpenWebSocket): void;
  remove(connectionId: string): void;
}

/** API Gateway's limit for a message, in bytes. */
const MESSAGE_LIMIT = 128 * 1024;

const PATH = /^\/@connections\/([^/]+)$/;

/** Starts the API that takes `POST /@connections/{id}` (PostToConnection) and `DELETE`. */
export async function startConnections(): Promise<Connections> {
  const sockets = new Map<string, OpenWebSocket>();
  const server = createServer(async (request, response) => {
    const status = await answer(sockets, request).catch(() => 413);
    response.writeHead(status, status === 410 ? { 'x-amzn-errortype': 'GoneException' } : {}).end();
  });
  const part = await listen(server);
  return {
    ...part,
    add: (connectionId, socket) => void sockets.set(connectionId, socket),
    remove: (connectionId) => void sockets.delete(connectionId),
    async close() {
      for (const socket of sockets.values()) socket.terminate();
      await part.close();
    },
  };
}

async function answer(sockets: ReadonlyMap<string, OpenWebSocket>, request: IncomingMessage): Promise<number> {
  const connectionId = decodeLabel(PATH.exec(request.url ?? '')?.[1] ?? '');
  if (!connectionId) return 403;
  const body = await readBody(request, MESSAGE_LIMIT);
  const socket = sockets.get(connectionId);
  if (socket === undefined || socket.readyState !== socket.OPEN) return 410;
  if (request.method === 'DELETE') {
    socket.close();
    return 204;
  }
  if (request.method !== 'POST') return 403;
  socket.send(body.toString('utf8'));
  return 200;
}
