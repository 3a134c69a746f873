import type { FindResult } from '@sluice/core';
import { type Attempt, attempt } from './attempts.ts';
import { check } from './broken-promise.ts';
import type { CaseBench, PreparedStart, StartedRun } from './case-bench.ts';
import type { ExecutorCaseGroup } from './executor-case.ts';
import { BROKEN_OFF, failedBefore, nonsense, type ProxyFault, RESET_BEFORE } from './proxy-fault.ts';
import { startUntil, untilOver, untilStatus } from './run-watching.ts';
import { lineOf } from './start-cases.ts';

/** How one look can fail. */
const NO_LOOK: readonly (readonly [what: string, fault: ProxyFault])[] = [
  ['HTTP 401', failedBefore(401, 'Unauthorized')],
  ['HTTP 403', failedBefore(403, 'Forbidden')],
  ['HTTP 404', failedBefore(404, 'Not Found')],
  ['HTTP 429', failedBefore(429, 'Slow down')],
  ['HTTP 500', failedBefore(500, 'Oops')],
  ['HTTP 502', failedBefore(502, 'Bad gateway')],
  ['a broken connection', RESET_BEFORE],
  ['an answer that breaks off', BROKEN_OFF],
  ['a web page', nonsense('<html></html>', 'text/html')],
  ['empty JSON', nonsense('{}', 'application/json')],
];

/** Cases about looking for the run of an execution. */
export const findCases: ExecutorCaseGroup = {
  name: 'find',
  cases: [
    {
      name: 'finds a run from when it is made until after its end',
      async run(bench) {
        const started = await bench.start('succeeds');
        await checkFinds(bench, started);
        await untilOver(bench, started);
        await checkFinds(bench, started);
      },
    },
    {
      name: 'finds a run while it waits',
      needs: ['staysQueued'],
      async run(bench) {
        const started = await bench.start('staysQueued');
        await untilStatus(bench, started, 'queued');
        await checkFinds(bench, started);
      },
    },
    {
      name: 'finds a run that was cancelled while it ran',
      needs: ['runsUntilCancelled'],
      async run(bench) {
        const started = await startUntil(bench, 'runsUntilCancelled', 'running');
        await checkFinds(bench, started);
        await bench.executor.cancel(started);
        await untilStatus(bench, started, 'cancelled');
        await checkFinds(bench, started);
      },
    },
    {
      name: 'finds a run that another server started',
      async run(bench) {
        const started = await bench.start('succeeds');
        await checkFinds({ ...bench, executor: bench.another() }, started);
      },
    },
    {
      name: 'finds its run among others of the same pipeline, older and newer',
      async run(bench) {
        await startOthers(bench, 2);
        const started = await bench.start('succeeds');
        await startOthers(bench, 3);
        await checkFinds(bench, started);
      },
    },
    {
      name: 'finds its run behind more others than the CI system lists at once',
      needs: ['isCrowded'],
      async run(bench) {
        const { target, variables, others } = bench.scenario('isCrowded');
        const started = await bench.start('isCrowded');
        for (let count = 0; count < others; count += 1)
          await bench.world.startForeign({ target, variables: { ...variables } });
        await checkFinds(bench, started);
      },
    },
    {
      name: 'says that a run is absent where there is none with the execution id',
      async run(bench) {
        const prepared = await bench.prepare('succeeds');
        const result = await bench.executor.find(prepared);
        check(['absent', 'indeterminate'].includes(result.outcome), 'a run that does not exist is not found', result);
      },
    },
    {
      name: 'adopts no run without an execution id, and none of another execution, however alike',
      async run(bench) {
        const prepared = await bench.prepare('succeeds');
        const { executionId } = prepared;
        await startOthers(bench, 1, {});
        await startOthers(bench, 1, { SLUICE_EXECUTION_ID: `${executionId}0` });
        await startOthers(bench, 1, { SLUICE_EXECUTION_ID: executionId.slice(0, -1) });
        await checkNotFound(bench, prepared);
      },
    },
    {
      name: 'adopts no run that has the execution id in another variable',
      needs: ['takesAnyText'],
      async run(bench) {
        const { target, variables, variable } = bench.scenario('takesAnyText');
        const prepared = await bench.prepare('takesAnyText');
        const { executionId } = prepared;
        for (const text of [
          executionId,
          `SLUICE_EXECUTION_ID=${executionId}`,
          `\nSLUICE_EXECUTION_ID=${executionId}`,
        ]) {
          await bench.world.startForeign({ target, variables: { ...variables, [variable]: text } });
        }
        await checkNotFound(bench, prepared);
      },
    },
    {
      name: 'names both of two runs that one execution has, and picks none',
      async run(bench) {
        const { target } = bench.scenario('succeeds');
        const started = await bench.start('succeeds');
        await bench.world.startForeign({ target, variables: started.variables });
        const result = await bench.eventually(
          'find says ambiguous when two runs have the execution id',
          () => bench.executor.find(started),
          ({ outcome }) => outcome === 'ambiguous',
        );
        const ids = result.outcome === 'ambiguous' ? result.runIds : [];
        check(ids.length === 2 && new Set(ids).size === 2, 'an ambiguous answer names the runs, each once', result);
        for (const runId of ids) await bench.executor.get({ runId, target: started.target });
      },
    },
    {
      name: 'never calls a run absent that exists, whatever becomes of one of its requests',
      async run(bench) {
        const started = await bench.start('succeeds');
        for (const [what, fault] of NO_LOOK) await checkNeverAbsent(bench, started, what, fault);
      },
    },
    {
      name: 'says nothing, rather than absent, when it is not let look at all',
      async run(bench) {
        const prepared = await bench.prepare('succeeds');
        for (const [what, fault] of NO_LOOK) {
          bench.proxy.inject(fault);
          const result = await attempt(bench.another().find(prepared));
          bench.proxy.mend();
          const promised = `who got ${what} for every request can't know that a run is absent`;
          check(!isOutcome(result, 'absent') && !isOutcome(result, 'found'), promised, result);
        }
      },
    },
    {
      name: 'starts nothing',
      async run(bench) {
        const prepared = await bench.prepare('succeeds');
        const started = await bench.start('succeeds');
        await bench.executor.find(prepared);
        await bench.executor.find(started);
        bench.proxy.inject(failedBefore(500, 'Oops'));
        await attempt(bench.another().find(prepared));
        bench.proxy.mend();
        await bench.proxy.quiet();
        const starts = bench.starts();
        check(starts.length === 1, 'find sends nothing that can start a run', starts.slice(1).map(lineOf));
      },
    },
    {
      name: 'takes the run that a webhook sighted',
      capability: 'webhooks',
      needs: ['sendsWebhooks'],
      async run(bench) {
        const started = await bench.start('sendsWebhooks');
        await startOthers(bench, 2);
        const result = await bench.executor.find({ ...started, sightedRunId: started.runId });
        const isIt = result.outcome === 'found' && (await isSame(bench, started, result.run.id));
        check(isIt, 'a run that a webhook gave for the execution is found', result);
      },
    },
  ],
};

