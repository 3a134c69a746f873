import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Execution, ExecutionStore, Wire } from '@sluice/core';
import { createVirtualClock, type VirtualClock } from '@sluice/testkit';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createMcpProxy, type McpProxyOptions } from '../../src/index.ts';
import { startHttpServer, type TestServer } from './http-server.ts';
import { contextFor, opened, type RecordingLogger, recordingLogger } from './lambda.ts';
import { type EventParameter, openApiEvent, texts } from './open-api-event.ts';

/** The key that the proxy knows. */
export const SERVER_KEY = 'sk-very-secret';

/** What the server answers where a test says nothing else. */
export const running: Wire['Execution'] = {
  execution_id: 'exec-1',
  version: 3,
  pipeline_type: 'bootstrap',
  environment: 'dev',
  tenant_id: 'acme',
  parameters: { region: 'eu-west-1', termination_protection: true },
  status: 'running',
  requested_by: 'agents',
  session_id: 'session-1',
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:05.000Z',
  last_change: { type: 'execution.running', actor: 'sluice', cause: 'seen by the sweeper' },
  run: {
    executor: 'gitlab',
    id: '77',
    url: 'https://gitlab.example.com/p/-/pipelines/77',
    raw_status: 'running',
    stages: [{ name: 'deploy', status: 'running' }],
  },
};

/** Answers a request to the pipeline server. */
export type Respond = (request: IncomingMessage, response: ServerResponse) => void;

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Respond {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

export function problem(
  status: number,
  code: string,
  more: object = {},
  headers: Readonly<Record<string, string>> = {},
): Respond {
  const detail = `What happened: ${code}.`;
  const body = { type: `/problems/${code}`, title: 'Refused', status, code, detail, ...more };
  return json(status, body, { 'content-type': 'application/problem+json', ...headers });
}

/** What an agent asks of the proxy. */
export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly actionGroup?: string;
  readonly parameters?: readonly EventParameter[];
  readonly properties?: readonly EventParameter[];
  readonly sessionAttributes?: Readonly<Record<string, string>>;
  readonly remainingMs?: number;
  readonly options?: Partial<McpProxyOptions>;
}

export const deploy: Asked = {
  path: '/pipelines/bootstrap/executions',
  properties: [
    ...texts({ environment: 'dev', tenant_id: 'acme', region: 'eu-west-1' }),
    { name: 'termination_protection', type: 'boolean', value: 'True' },
  ],
};
export const follow: Asked = {
  method: 'GET',
  path: '/executions/{execution_id}',
  parameters: texts({ execution_id: 'exec-1' }),
};
export const cancel: Asked = { ...follow, method: 'POST', path: '/executions/{execution_id}/cancel' };
export const approve: Asked = { ...follow, method: 'POST', path: '/executions/{execution_id}/approve' };
export const deny: Asked = { ...follow, method: 'POST', path: '/executions/{execution_id}/deny' };
export const log: Asked = { ...follow, path: '/executions/{execution_id}/log' };
export const list: Asked = { method: 'GET', path: '/executions', parameters: texts({ environment: 'dev' }) };

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** The proxy between an agent and a server that answers as a test says. */
export interface ProxyBench {
  readonly url: string;
  readonly logger: RecordingLogger;
  /** Jumps to whatever somebody waits for. */
  readonly clock: VirtualClock;
  /** What the server received in this test. */
  received: Received[];
  /** What the proxy recorded in this test. */
  recorded: Execution[];
  respond: Respond;
  /** What the proxy is made of. */
  options(): McpProxyOptions;
  ask(asked: Asked): Promise<{ status: number; body: Record<string, unknown> }>;
}

/** Makes the bench of a test file: its server starts and stops with the file, and forgets between tests. */
export function createProxyBench(): ProxyBench {
  let server: TestServer;
  const bench: ProxyBench = {
    get url() {
      return server.url;
    },
    logger: recordingLogger(),
    clock: createVirtualClock({ mode: 'auto' }),
    received: [],
    recorded: [],
    respond: json(202, running),
    options: () => ({
      serverUrl: server.url,
      apiKey: SERVER_KEY,
      store: async () => recordingStore(bench) as ExecutionStore,
      logger: bench.logger,
      clock: bench.clock,
      deadlineMarginMs: 100,
    }),
    ask: async ({ method = 'POST', remainingMs = 30_000, options, ...asked }) => {
      const handler = createMcpProxy({ ...bench.options(), ...options });
      return opened(await handler(openApiEvent({ method, ...asked }), contextFor(remainingMs)));
    },
  };
  beforeAll(async () => {
    server = await startHttpServer(async (request, response) => {
      const { method, url, headers } = request;
      bench.received.push({ method, url, headers, body: await text(request) });
      bench.respond(request, response);
    });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    bench.received = [];
    bench.recorded = [];
    bench.logger.lines.length = 0;
    bench.respond = json(202, running);
  });
  return bench;
}

/** A store that keeps what is recorded; nothing else of a store is used by the proxy. */
function recordingStore(bench: ProxyBench): Pick<ExecutionStore, 'record'> {
  return {
    async record(execution) {
      bench.recorded.push(execution);
      return true;
    },
  };
}
