import { text } from 'node:stream/consumers';
import { startHttpServer } from './http-server.ts';

/** What API Gateway does with a message to a WebSocket connection. */
export interface ConnectionsServer {
  /** Settings with which the SDK's client finds it. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  /** The messages that arrived, in their order: for which connection, and as they came. */
  readonly messages: { readonly connectionId: string; readonly text: string }[];
  /** From which message on the connection is closed, and with which error. @defaultValue never */
  closedFrom: { readonly count: number; readonly status: number; readonly type: string } | undefined;
  close(): Promise<void>;
}

const POST = /^\/prod\/@connections\/([^/]+)$/;

/** Starts the part of API Gateway that posts to WebSocket connections. */
export async function startConnectionsServer(): Promise<ConnectionsServer> {
  const { url, close } = await startHttpServer(async (request, response) => {
    const connectionId = decodeURIComponent(POST.exec(request.url ?? '')?.[1] ?? '');
    const body = await text(request);
    const { closedFrom } = server;
    if (closedFrom !== undefined && server.messages.length >= closedFrom.count) {
      response.writeHead(closedFrom.status, {
        'x-amzn-errortype': closedFrom.type,
        'content-type': 'application/json',
      });
      response.end('{"message":"at host-1"}');
      return;
    }
    server.messages.push({ connectionId, text: body });
    response.end();
  });
  const server: ConnectionsServer = {
    client: {
      endpoint: `${url}/prod`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    },
    messages: [],
    closedFrom: undefined,
    close,
  };
  return server;
}
