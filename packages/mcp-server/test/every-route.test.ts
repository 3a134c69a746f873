import { createExecutionService, type Principal } from '@sluice/core';
import { createSqliteStore } from '@sluice/store-sqlite';
import { createVirtualClock } from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAdmission, createPipelineServerApp, createServerMetrics } from '../src/index.ts';
import { type AnyRequest, anyRequest } from './support/any-request.ts';
import { testCatalog } from './support/catalog.ts';
import { createFakeExecutor } from './support/fake-executor.ts';
import { checkedResponse } from './support/open-api-contract.ts';
import { type RecordedLog, recordLog } from './support/recorded-log.ts';

const REQUESTS = 20_000;

describe('whatever is sent to any route', () => {
  it('is answered as documented, soon, and never with a server error', { timeout: 300_000 }, async () => {
    const { answer, log } = await startApp();
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(anyRequest, async (sent) => {
        const response = await answer(sent);
        seen.set(`${response.status}`, (seen.get(`${response.status}`) ?? 0) + 1);
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: REQUESTS },
    );
    expect(log.lines.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(log.text()).not.toContain('secret0secret0');
    // Else it would only show that everything is refused.
    expect([...seen.keys()]).toEqual(
      expect.arrayContaining(['200', '202', '304', '400', '403', '404', '405', '409', '422']),
    );
    expect(seen.get('200')).toBeGreaterThan(REQUESTS / 20);
  });
});

/** Makes the server's app over an executor in memory, a real store and a clock that never waits. */
async function startApp(): Promise<{
  readonly log: RecordedLog;
  answer(sent: AnyRequest): Promise<Response>;
}> {
  const clock = createVirtualClock({ mode: 'auto' });
  const store = createSqliteStore({ path: ':memory:', now: clock.now });
  const log = recordLog();
  const executor = createFakeExecutor();
  let count = 0;
  const service = createExecutionService({
    catalog: await testCatalog(executor),
    store,
    clock,
    createId: () => `execution-${++count}`,
    logger: log.logger,
  });
  let principal: Principal | undefined;
  const shutdown = new AbortController();
  const app = createPipelineServerApp({
    service,
    clock,
    logger: log.logger,
    authenticate: () => principal,
    metrics: createServerMetrics({ clock }),
    admission: createAdmission({ clock, requestsPerMinute: 1e9, load: () => false }),
    shutdownSignal: shutdown.signal,
  });
  onTestFinished(async () => {
    shutdown.abort();
    await store.close();
  });
  return {
    log,
    async answer(sent) {
      principal = sent.principal;
      const [executionId, status] = sent.fate;
      const hasRun = executor.starts.some((start) => start.executionId === executionId);
      if (hasRun) executor.setRun(executionId, { status, rawStatus: status });
      if (hasRun && status === 'blocked') executor.ask(executionId, { id: 'q', title: 'Go on?', canReject: true });
      const hasBody = !['GET', 'HEAD'].includes(sent.method) && sent.body !== undefined;
      const asked = new Request(`http://localhost${sent.path}`, {
        method: sent.method,
        headers: sent.headers,
        ...(hasBody ? { body: sent.body ?? '' } : {}),
      });
      const response = await checkedResponse(asked.clone(), await app.fetch(asked));
      await response.text();
      return response;
    },
  };
}
