import { ExecutorError, type Run } from '@sluice/core';
import { type Attempt, attempt, executorErrorOf } from './attempts.ts';
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
import { checkNoRun, checkOneRun, lineOf, NO_START_SEEN } from './start-cases.ts';

const GATEWAY_PAGE = '<html><head><title>Error</title></head><body><h1>Error</h1></body></html>';

/** How a look at the run can fail once it was made. None of these says anything about the run. */
const FAILED_LOOKS: readonly (readonly [what: string, fault: ProxyFault])[] = [
  ...[401, 404, 429, 500, 502].map((status) => [`HTTP ${status}`, failedBefore(status, GATEWAY_PAGE)] as const),
  ['a broken connection', RESET_BEFORE],
  ['no answer', UNANSWERED],
  ['a web page', nonsense(GATEWAY_PAGE, 'text/html')],
  ['empty JSON', nonsense('{}', 'application/json')],
];

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
    {
      name: 'is unknown or the run itself when a request fails that follows the one that starts it',
      async run(bench) {
        const following = await requestsAfterStart(bench);
        for (const [what, fault] of FAILED_LOOKS) {
          for (let index = 0; index < following; index += 1) await checkFailedAfterStart(bench, index, what, fault);
        }
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
      bench.proxy.inject(fault, bench.isStart);
      const result = await attempt(bench.executor.start(prepared));
      bench.proxy.mend();
      if (result.outcome === 'rejected') await checkUnknown(bench, prepared, Promise.reject(result.error));
      await checkIsTheRun(bench, prepared, result);
    },
  };
}

/** Counts the requests that a start makes once the run was made. */
async function requestsAfterStart(bench: CaseBench): Promise<number> {
  await bench.start('succeeds');
  await bench.proxy.quiet();
  const requests = bench.proxy.requests();
  return requests.length - 1 - requests.findLastIndex(bench.isStart);
}

/** Spoils a request that follows the one that starts a run, and all after it: the run was made all the same. */
async function checkFailedAfterStart(bench: CaseBench, index: number, what: string, fault: ProxyFault): Promise<void> {
  const prepared = await bench.prepare('succeeds');
  const [sent, before] = [bench.proxy.requests().length, bench.starts().length];
  bench.proxy.inject(fault, () => {
    const requests = bench.proxy.requests().slice(sent);
    const start = requests.findIndex(bench.isStart);
    return start !== -1 && requests.length - 1 > start + index;
  });
  const executor = fault === UNANSWERED ? bench.impatient() : bench.another();
  const result = await attempt(executor.start(prepared));
  bench.proxy.mend();
  const isHonest =
    result.outcome === 'resolved' || (ExecutorError.isInstance(result.error) && result.error.outcome === 'unknown');
  const promised = `a start is unknown, or the run itself, after ${what} for request ${index + 1} that follows it: the run was made`;
  check(isHonest, promised, result);
  await checkIsTheRun(bench, prepared, result, before);
}

/** Checks that one run was made, and that what a start came to, if anything, is that run. */
async function checkIsTheRun(
  bench: CaseBench,
  prepared: PreparedStart,
  result: Attempt<Run>,
  startsBefore = 0,
): Promise<void> {
  const { executionId, target } = prepared;
  const found = await checkFoundLater(bench, prepared, startsBefore);
  if (result.outcome === 'rejected') return;
  const read = await attempt(bench.executor.get({ runId: result.value.id, target }));
  const isIt = read.outcome === 'resolved' && read.value.id === found;
  check(isIt, `what start returns is the run of ${executionId}`, { returned: result.value, read });
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
  await attempt(started);
  check(bench.starts().length > 0, 'one start is one request that can start a run', NO_START_SEEN);
  const error = await executorErrorOf(started, 'a start whose answer is lost rejects');
  check(error.outcome === 'unknown', 'the run was made or may still be: the outcome is unknown', error);
  checkOneStart(bench);
}

function checkOneStart(bench: CaseBench, startsBefore = 0): void {
  const starts = bench.starts().slice(startsBefore);
  check(starts.length === 1, 'the request that can start a run is sent once, whatever comes back', starts.map(lineOf));
}

/** Looks until the run is found, and returns the id that it has in the end. */
async function checkFoundLater(bench: CaseBench, prepared: PreparedStart, startsBefore = 0): Promise<string> {
  const found = await bench.eventually(
    'find finds the run that was made',
    () => bench.executor.find(prepared),
    ({ outcome }) => outcome === 'found' || outcome === 'ambiguous',
  );
  check(found.outcome === 'found', 'one run was made, so one is found', found);
  await checkOneRun(bench, prepared.executionId);
  checkOneStart(bench, startsBefore);
  return (await bench.executor.get({ runId: found.run.id, target: prepared.target })).id;
}
