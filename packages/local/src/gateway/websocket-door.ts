import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '@sluice/core';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FunctionInvoker } from '../lambda-host/function-invoker.ts';
import type { Connections } from './connections.ts';
import { type WebSocketConnection, type WebSocketRoute, webSocketEvent } from './websocket-event.ts';

export interface WebSocketDoorOptions {
  readonly invoker: FunctionInvoker;
  /** The function that answers `$connect`, `$default` and `$disconnect`. */
  readonly functionName: string;
  readonly connections: Connections;
  readonly clock: Pick<Clock, 'now'>;
}

/** The door of a WebSocket API. */
export interface WebSocketDoor {
  /** Takes a request to upgrade a connection to a WebSocket. */
  open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  /** Cuts all connections. */
  close(): void;
}

/** Makes what a WebSocket API is in the cloud: the function decides who may connect, and gets every message as an event. */
export function createWebSocketDoor({
  invoker,
  functionName,
  connections,
  clock,
}: WebSocketDoorOptions): WebSocketDoor {
  const sockets = new WebSocketServer({ noServer: true });

  /** Returns the status that the function answers. */
  async function tell(connection: WebSocketConnection, route: WebSocketRoute, body?: string): Promise<number> {
    const event = webSocketEvent(connection, route, { now: clock.now(), requestId: randomUUID(), body });
    try {
      const { payload, functionError } = await invoker.invoke(functionName, event);
      return functionError === undefined ? statusOf(JSON.parse(payload)) : 502;
    } catch {
      return 502;
    }
  }

  async function deliver(socket: WebSocket, connection: WebSocketConnection, message: string): Promise<void> {
    const status = await tell(connection, '$default', message);
    if (status < 500 || socket.readyState !== socket.OPEN) return;
    // As API Gateway says it.
    const { connectionId } = connection;
    socket.send(JSON.stringify({ message: 'Internal server error', connectionId, requestId: randomUUID() }));
  }

  function serve(socket: WebSocket, connection: WebSocketConnection): void {
    const { connectionId } = connection;
    connections.add(connectionId, socket);
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => void deliver(socket, connection, String(data)));
    socket.once('close', () => {
      connections.remove(connectionId);
      void tell(connection, '$disconnect');
    });
  }

  async function open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const connection: WebSocketConnection = {
      connectionId: randomUUID(),
      connectedAt: clock.now(),
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    };
    const status = await tell(connection, '$connect');
    if (status !== 200) socket.end(`HTTP/1.1 ${status === 502 ? 502 : 403} Refused\r\nconnection: close\r\n\r\n`);
    else sockets.handleUpgrade(request, socket, head, (opened) => serve(opened, connection));
  }

  return {
    open,
    close() {
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}

function statusOf(answer: unknown): number {
  const status =
    typeof answer === 'object' && answer !== null && 'statusCode' in answer ? answer.statusCode : undefined;
  return typeof status === 'number' ? status : 502;
}
