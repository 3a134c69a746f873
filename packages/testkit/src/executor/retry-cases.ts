import type { Run } from '@sluice/core';
import { executorErrorOf } from './attempts.ts';
import { BrokenPromise, check } from './broken-promise.ts';
import type { CaseBench, StartedRun } from './case-bench.ts';
import type { ExecutorCaseGroup } from './executor-case.ts';
import { RESET_AFTER } from './proxy-fault.ts';
import { startUntil, untilOver } from './run-watching.ts';
import { checkOneRun, lineOf } from './start-cases.ts';

/** Cases about running again what failed. */
export const retryCases: ExecutorCaseGroup = {
  name: 'retry',
  cases: [
    {
      name: 'runs again what failed, within the same run',
      capability: 'retry',
      needs: ['failsOnce'],
      async run(bench) {
        const started = await startUntil(bench, 'failsOnce', 'failed');
        const before = await bench.executor.get(started);
        const retried = await retry(bench, started);
        check(retried.id === before.id, 'a run keeps its id when it is retried', { before, retried });
        const after = await bench.eventually(
          'what failed runs again',
          () => bench.executor.get(started),
          ({ status }) => status === 'succeeded',
        );
        check(after.failure === undefined, 'a run that succeeded in the end has no failure', after);
        await checkOneRun(bench, started.executionId);
      },
    },
    {
      name: 'is an error where nothing failed',
      capability: 'retry',
      async run(bench) {
        const started = await bench.start('succeeds');
        await untilOver(bench, started);
        await executorErrorOf(retry(bench, started), 'a run in which nothing failed has nothing to retry');
        await checkOneRun(bench, started.executionId);
      },
    },
    {
      name: 'is asked for once, also when the answer gets lost',
      capability: 'retry',
      needs: ['failsOnce'],
      async run(bench) {
        const started = await startUntil(bench, 'failsOnce', 'failed');
        const isChange = ({ method }: { readonly method: string }): boolean => !['GET', 'HEAD'].includes(method);
        const before = bench.proxy.requests().filter(isChange).length;
        bench.proxy.inject(RESET_AFTER, isChange);
        await executorErrorOf(retry(bench, started), 'a retry whose answer is lost rejects');
        bench.proxy.mend();
        const sent = bench.proxy.requests().filter(isChange).slice(before);
        check(sent.length === 1, 'a retry is one request that changes anything, never repeated', sent.map(lineOf));
        await checkOneRun(bench, started.executionId);
      },
    },
  ],
};

async function retry({ executor }: CaseBench, started: StartedRun): Promise<Run> {
  if (executor.retry === undefined) throw new BrokenPromise('it has retry', 'it has not');
  return executor.retry(started);
}
