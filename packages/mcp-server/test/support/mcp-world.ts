import { createExecutionService, type ExecutionService, type Scope } from '@sluice/core';
import { createSqliteStore } from '@sluice/store-sqlite';
import type { Authenticator } from '../../src/index.ts';
import { apiKeyAuthenticator, createExecutionId, hashApiKey, systemClock } from '../../src/index.ts';
import { mcpCatalog } from './mcp-catalog.ts';
import { createScriptedExecutor } from './scripted-executor.ts';

export const WORLD_KEY = 'key-of-the-mcp-clients';

/** How long a call that starts something waits there: long enough for a run that ends by itself. */
export const WORLD_WAIT_MS = 1000;

export interface McpWorld {
  readonly service: ExecutionService;
  readonly authenticate: Authenticator;
  close(): Promise<void>;
}

/** What a server needs for clients to drive it, over runs that follow scripts and an SQLite store (in memory, or a file). */
export async function createMcpWorld(path = ':memory:'): Promise<McpWorld> {
  const store = createSqliteStore({ path });
  const catalog = await mcpCatalog(createScriptedExecutor());
  const service = createExecutionService({
    catalog,
    store,
    clock: systemClock,
    createId: createExecutionId,
    pollIntervalMs: 20,
  });
  const scopes: readonly Scope[] = ['read', 'execute', 'approve'];
  const authenticate = apiKeyAuthenticator([{ id: 'lead', sha256: hashApiKey(WORLD_KEY), scopes }]);
  return { service, authenticate, close: () => store.close() };
}
