/* The product server as `sluice serve` runs it: keys, limits, logging and SQLite on; the CI system answers at once. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExecutionService, type Wire } from '@sluice/core';
import {
  apiKeyAuthenticator,
  createAdmission,
  createExecutionId,
  createServerLogger,
  createServerMetrics,
  hashApiKey,
  startPipelineServer,
  systemClock,
} from '@sluice/mcp-server';
import { createSqliteStore } from '@sluice/store-sqlite';
import { createInstantCatalog } from './instant-catalog.ts';
import { API_KEY, requestOf } from './load.ts';
import { listening } from './servers.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-benchmark-'));
const store = createSqliteStore({ path: join(folder, 'executions.db') });
const logger = createServerLogger();
const metrics = createServerMetrics({ clock: systemClock });
const service = createExecutionService({
  catalog: await createInstantCatalog(),
  store,
  clock: systemClock,
  createId: createExecutionId,
  logger,
  onEvent: metrics.onEvent,
});
const server = await startPipelineServer({
  service,
  logger,
  metrics,
  port: 0,
  authenticate: apiKeyAuthenticator([{ id: 'benchmark', sha256: hashApiKey(API_KEY), scopes: ['read', 'execute'] }]),
  // On, but above what the benchmark asks for.
  admission: createAdmission({ requestsPerMinute: 60_000_000, concurrency: 100, load: () => false }),
});
const executionId = await firstExecution(server.url);
listening({ url: server.url, executionId }, async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Makes the execution that is asked about; looked at once more, it has finished. */
async function firstExecution(url: string): Promise<string> {
  const { method, path, headers, body } = requestOf('POST /execute', { executionId: '' });
  const response = await fetch(`${url}${path}`, { method, headers, body } as RequestInit);
  const { execution_id } = (await response.json()) as Wire['Execution'];
  const { status } = (await (
    await fetch(`${url}/executions/${execution_id}`, { headers } as RequestInit)
  ).json()) as Wire['Execution'];
  if (status !== 'succeeded') throw new Error(`The first execution of the benchmark is ${status}.`);
  return execution_id;
}
