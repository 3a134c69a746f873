import { createExecutionService, type ExecutionService, type Wire } from '@sluice/core';
import { createSqliteStore } from '@sluice/store-sqlite';
import { onTestFinished } from 'vitest';
import { hashApiKey, type PipelineServer, type PipelineServerOptions, startPipelineServer } from '../../src/index.ts';
import { type BreakableStore, createBreakableStore } from './breakable-store.ts';
import { testCatalog } from './catalog.ts';
import { createFakeExecutor, type FakeExecutor } from './fake-executor.ts';
import { createObservedClock, type ObservedClock } from './observed-clock.ts';
import { checkAgainstDocument } from './open-api-contract.ts';
import { type RecordedLog, recordLog } from './recorded-log.ts';

export const KEYS = { all: 'key-for-everything-1', read: 'key-for-reading-0001' } as const;

export interface Call {
  readonly key?: keyof typeof KEYS | 'none' | undefined;
  readonly headers?: Record<string, string> | undefined;
  /** A string is sent as it is, everything else as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface TestServer {
  readonly server: PipelineServer;
  readonly service: ExecutionService;
  readonly executor: FakeExecutor;
  readonly store: BreakableStore;
  readonly clock: ObservedClock;
  readonly log: RecordedLog;
  /** Sends a request and checks the answer against the OpenAPI document. */
  call<Body = Wire['Problem']>(method: string, path: string, call?: Call): Promise<Answer<Body>>;
  /** Executes a pipeline and returns the execution. */
  execute(body?: Partial<Wire['ExecuteRequest']>, headers?: Record<string, string>): Promise<Wire['Execution']>;
}

/** Starts a real server on a free port, over an executor in memory and an SQLite store; closed when the test is over. */
export async function startTestServer(options: Partial<PipelineServerOptions> = {}): Promise<TestServer> {
  const executor = createFakeExecutor();
  const clock = createObservedClock();
  const store = createBreakableStore(createSqliteStore({ path: ':memory:', now: clock.now }));
  const log = recordLog();
  const catalog = await testCatalog(executor);
  let count = 0;
  const createId = (): string => `execution-${++count}`;
  const service = createExecutionService({
    catalog,
    store,
    clock,
    createId,
    serverId: 'test-server',
    logger: log.logger,
  });
  const server = await startPipelineServer({
    service,
    clock,
    logger: log.logger,
    port: 0,
    apiKeys: [
      { id: 'team', sha256: hashApiKey(KEYS.all), scopes: ['read', 'execute'] },
      { id: 'auditor', sha256: hashApiKey(KEYS.read), scopes: ['read'] },
    ],
    ...options,
  });
  onTestFinished(async () => {
    await server.close();
    await store.close();
  });

  async function call<Body>(method: string, path: string, { key = 'all', ...call }: Call = {}): Promise<Answer<Body>> {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        ...(key === 'none' ? {} : { 'x-api-key': KEYS[key] }),
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
      },
      ...(call.body === undefined
        ? {}
        : { body: typeof call.body === 'string' ? call.body : JSON.stringify(call.body) }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    const text = await response.text();
    const body = text === '' ? undefined : JSON.parse(text);
    if (method !== 'HEAD')
      checkAgainstDocument({ method, path, status: response.status, headers: response.headers, body });
    return { status: response.status, headers: response.headers, body };
  }

  return {
    server,
    service,
    executor,
    store,
    clock,
    log,
    call,
    async execute(body = {}, headers = {}) {
      const request = { pipeline_type: 'app', environment: 'dev', ...body };
      return (await call<Wire['Execution']>('POST', '/execute', { body: request, headers })).body;
    },
  };
}
