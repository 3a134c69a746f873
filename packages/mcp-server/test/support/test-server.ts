import { createExecutionService, type ExecutionService, type Wire } from '@sluice/core';
import { createSqliteStore } from '@sluice/store-sqlite';
import { onTestFinished } from 'vitest';
import {
  type ApiKey,
  apiKeyAuthenticator,
  createAdmission,
  hashApiKey,
  type PipelineServer,
  type PipelineServerOptions,
  startPipelineServer,
} from '../../src/index.ts';
import { type BreakableStore, createBreakableStore } from './breakable-store.ts';
import { testCatalog } from './catalog.ts';
import { createFakeExecutor, type FakeExecutor } from './fake-executor.ts';
import { createObservedClock, type ObservedClock } from './observed-clock.ts';
import { checkedFetch } from './open-api-contract.ts';
import { type RecordedLog, recordLog } from './recorded-log.ts';

export const KEYS = {
  all: 'key-for-everything-1',
  read: 'key-for-reading-0001',
  approve: 'key-for-approving-01',
  none: '',
} as const;

export interface Call {
  readonly key?: keyof typeof KEYS | undefined;
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
  /** What it was started with. */
  readonly options: PipelineServerOptions;
  readonly service: ExecutionService;
  readonly executor: FakeExecutor;
  readonly store: BreakableStore;
  readonly clock: ObservedClock;
  readonly log: RecordedLog;
  /** Fetches a path, with the key that may read and execute, and checks the answer against the OpenAPI document. */
  fetch(path: string, init?: RequestInit & { readonly key?: Call['key'] }): Promise<Response>;
  /** Sends a request and reads its answer. */
  call<Body = Wire['Problem']>(method: string, path: string, call?: Call): Promise<Answer<Body>>;
  /** Executes a pipeline and returns the execution. */
  execute(body?: Partial<Wire['ExecuteRequest']>, headers?: Record<string, string>): Promise<Wire['Execution']>;
}

export interface TestServerOptions extends Partial<PipelineServerOptions> {
  /** None: whoever is on this machine may do everything. @defaultValue one for each of `KEYS` */
  readonly apiKeys?: readonly ApiKey[] | undefined;
  /** @defaultValue one that the test moves */
  readonly testClock?: ObservedClock | undefined;
}

const API_KEYS: readonly ApiKey[] = [
  { id: 'team', sha256: hashApiKey(KEYS.all), scopes: ['read', 'execute'] },
  { id: 'auditor', sha256: hashApiKey(KEYS.read), scopes: ['read'] },
  { id: 'eve', sha256: hashApiKey(KEYS.approve), scopes: ['read', 'approve', 'admin', 'execute'] },
];

/** Starts a real server on a free port, over an executor in memory and an SQLite store; closed when the test is over. */
export async function startTestServer({
  apiKeys = API_KEYS,
  testClock: clock = createObservedClock(),
  ...options
}: TestServerOptions = {}): Promise<TestServer> {
  const executor = createFakeExecutor();
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
  const started: PipelineServerOptions = {
    service,
    clock,
    logger: log.logger,
    port: 0,
    authenticate: apiKeys.length === 0 ? undefined : apiKeyAuthenticator(apiKeys),
    // How busy the machine is that runs the tests is no business of theirs.
    admission: createAdmission({ clock, load: () => false }),
    ...options,
  };
  const server = await startPipelineServer(started);
  onTestFinished(async () => {
    await server.close();
    await store.close();
  });

  const fetchChecked: TestServer['fetch'] = (path, { key = 'all', headers, ...init } = {}) =>
    checkedFetch(`${server.url}${path}`, {
      ...init,
      headers: { ...(key === 'none' ? {} : { 'x-api-key': KEYS[key] }), ...Object.fromEntries(new Headers(headers)) },
    });

  async function call<Body>(method: string, path: string, call: Call = {}): Promise<Answer<Body>> {
    const { key, body, headers, signal } = call;
    const response = await fetchChecked(path, {
      method,
      key,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(signal === undefined ? {} : { signal }),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  return {
    server,
    options: started,
    service,
    executor,
    store,
    clock,
    log,
    fetch: fetchChecked,
    call,
    async execute(body = {}, headers = {}) {
      const request = { pipeline_type: 'app', environment: 'dev', ...body };
      return (await call<Wire['Execution']>('POST', '/execute', { body: request, headers })).body;
    },
  };
}
