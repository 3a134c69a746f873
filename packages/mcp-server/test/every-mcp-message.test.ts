import { createExecutionService, type Principal } from '@sluice/core';
import { createSqliteStore } from '@sluice/store-sqlite';
import { createVirtualClock } from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAdmission, createPipelineServerApp } from '../src/index.ts';
import { type AnyMcpMessage, anyMcpMessage } from './support/any-mcp-message.ts';
import { testCatalog } from './support/catalog.ts';
import { createFakeExecutor } from './support/fake-executor.ts';
import { type RecordedLog, recordLog } from './support/recorded-log.ts';

const MESSAGES = 10_000;

describe('whatever is sent to POST /mcp', () => {
  it('is answered soon, never with a server error, and never as somebody else', { timeout: 300_000 }, async () => {
    const { answer, log } = await startApp();
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(anyMcpMessage, async (message) => {
        const { status, text } = await answer(message);
        const kind = kindOf(status, text);
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        expect(status, text).toBeLessThan(500);
        // The SDK says so too of parameters that are no such ones, and lists what is wrong with them.
        if (kind === '-32603') expect(text).toContain('"code\\":');
        expect(text).not.toMatch(/node_modules|\.ts:\d|\\n\s+at /);
        if (message.principal.id === 'limited') expect(text).not.toMatch(/"environment":\s*"dev"/);
      }),
      { numRuns: MESSAGES },
    );
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(log.text()).not.toContain('secret0secret0');
    // Else it would only show that everything is refused.
    expect([...seen.keys()]).toEqual(
      expect.arrayContaining(['result', 'tool error', '-32601', '-32602', '400', '202']),
    );
    expect(seen.get('result')).toBeGreaterThan(MESSAGES / 20);
  });
});

interface JsonRpcAnswer {
  readonly error?: { readonly code: number };
  readonly result?: { readonly isError?: boolean };
}

function kindOf(status: number, text: string): string {
  const data = text.startsWith('{')
    ? text
    : text
        .split('\n')
        .findLast((line) => line.startsWith('data: {'))
        ?.slice(6);
  const { error, result }: JsonRpcAnswer = data === undefined ? {} : JSON.parse(data);
  if (error !== undefined) return String(error.code);
  if (result === undefined) return String(status);
  return result.isError === true ? 'tool error' : 'result';
}

/** Makes the server's app over an executor in memory, a real store and a clock that never waits. */
async function startApp(): Promise<{
  readonly log: RecordedLog;
  answer(message: AnyMcpMessage): Promise<{ readonly status: number; readonly text: string }>;
}> {
  const clock = createVirtualClock({ mode: 'auto' });
  const store = createSqliteStore({ path: ':memory:', now: clock.now });
  const log = recordLog();
  let count = 0;
  const service = createExecutionService({
    catalog: await testCatalog(createFakeExecutor()),
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
    admission: createAdmission({ clock, requestsPerMinute: 1e9, load: () => false }),
    shutdownSignal: shutdown.signal,
    mcp: { waitMs: 0 },
  });
  onTestFinished(async () => {
    shutdown.abort();
    await store.close();
  });
  return {
    log,
    async answer(message) {
      ({ principal } = message);
      const { headers, body } = message;
      const response = await app.request('http://localhost/mcp', { method: 'POST', headers, body });
      return { status: response.status, text: await response.text() };
    },
  };
}
