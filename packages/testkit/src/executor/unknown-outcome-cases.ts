import { attempt, executorErrorOf } from './attempts.ts';
import { check } from './broken-promise.ts';
import type { CaseBench, PreparedStart } from './case-bench.ts';
import type { ExecutorCase, ExecutorCaseGroup } from './executor-case.ts';
import {
  BARE,
  BROKEN_OFF,
  failedAfter,
  failedBefore,
  HELD,
  nonsense,
  type ProxyFault,
  RESET_AFTER,
  RESET_BEFORE,
  UNANSWERED,
} from './proxy-fault.ts';
import { checkNoRun, checkOneRun, lineOf } from './start-cases.ts';

const GATEWAY_PAGE = '<html><head><title>Error</title></head><body><h1>Error</h1></body></html>';

/** Cases about starts of which nobody knows what became. */
export const unknownOutcomeCases: ExecutorCaseGroup = {
  name: 'unknown outcome',
  cases: [
    lostAnswer('is unknown, and found later, when the run was made and no answer came', UNANSWERED),
    lostAnswer('is unknown, and found later, when the run was made and the connection broke', RESET_AFTER),
    ...[500, 502, 503, 504].map((status) =>
      lostAnswer(
        `is unknown, and found later, when the run was made and the answer was HTTP ${status}`,
        failedAfter(status, GATEWAY_PAGE),
      ),
    ),
    lostAnswer('is unknown, and found later, when the run was made and the answer says nothing of it', BARE),
    spoiltAnswer('is unknown or the run itself when the answer breaks off', BROKEN_OFF),
    spoiltAnswer('is unknown or the run itself when the answer is a web page', nonsense(GATEWAY_PAGE, 'text/html')),
    spoiltAnswer('is unknown or the run itself when the answer is empty JSON', nonsense('{}', 'application/json')),
    {
      name: 'is unknown, and found later, when the run comes after everybody has given up',
      async run(bench) {
        const prepared = await bench.prepare('succeeds');
        bench.proxy.inject(HELD, bench.isStart);
        await checkUnknown(bench, prepared);
        bench.proxy.mend();
        const early = await attempt(bench.executor.find(prepared));
        const isFound = early.outcome === 'resolved' && ['found', 'ambiguous'].includes(early.value.outcome);
        check(!isFound, 'a run that is not there yet is not found', early);
        await bench.proxy.release();
        await checkFoundLater(bench, prepared);
      },
    },
    ...lostStarts(),
  ],
};

/** The answer tells nothing of the run, so nobody can know. */
function lostAnswer(name: string, fault: ProxyFault): ExecutorCase {
  return {
    name,
    async run(bench) {
      const prepared = await bench.prepare('succeeds');
      bench.proxy.inject(fault, bench.isStart);
      await checkUnknown(bench, prepared);
      bench.proxy.mend();
      await checkFoundLater(bench, prepared);
    },
  };
}

/** Something of the answer is left, so an executor may or may not know. */
function spoiltAnswer(name: string, fault: ProxyFault): ExecutorCase {
  return {
    name,
    async run(bench) {
      const prepared = await bench.prepare('succeeds');
      const { executionId, target } = prepared;
      bench.proxy.inject(fault, bench.isStart);
      const result = await attempt(bench.executor.start(prepared));
      bench.proxy.mend();
      if (result.outcome === 'rejected') await checkUnknown(bench, prepared, Promise.reject(result.error));
      const found = await checkFoundLater(bench, prepared);
      if (result.outcome === 'rejected') return;
      const read = await attempt(bench.executor.get({ runId: result.value.id, target }));
      const isIt = read.outcome === 'resolved' && read.value.id === found;
      check(isIt, `what start returns is the run of ${executionId}`, { returned: result.value, read });
    },
  };
}

/** The start got lost on its way: there is no run, and no second attempt makes one. */
function lostStarts(): readonly ExecutorCase[] {
  const ways: readonly [string, ProxyFault][] = [
    ['a connection that broke', RESET_BEFORE],
    ['HTTP 500', failedBefore(500, GATEWAY_PAGE)],
    ['HTTP 503', failedBefore(503, GATEWAY_PAGE)],
  ];
  return ways.map(([what, fault]) => ({
    name: `is not repeated after ${what}, though no run was made`,
    async run(bench) {
      const prepared = await bench.prepare('succeeds');
      bench.proxy.inject(fault, bench.isStart, 1);
      await executorErrorOf(bench.executor.start(prepared), `a start that met ${what} rejects`);
      checkOneStart(bench);
      await checkNoRun(bench, prepared.executionId);
      const found = await bench.executor.find(prepared);
      check(['absent', 'indeterminate'].includes(found.outcome), 'a run that does not exist is not found', found);
    },
  }));
}

async function checkUnknown(
  bench: CaseBench,
  prepared: PreparedStart,
  started: Promise<unknown> = bench.impatient().start(prepared),
): Promise<void> {
  const error = await executorErrorOf(started, 'a start whose answer is lost rejects');
  check(error.outcome === 'unknown', 'the run was made or may still be: the outcome is unknown', error);
  checkOneStart(bench);
}

function checkOneStart(bench: CaseBench): void {
  const starts = bench.starts();
  check(starts.length === 1, 'the request that can start a run is sent once, whatever comes back', starts.map(lineOf));
}

/** Looks until the run is found, and returns the id that it has in the end. */
async function checkFoundLater(bench: CaseBench, prepared: PreparedStart): Promise<string> {
  const found = await bench.eventually(
    'find finds the run that was made',
    () => bench.executor.find(prepared),
    ({ outcome }) => outcome === 'found' || outcome === 'ambiguous',
  );
  check(found.outcome === 'found', 'one run was made, so one is found', found);
  await checkOneRun(bench, prepared.executionId);
  checkOneStart(bench);
  return (await bench.executor.get({ runId: found.run.id, target: prepared.target })).id;
}
