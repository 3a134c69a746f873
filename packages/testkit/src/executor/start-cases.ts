import { ExecutorError } from '@sluice/core';
import { unreachableUrl } from '../http/loopback-server.ts';
import { attempt, executorErrorOf } from './attempts.ts';
import { check } from './broken-promise.ts';
import type { CaseBench } from './case-bench.ts';
import type { ExecutorCaseGroup } from './executor-case.ts';
import type { WorldRun } from './executor-world.ts';
import { failedBefore } from './proxy-fault.ts';

/** What is easily lost, changed or taken for something else on its way. */
const AWKWARD_TEXTS: readonly string[] = [
  'plain',
  '',
  '  spaces around  ',
  'naïve – 日本語 🚀',
  'two\nlines',
  `"quotes" 'of' \`all\` kinds`,
  `$HOME \${HOME} $(id) %PATH% {{ id }} $[[ id ]]`,
  'a&b=c+d%20e#f?g;h,i',
  '../../etc/passwd',
  '{"a":[1,null]}',
  'back\\slash\\n',
  '__proto__',
  'null',
  'x'.repeat(4000),
];

/** Cases about starts that get an answer. */
export const startCases: ExecutorCaseGroup = {
  name: 'start',
  cases: [
    {
      name: 'makes one run, with one request that can start one',
      async run(bench) {
        const { executionId } = await bench.start('succeeds');
        await checkOneRun(bench, executionId);
        const starts = bench.starts();
        const promised = 'one start is one request that can start a run';
        check(starts.length === 1, promised, starts.length === 0 ? NO_START_SEEN : starts.map(lineOf));
      },
    },
    {
      name: 'returns the run by an id that finds it again',
      async run({ executor, another, start }) {
        const { run, runId, target, executionId, startedAt } = await start('succeeds');
        check(runId !== '', 'a run has an id', run);
        const read = await executor.get({ runId, target });
        const readElsewhere = await another().get({ runId, target });
        check(read.id === readElsewhere.id, 'an id names one run, whoever reads it', { read, readElsewhere });
        const found = await executor.find({ executionId, target, startedAt });
        const isSame =
          found.outcome === 'found' && (await executor.get({ runId: found.run.id, target })).id === read.id;
        check(isSame, 'the id that start returned and the one that find returns name one run', { read, found });
      },
    },
    {
      name: 'keeps starts apart that happen at the same time and differ in nothing but their execution ids',
      async run(bench) {
        const starts = await Promise.all(Array.from({ length: 3 }, () => bench.start('succeeds')));
        for (const { executionId } of starts) await checkOneRun(bench, executionId);
        const reads = await Promise.all(starts.map(({ runId, target }) => bench.executor.get({ runId, target })));
        check(new Set(reads.map(({ id }) => id)).size === 3, 'each start returns a run of its own', reads);
      },
    },
    {
      name: 'hands every value over as it is, or refuses it before anything is started',
      needs: ['takesAnyText'],
      async run(bench) {
        const { variable } = bench.scenario('takesAnyText');
        for (const text of AWKWARD_TEXTS) await checkHandedOver(bench, variable, text);
      },
    },
    {
      name: 'is refused as not started, for good, where the CI system refuses it',
      needs: ['isRefused'],
      async run(bench) {
        const prepared = await bench.prepare('isRefused');
        const error = await executorErrorOf(bench.executor.start(prepared), 'a start that is refused rejects');
        check(error.outcome === 'not_started', 'a start that is refused is not_started', error);
        check(!error.retryable, 'a start that is refused for what it asks can not be tried again as it is', error);
        await checkNoRun(bench, prepared.executionId);
      },
    },
    {
      name: 'can be tried again, as not started, after HTTP 429, when the CI system says so',
      async run(bench) {
        const { proxy, world } = bench;
        const prepared = await bench.prepare('succeeds');
        proxy.inject(failedBefore(429, 'Slow down', [['retry-after', '7']]), bench.isStart);
        const error = await executorErrorOf(bench.executor.start(prepared), 'a start that met HTTP 429 rejects');
        check(error.outcome === 'not_started', 'HTTP 429 refuses a start before it is looked at: not_started', error);
        check(error.retryable, 'a start that met HTTP 429 can be tried again', error);
        check(error.retryAfterMs === 7000, 'retryAfterMs is what Retry-After says, here 7000', error);
        check(bench.starts().length === 1, 'a start that met HTTP 429 is not repeated', bench.starts().map(lineOf));
        proxy.mend();
        await world.passTime(7000);
        await bench.executor.start(prepared);
        await checkOneRun(bench, prepared.executionId);
      },
    },
    {
      name: 'is not started when a look before it fails, and sends nothing that starts a run',
      async run(bench) {
        const before = (await requestsOfAStart(bench)).findIndex(bench.isStart);
        for (let index = 0; index < before; index += 1) {
          const prepared = await bench.prepare('succeeds');
          const [sent, started] = [bench.proxy.requests().length, bench.starts().length];
          bench.proxy.inject(failedBefore(500, 'Oops'), () => bench.proxy.requests().length > sent + index);
          const error = await executorErrorOf(bench.another().start(prepared), 'a start whose checks fail rejects');
          bench.proxy.mend();
          check(bench.starts().length === started, 'nothing is started after a check that failed', bench.starts());
          check(error.outcome === 'not_started', 'it is certain that nothing was started: not_started', error);
          await checkNoRun(bench, prepared.executionId);
        }
      },
    },
    {
      name: 'is not started, and can be tried again, where nobody listens',
      async run(bench) {
        const prepared = await bench.prepare('succeeds');
        const executor = bench.another({ url: await unreachableUrl() });
        const error = await executorErrorOf(executor.start(prepared), 'a start without a connection rejects');
        check(error.outcome === 'not_started', 'without a connection nothing was sent: not_started', error);
        check(error.retryable, 'what could not be reached may be reached later', error);
      },
    },
  ],
};

