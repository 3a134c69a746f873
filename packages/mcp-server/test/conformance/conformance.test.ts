import { describe, expect, it } from 'vitest';
import type { McpOptions } from '../../src/app.ts';
import { createAdmission } from '../../src/guards/create-admission.ts';
import { systemClock } from '../../src/index.ts';
import { startTestServer } from '../support/test-server.ts';
import { withConformanceFixtures } from './fixtures/definitions.ts';
import { runSuite } from './run-suite.ts';

const MINUTES = 60_000;
const WITH_FIXTURES: McpOptions = { extend: withConformanceFixtures };
const AS_IT_IS: McpOptions = {};

/** The suites can't send a key, so they talk to a server of this machine only. */
async function startServer(mcp: McpOptions): Promise<string> {
  const admission = createAdmission({ clock: systemClock, load: () => false });
  const { server } = await startTestServer({ apiKeys: [], clock: systemClock, admission, mcp });
  return `${server.url}/mcp`;
}

describe.each([
  ['with the fixtures that they look for', WITH_FIXTURES, 'fixtures', { current: 24, legacy: 61, modern: 194 }],
  ['as a team has it', AS_IT_IS, 'product', { current: 7, legacy: 37, modern: 105 }],
])('the conformance suites against the server, %s', (_, mcp, kind, least) => {
  it.each([
    ['0.1.16', 'current', [], '2025-11-25', least.current],
    ['0.2.0-alpha.12 for 2025-11-25', 'next', ['--requirements', '2025-11-25'], '2025-11-25', least.legacy],
    ['0.2.0-alpha.12 for 2026-07-28', 'next', ['--requirements', '2026-07-28'], '2026-07-28', least.modern],
  ] as const)(
    'find in %s nothing wrong but the baseline',
    async (title, suite, options, revision, minimum) => {
      const url = await startServer(mcp);
      const baseline = `${kind}-${revision}.yml`;
      const { exitCode, passed, failed, summary } = await runSuite(suite, url, { baseline, options });
      console.info(`${title}, ${kind}: ${passed} checks passed, ${failed} failed as the baseline has it`);
      expect(exitCode, summary).toBe(0);
      expect(passed, summary).toBeGreaterThanOrEqual(minimum);
    },
    3 * MINUTES,
  );
});
