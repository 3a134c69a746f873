import type { CancelRequest } from '@sluice/core';
import { attempt } from './attempts.ts';
import { check } from './broken-promise.ts';
import type { CaseBench, StartedRun } from './case-bench.ts';
import type { ExecutorCaseGroup } from './executor-case.ts';
import { promptly } from './promptly.ts';
import { checkTrulyOver, hasEnded, startUntil, untilOver, untilStatus } from './run-watching.ts';

/** How long a run that ignores being asked is watched. */
const WATCHED_MS = 10_000;
/** For how many answers' time `cancel` is waited for: it may look before it asks, and after. */
const MAX_ANSWERS = 4;

/** Cases about stopping runs. */
export const cancelCases: ExecutorCaseGroup = {
  name: 'cancel',
  cases: [
    {
      name: 'stops a run, which is cancelled once nothing of it runs any more',
      needs: ['runsUntilCancelled'],
      async run(bench) {
        const started = await startUntil(bench, 'runsUntilCancelled', 'running');
        await cancel(bench, started);
        await checkCancelled(bench, started);
      },
    },
    {
      name: 'stops a run that has not begun',
      needs: ['staysQueued'],
      async run(bench) {
        const started = await bench.start('staysQueued');
        await cancel(bench, started);
        await checkCancelled(bench, started);
      },
    },
    {
      name: 'stops a run that waits for somebody',
      needs: ['waitsForApproval'],
      async run(bench) {
        const started = await startUntil(bench, 'waitsForApproval', 'blocked');
        await cancel(bench, started);
        await checkCancelled(bench, started);
      },
    },
    {
      name: 'may be asked more than once, at the same time and after the end',
      needs: ['runsUntilCancelled'],
      async run(bench) {
        const started = await startUntil(bench, 'runsUntilCancelled', 'running');
        await Promise.all([cancel(bench, started), cancel(bench, started, bench.another())]);
        await checkCancelled(bench, started);
        await cancelEnded(bench, started);
        await checkCancelled(bench, started);
      },
    },
    {
      name: 'leaves a run that has ended as it is',
      async run(bench) {
        const started = await bench.start('succeeds');
        await untilOver(bench, started);
        await cancelEnded(bench, started);
        const run = await bench.executor.get(started);
        check(run.status === 'succeeded', 'a run that has ended well stays so when it is cancelled', run);
      },
    },
    {
      name: 'stops no other run',
      needs: ['runsUntilCancelled'],
      async run(bench) {
        const [stopped, other] = [await bench.start('runsUntilCancelled'), await bench.start('runsUntilCancelled')];
        await untilStatus(bench, other, 'running');
        await cancel(bench, stopped);
        await checkCancelled(bench, stopped);
        const run = await bench.executor.get(other);
        check(run.status === 'running', 'a run goes on when another one is cancelled', run);
        check(!(await hasEnded(bench, other.executionId)), 'a run goes on when another one is cancelled', 'it ended');
      },
    },
    {
      name: 'goes no further than asking, and calls nothing cancelled that still runs',
      needs: ['ignoresCancel'],
      async run(bench) {
        const started = await startUntil(bench, 'ignoresCancel', 'running');
        await cancel(bench, started);
        await cancel(bench, started);
        for (let watchedMs = 0; watchedMs < WATCHED_MS; watchedMs += bench.world.pollIntervalMs ?? 1000) {
          await checkTrulyOver(bench, started, await bench.executor.get(started));
          const ended = await hasEnded(bench, started.executionId);
          check(
            !ended,
            'a run is ended by force only where that was asked for',
            await bench.runsOf(started.executionId),
          );
          await bench.world.passTime(bench.world.pollIntervalMs ?? 1000);
        }
      },
    },
    {
      name: 'ends by force what ignores being asked, when force is asked for',
      capability: 'force',
      needs: ['ignoresCancel'],
      async run(bench) {
        const started = await startUntil(bench, 'ignoresCancel', 'running');
        await cancel(bench, started);
        for (const force of bench.executor.capabilities.force) await cancel(bench, { ...started, force });
        await checkCancelled(bench, started);
      },
    },
  ],
};

/** Cancels a run. Time stands still meanwhile where it is virtual, so who waits for the end waits for ever. */
function cancel(bench: CaseBench, request: CancelRequest<unknown>, executor = bench.executor): Promise<void> {
  const promised = 'cancel resolves when the CI system took it on, and does not wait until the run has stopped';
  return promptly(bench, executor.cancel(request), promised, MAX_ANSWERS);
}

async function cancelEnded(bench: CaseBench, started: StartedRun): Promise<void> {
  const result = await attempt(cancel(bench, started));
  check(result.outcome === 'resolved', 'cancel resolves also for a run that has ended', result);
}

async function checkCancelled(bench: CaseBench, started: StartedRun): Promise<void> {
  const run = await untilOver(bench, started);
  check(run.status === 'cancelled', 'a run that was stopped is cancelled', run);
  await checkTrulyOver(bench, started, run);
}
