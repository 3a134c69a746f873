import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { EventStreamCodec } from '@smithy/core/event-streams';

/** Servers that the handlers ask, in this process. */
export interface Servers {
  /** Answers `POST /execute` with an execution. */
  readonly pipelineServerUrl: string;
  /** Answers InvokeAgent with one chunk. */
  readonly bedrockUrl: string;
  /** The same over HTTP/2, which is the default of the SDK's client. */
  readonly bedrockHttp2Url: string;
  /** Answers each request of DynamoDB with nothing. */
  readonly dynamoDbUrl: string;
  close(): void;
}

const execution = {
  execution_id: 'exec-1',
  version: 1,
  pipeline_type: 'bootstrap',
  environment: 'dev',
  parameters: {},
  status: 'queued',
  requested_by: 'agents',
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  last_change: { type: 'execution.queued', actor: 'sluice' },
};

const codec = new EventStreamCodec(
  (input) => (typeof input === 'string' ? input : Buffer.from(input).toString('utf8')),
  (input) => Buffer.from(input, 'utf8'),
);
const chunk = codec.encode({
  headers: {
    ':message-type': { type: 'string', value: 'event' },
    ':event-type': { type: 'string', value: 'chunk' },
    ':content-type': { type: 'string', value: 'application/json' },
  },
  body: Buffer.from(JSON.stringify({ bytes: Buffer.from('Hello').toString('base64') })),
});

/** Starts the servers on free ports of this machine. */
export async function startServers(): Promise<Servers> {
  const servers = await Promise.all([
    listen(createServer(answering('application/json', JSON.stringify(execution), 202))),
    listen(createServer(answering('application/vnd.amazon.eventstream', chunk))),
    listen(createHttp2Server().on('stream', answerStream)),
    listen(createServer(answering('application/x-amz-json-1.0', '{"Items":[],"Count":0,"ScannedCount":0}'))),
  ]);
  const [pipelineServerUrl = '', bedrockUrl = '', bedrockHttp2Url = '', dynamoDbUrl = ''] = servers.map(urlOf);
  return {
    pipelineServerUrl,
    bedrockUrl,
    bedrockHttp2Url,
    dynamoDbUrl,
    close() {
      for (const server of servers) server.close();
    },
  };
}

function answering(contentType: string, body: string | Uint8Array, status = 200): RequestListener {
  return (request, response) => {
    request.resume();
    request.once('end', () => response.writeHead(status, { 'content-type': contentType }).end(body));
  };
}

function answerStream(stream: ServerHttp2Stream): void {
  stream.resume();
  stream.once('end', () => {
    stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' });
    stream.end(chunk);
  });
}

async function listen(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function urlOf(server: Server): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}
