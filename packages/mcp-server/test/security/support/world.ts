import type { Principal, Scope } from '@sluice/core';
import {
  type Admission,
  type ApiKey,
  accessAuthenticator,
  createAdmission,
  createServerMetrics,
  hashApiKey,
} from '../../../src/index.ts';
import { createObservedClock } from '../../support/observed-clock.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { AUDIENCE, startTokenIssuer, type TestIssuer } from '../../support/token-issuer.ts';

/** The name that the server is reached by. */
export const HOST = 'sluice.example.com';

/** How long a body may take, in milliseconds. */
export const BODY_TIMEOUT_MS = 5000;

/** The one web page that may ask. */
export const CONSOLE = 'https://console.example.com';

const ALL: readonly Scope[] = ['read', 'execute', 'approve', 'admin'];

/** Who may ask. */
export const PEOPLE: Readonly<Record<Person, Omit<ApiKey, 'id' | 'sha256'>>> = {
  team: { scopes: ['read', 'execute'] },
  reader: { scopes: ['read'] },
  lead: { scopes: ALL },
  director: { scopes: ALL },
  'gated-only': { scopes: ALL, environments: ['gated'] },
  'bootstrap-only': { scopes: ALL, pipelines: ['bootstrap'] },
  former: { scopes: ALL, expiresAt: Date.UTC(2020, 0, 1) },
};

export type Person = 'team' | 'reader' | 'lead' | 'director' | 'gated-only' | 'bootstrap-only' | 'former';

/** Returns somebody's API key. */
export function keyOf(person: Person): string {
  return `key-of-${person}-4be1c0ffee`;
}

/** Returns somebody as the server knows them. */
export function principalOf(person: Person): Principal {
  return { id: person, ...PEOPLE[person] };
}

/** A server that is attacked. */
export interface World extends TestServer {
  readonly issuer: TestIssuer;
  readonly admission: Admission;
  /** Gives the server more to do than it can. */
  overload(): void;
  /** Has somebody execute the pipeline `app`, and returns the execution's id. */
  start(environment: 'dev' | 'gated', person?: Person): Promise<string>;
  /** Counts what it has recorded. */
  countExecutions(): Promise<number>;
}

const ENVIRONMENTS = ['dev', 'prod', 'gated'];
const AUDITOR: Principal = { id: 'auditor', scopes: ['read'] };

/** Starts a server with API keys, tokens, limits and names; closed with the test. */
export async function startWorld(): Promise<World> {
  const clock = createObservedClock();
  let isOverloaded = false;
  const admission = createAdmission({ clock, requestsPerMinute: 300, concurrency: 20, load: () => isOverloaded });
  const issuer = await startTokenIssuer({ clock });
  const access = {
    apiKeys: Object.entries(PEOPLE).map(
      ([id, person]): ApiKey => ({ id, sha256: hashApiKey(keyOf(id as Person)), ...person }),
    ),
    issuers: [{ issuer: issuer.issuer, audience: AUDIENCE }],
    gateway: {},
  };
  const server = await startTestServer({
    testClock: clock,
    admission,
    authenticate: accessAuthenticator(access, { clock }),
    trustedHosts: { allowedHosts: [HOST], allowedOrigins: [CONSOLE] },
    mcp: { waitMs: 0, requestStateKey: 'the-key-that-signs-what-was-asked' },
    metrics: createServerMetrics({ clock }),
    bodyTimeoutMs: BODY_TIMEOUT_MS,
  });
  return {
    ...server,
    issuer,
    admission,
    overload() {
      isOverloaded = true;
    },
    async start(environment, person = 'team') {
      const request = { pipelineType: 'app', environment };
      const { execution } = await server.service.execute(request, principalOf(person));
      return execution.executionId;
    },
    async countExecutions() {
      const pages = ENVIRONMENTS.map((environment) => server.service.list({ environment, limit: 100 }, AUDITOR));
      return (await Promise.all(pages)).reduce((sum, { executions }) => sum + executions.length, 0);
    },
  };
}
