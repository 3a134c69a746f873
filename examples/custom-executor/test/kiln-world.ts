import { createVirtualClock, type ExecutorScenarios, type ExecutorWorld } from '@sluice/testkit';
import type { KilnTarget } from '../src/executor.ts';
import { type KilnJob, startKiln } from './kiln.ts';

export const API_KEY = 'kiln-key-0123456789abcdef';

const NEVER = Number.POSITIVE_INFINITY;
const LINES = Array.from({ length: 5000 }, (_, index) => `${index}: Schicht ${'ü'.repeat(index % 9)} 窯 🔥`);

const JOBS: Readonly<Record<string, KilnJob>> = {
  deploy: {},
  broken: { error: 'Step "deploy" failed', log: 'deploying\nno space left on device\n' },
  endless: { runningMs: NEVER },
  stuck: { pendingMs: NEVER },
  stubborn: { runningMs: NEVER, abortingMs: 90_000 },
  verbose: { log: `${LINES.join('\n')}\n` },
};

/** The kinds of builds that there can be on Kiln. It skips nothing, asks nobody and sends no webhooks. */
export const SCENARIOS: ExecutorScenarios<KilnTarget> = {
  succeeds: { target: { job: 'deploy' } },
  fails: { target: { job: 'broken' }, logLine: 'no space left on device' },
  isRefused: { target: { job: 'no-such-job' } },
  runsUntilCancelled: { target: { job: 'endless' } },
  staysQueued: { target: { job: 'stuck' } },
  ignoresCancel: { target: { job: 'stubborn' } },
  printsALot: { target: { job: 'verbose' }, log: LINES.join('\n') },
  takesAnyText: { target: { job: 'deploy' }, variable: 'NOTE' },
  isCrowded: { target: { job: 'deploy' }, others: 120 },
};

/** Opens a Kiln of its own for one case. */
export async function openKilnWorld(): Promise<ExecutorWorld<KilnTarget>> {
  const clock = createVirtualClock();
  const kiln = await startKiln(JOBS, { apiKey: API_KEY, now: clock.now });
  return {
    url: kiln.url,
    secrets: [API_KEY],
    now: clock.now,
    passTime: (milliseconds) => clock.advance(milliseconds),
    isStart: ({ method, path }) => method === 'POST' && path === '/builds',
    runs: async () =>
      kiln.builds.map((build) => ({
        id: String(build.number),
        executionId: build.env['SLUICE_EXECUTION_ID'],
        ended: kiln.isFinished(build),
        variables: build.env,
      })),
    startForeign: async ({ target, variables }) => String(kiln.createBuild(target.job, variables).number),
    close: () => kiln.close(),
  };
}