/** What is seen where runs are started by requests that the world does not take for starts. */
export const NO_START_SEEN = 'none that the world knows as a start: is its isStart right?';

/** Checks that an execution has one run, and returns it. */
export async function checkOneRun(bench: CaseBench, executionId: string): Promise<WorldRun> {
  const { its } = await bench.eventually(
    "a start makes one run, which has its execution id as SLUICE_EXECUTION_ID, and the world's runs() tells so",
    async () => {
      const all = await bench.world.runs();
      const its = all.filter((run) => run.executionId === executionId);
      return { its, among: all.slice(-3).map((run) => ({ id: run.id, executionId: run.executionId })) };
    },
    (seen) => seen.its.length === 1,
  );
  const [run] = its;
  check(run !== undefined, 'an execution has a run', its);
  return run;
}

/** Checks that an execution has no run. */
export async function checkNoRun(bench: CaseBench, executionId: string): Promise<void> {
  await bench.proxy.quiet();
  const runs = await bench.runsOf(executionId);
  check(runs.length === 0, 'no run exists', runs);
}

/** How a request reads in a report. */
export function lineOf({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path}`;
}

async function requestsOfAStart(bench: CaseBench) {
  const before = bench.proxy.requests().length;
  await bench.start('succeeds');
  return bench.proxy.requests().slice(before);
}

async function checkHandedOver(bench: CaseBench, variable: string, text: string): Promise<void> {
  const prepared = await bench.prepare('takesAnyText', { [variable]: text });
  const started = bench.starts().length;
  const result = await attempt(bench.executor.start(prepared));
  if (result.outcome === 'rejected') {
    const isRefused = ExecutorError.isInstance(result.error) && result.error.outcome === 'not_started';
    check(isRefused && bench.starts().length === started, `${JSON.stringify(text)} is taken, or not_started`, result);
    return;
  }
  const { variables } = await checkOneRun(bench, prepared.executionId);
  for (const [name, sent] of Object.entries(prepared.variables)) {
    const arrived = variables?.[name];
    check(arrived === sent, `${name} arrives as ${JSON.stringify(sent)}`, `it arrived as ${JSON.stringify(arrived)}`);
  }
}
