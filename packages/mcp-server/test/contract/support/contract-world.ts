import {
  createCatalog,
  createExecutionService,
  type ExecutionEvent,
  type ExecutionService,
  type OpenApiDocument,
  type PipelineExecutor,
  type Wire,
} from '@sluice/core';
import { createGitLabExecutor } from '@sluice/executor-gitlab';
import { createSqliteStore } from '@sluice/store-sqlite';
import {
  createVirtualClock,
  type GitLabScript,
  type GitLabSimulator,
  startGitLabSimulator,
  type VirtualClock,
} from '@sluice/testkit';
import { onTestFinished } from 'vitest';
import {
  apiKeyAuthenticator,
  createAdmission,
  createExecutionId,
  hashApiKey,
  startPipelineServer,
} from '../../../src/index.ts';
import { type BreakableStore, createBreakableStore } from '../../support/breakable-store.ts';
import { recordLog } from '../../support/recorded-log.ts';

/** Keys that the server knows, by what they may do. */
export const WORLD_KEYS = {
  proxy: 'key-of-the-proxy-0001',
  withoutApprove: 'key-without-approve-1',
  readOnly: 'key-for-reading-00001',
} as const;

export const PROJECT = 'platform/bootstrap';
/** A project whose pipelines wait for a person. */
const ASKING_PROJECT = 'platform/asking';
const TOKEN = 'simulator-token';
const WEBHOOK_TOKEN = 'token-of-the-webhooks';

/** A request for an execution. */
export interface AskedFor {
  readonly environment?: string;
  readonly tenant_id?: string;
  readonly session_id?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string;
}

/** A pipeline server over SQLite and a simulated GitLab, all of it real but the time and what GitLab runs. */
export interface ContractWorld {
  readonly url: string;
  readonly service: ExecutionService;
  readonly clock: VirtualClock;
  readonly gitlab: GitLabSimulator;
  readonly store: BreakableStore;
  /** Every event that the service handed on, oldest first. */
  readonly events: readonly ExecutionEvent[];
  /** Sends a request with the proxy's key. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Reads what is at a path. */
  get<Body>(path: string): Promise<Body>;
  /** Asks for an execution of `bootstrap`, which is to be taken. */
  execute(asked?: AskedFor): Promise<Wire['Execution']>;
  /** Lets so much time pass, and the server look at an execution. */
  after(milliseconds: number, executionId: string): Promise<Wire['Execution']>;
  /** Gives the server more to do than it can. */
  overload(): void;
}

/** Starts a world; it ends with the test. */
export async function startContractWorld(): Promise<ContractWorld> {
  const clock = createVirtualClock({ start: Date.UTC(2026, 0, 31, 12) });
  const projects = [
    { path: PROJECT, webhook: { secretToken: WEBHOOK_TOKEN } },
    { path: ASKING_PROJECT, script: ASKING },
  ];
  const gitlab = await startGitLabSimulator({ clock, tokens: [{ token: TOKEN }], projects });
  const executor = createGitLabExecutor({
    baseUrl: gitlab.url,
    token: TOKEN,
    webhookSecrets: [WEBHOOK_TOKEN],
    now: clock.now,
  });
  const store = createBreakableStore(createSqliteStore({ path: ':memory:', now: clock.now }));
  const { logger } = recordLog();
  const catalog = await createCatalog(catalogOptions(executor));
  const events: ExecutionEvent[] = [];
  const onEvent = (event: ExecutionEvent): void => void events.push(event);
  const service = createExecutionService({ catalog, store, clock, createId: createExecutionId, logger, onEvent });
  let isOverloaded = false;
  const server = await startPipelineServer({
    service,
    clock,
    logger,
    port: 0,
    authenticate: apiKeyAuthenticator([
      { id: 'agents', sha256: hashApiKey(WORLD_KEYS.proxy), scopes: ['read', 'execute', 'approve'] },
      { id: 'clerk', sha256: hashApiKey(WORLD_KEYS.withoutApprove), scopes: ['read', 'execute'] },
      { id: 'auditor', sha256: hashApiKey(WORLD_KEYS.readOnly), scopes: ['read'] },
    ]),
    admission: createAdmission({ clock, requestsPerMinute: 30, load: () => isOverloaded }),
  });
  onTestFinished(async () => {
    await server.close();
    await store.close();
    await gitlab.close();
  });

  const ask: ContractWorld['ask'] = (path, { headers, ...init } = {}) =>
    fetch(`${server.url}${path}`, {
      ...init,
      headers: { 'x-api-key': WORLD_KEYS.proxy, 'content-type': 'application/json', ...headers },
    });

  async function read<Body>(response: Response): Promise<Body> {
    if (!response.ok) throw new Error(`The server answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Body;
  }

  return {
    url: server.url,
    service,
    clock,
    gitlab: gitlab.simulator,
    store,
    events,
    ask,
    get: async (path) => read(await ask(path)),
    async execute({ idempotencyKey, ...asked } = {}) {
      const body = { pipeline_type: 'bootstrap', environment: 'dev', parameters: { region: 'eu' }, ...asked };
      const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
      return read(await ask('/execute', { method: 'POST', headers, body: JSON.stringify(body) }));
    },
    async after(milliseconds, executionId) {
      await clock.advance(milliseconds);
      return read(await ask(`/executions/${executionId}`));
    },
    overload() {
      isOverloaded = true;
    },
  };
}

function catalogOptions(executor: PipelineExecutor): Parameters<typeof createCatalog>[0] {
  return {
    config: {
      executors: { gitlab: () => executor },
      actionGroups: ['./bootstrap.openapi.yaml'],
      pipelines: {
        bootstrap: {
          executor: 'gitlab',
          target: { project: PROJECT, ref: 'main' },
          environments: {
            dev: {},
            staging: {},
            asking: { target: { project: ASKING_PROJECT } },
            gated: { approval: 'requester' },
            nightly: { allowedHours: { from: '01:00', to: '02:00', timeZone: 'UTC' } },
          },
        },
      },
    },
    actionGroups: [{ name: 'bootstrap', document: DOCUMENT }],
  };
}

const ASKING: GitLabScript = {
  stages: [
    {
      name: 'deploy',
      jobs: [{ name: 'deploy', when: 'manual', steps: [{ command: 'make deploy', durationMs: 1000 }] }],
    },
  ],
};

const DOCUMENT: OpenApiDocument = {
  openapi: '3.0.0',
  info: { title: 'Bootstrap' },
  paths: {
    '/pipelines/bootstrap/executions': {
      post: {
        operationId: 'execute-bootstrap-pipeline',
        description: 'Deploys the basis of an environment.',
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['environment'],
                properties: {
                  environment: { type: 'string' },
                  tenant_id: { type: 'string' },
                  region: { type: 'string', enum: ['eu', 'us'] },
                },
              },
            },
          },
        },
      },
    },
  },
};
