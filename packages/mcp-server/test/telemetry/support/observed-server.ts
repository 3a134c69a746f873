import {
  createCatalog,
  createExecutionService,
  type ExecutionService,
  type ExecutionStore,
  type OpenApiDocument,
  type Wire,
} from '@sluice/core';
import { createSqliteStore } from '@sluice/store-sqlite';
import { onTestFinished } from 'vitest';
import {
  activeTraceContext,
  apiKeyAuthenticator,
  createPipelineServerApp,
  createServerMetrics,
  hashApiKey,
  observeExecutor,
  observeService,
  type ServerMetrics,
} from '../../../src/index.ts';
import { createFakeExecutor, type FakeExecutor } from '../../support/fake-executor.ts';
import { createObservedClock, type ObservedClock } from '../../support/observed-clock.ts';
import { type RecordedLog, recordLog } from '../../support/recorded-log.ts';
import { parseScrape, type Scrape } from './scrape.ts';

const KEYS = { team: 'key-for-everything-1', runner: 'key-for-running-0001', second: 'key-for-approving-01' } as const;

export interface Sending {
  /** @defaultValue 'team' */
  readonly key?: keyof typeof KEYS | 'none' | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
}

export interface ObservedServer {
  readonly service: ExecutionService;
  readonly metrics: ServerMetrics;
  readonly executor: FakeExecutor;
  readonly store: ExecutionStore;
  readonly clock: ObservedClock;
  readonly log: RecordedLog;
  send(method: string, path: string, sending?: Sending): Promise<Response>;
  execute(body?: Partial<Wire['ExecuteRequest']>, sending?: Sending): Promise<Wire['Execution']>;
  scrape(): Promise<Scrape>;
  /** Another server over the same store and CI system, that knows nothing yet. */
  restart(): Promise<ObservedServer>;
}

interface Parts {
  readonly executor: FakeExecutor;
  readonly store: ExecutionStore;
  readonly clock: ObservedClock;
}

/** Makes the whole server, with everything that watches it, on an executor in memory and an SQLite store. */
export async function createObservedServer(given?: Parts): Promise<ObservedServer> {
  const clock = given?.clock ?? createObservedClock();
  const executor = given?.executor ?? createFakeExecutor();
  const store = given?.store ?? ownStore(clock);
  const log = recordLog();
  const metrics = createServerMetrics({ clock });
  const catalog = await createCatalog({
    config: {
      executors: { 'team-ci': () => executor },
      actionGroups: ['./test.openapi.yaml'],
      pipelines: {
        app: {
          executor: 'team-ci',
          target: { project: 'platform/app' },
          environments: { dev: { concurrency: 'unlimited' }, gated: { approval: 'second-person' } },
          traceContext: true,
        },
      },
    },
    actionGroups: [{ name: 'test', document: DOCUMENT }],
    wrapExecutor: (inner, name) => observeExecutor(inner, { name, metrics, clock }),
  });
  let count = 0;
  const made = createExecutionService({
    catalog,
    store,
    clock,
    createId: () => `execution-${++count}`,
    logger: log.logger,
    onEvent: metrics.onEvent,
    traceContext: activeTraceContext,
  });
  const service = observeService(made, { metrics, clock });
  const authenticate = apiKeyAuthenticator([
    { id: 'team', sha256: hashApiKey(KEYS.team), scopes: ['read', 'execute'] },
    { id: 'runner', sha256: hashApiKey(KEYS.runner), scopes: ['execute'] },
    { id: 'second', sha256: hashApiKey(KEYS.second), scopes: ['read', 'approve'] },
  ]);
  const app = createPipelineServerApp({ service, authenticate, logger: log.logger, clock, metrics });

  async function send(method: string, path: string, { key = 'team', headers, body }: Sending = {}): Promise<Response> {
    const request = new Request(`http://localhost${path}`, {
      method,
      headers: {
        host: 'localhost',
        ...(key === 'none' ? {} : { 'x-api-key': KEYS[key] }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return app.fetch(request, {});
  }

  return {
    service,
    metrics,
    executor,
    store,
    clock,
    log,
    send,
    async execute(body = {}, sending = {}) {
      const request = { pipeline_type: 'app', environment: 'dev', ...body };
      const response = await send('POST', '/execute', { ...sending, body: request });
      return JSON.parse(await response.text());
    },
    async scrape() {
      const response = await send('GET', '/metrics');
      return parseScrape(await response.text());
    },
    restart: () => createObservedServer({ executor, store, clock }),
  };
}

function ownStore(clock: ObservedClock): ExecutionStore {
  const store = createSqliteStore({ path: ':memory:', now: clock.now });
  onTestFinished(() => store.close());
  return store;
}

const SCHEMA = {
  type: 'object',
  required: ['environment'],
  properties: { environment: { type: 'string' }, version: { type: 'string' } },
};

export const DOCUMENT: OpenApiDocument = {
  openapi: '3.0.0',
  info: { title: 'Test pipelines' },
  paths: {
    '/pipelines/app/executions': {
      post: {
        operationId: 'execute-app',
        description: 'Deploys the app.',
        requestBody: { content: { 'application/json': { schema: SCHEMA } } },
      },
    },
  },
};