function startOthers(bench: CaseBench, count: number, more = otherExecution()): Promise<readonly string[]> {
  const { target, variables } = bench.scenario('succeeds');
  const start = { target, variables: { ...variables, ...more } };
  return Promise.all(Array.from({ length: count }, () => bench.world.startForeign(start)));
}

function otherExecution(): Readonly<Record<string, string>> {
  return { SLUICE_EXECUTION_ID: '00000000-0000-4000-8000-000000000000' };
}

async function checkFinds(bench: CaseBench, started: StartedRun): Promise<void> {
  const result = await bench.eventually(
    'find finds the run of an execution by its execution id',
    () => bench.executor.find(started),
    ({ outcome }) => outcome === 'found' || outcome === 'ambiguous',
  );
  check(result.outcome === 'found', 'one run has the execution id, so one is found', result);
  check(await isSame(bench, started, result.run.id), 'the run that is found is that of the execution', result);
}

/** Compares by what `get` says, since the id of a run may change. */
async function isSame({ executor }: CaseBench, { runId, target }: StartedRun, otherId: string): Promise<boolean> {
  const [run, other] = await Promise.all([executor.get({ runId, target }), executor.get({ runId: otherId, target })]);
  return run.id === other.id;
}

async function checkNotFound(bench: CaseBench, prepared: PreparedStart): Promise<void> {
  for (let look = 0; look < 3; look += 1) {
    const result = await bench.executor.find(prepared);
    const promised = 'a run is that of an execution only if its SLUICE_EXECUTION_ID is the execution id';
    check(['absent', 'indeterminate'].includes(result.outcome), promised, result);
    await bench.world.passTime(bench.world.pollIntervalMs ?? 1000);
  }
}

/** Spoils the first request, then only the second, and so on until `find` makes no more. */
async function checkNeverAbsent(bench: CaseBench, started: StartedRun, what: string, fault: ProxyFault): Promise<void> {
  for (let index = 0; index < 10; index += 1) {
    const sent = bench.proxy.requests().length;
    bench.proxy.inject(fault, () => bench.proxy.requests().length > sent + index, 1);
    const result = await attempt(bench.another().find(started));
    bench.proxy.mend();
    const request = bench.proxy.requests()[sent + index];
    const promised = `a run that exists is not absent because of ${what} for request ${index + 1}`;
    check(!isOutcome(result, 'absent'), promised, { request: request && lineOf(request), result });
    if (request === undefined) return;
  }
}

function isOutcome(result: Attempt<FindResult>, outcome: FindResult['outcome']): boolean {
  return result.outcome === 'resolved' && result.value.outcome === outcome;
}
