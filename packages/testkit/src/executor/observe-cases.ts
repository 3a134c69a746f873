import { ExecutorError, type Run, type RunSummary } from '@sluice/core';
import { attempt, executorErrorOf } from './attempts.ts';
import { check } from './broken-promise.ts';
import type { CaseBench, StartedRun } from './case-bench.ts';
import type { ExecutorCaseGroup } from './executor-case.ts';
import { failedBefore, type ProxyFault, RESET_BEFORE } from './proxy-fault.ts';
import { checkTrulyOver, isOver, startUntil, untilOver } from './run-watching.ts';
import { lineOf } from './start-cases.ts';

const HOUR_MS = 3_600_000;
const MAX_REQUESTS = 10;
/** What a proxy may say though the run is there, also while it only reads its rules again. */
const NO_PROOF: readonly (readonly [what: string, fault: ProxyFault])[] = [
  ['a bare HTTP 404', failedBefore(404, '')],
  ['HTTP 404 with a web page', failedBefore(404, '<html><body><h1>404 Not Found</h1></body></html>')],
  ['HTTP 404 of a gateway', failedBefore(404, '{"message":"no Route matched with those values"}')],
  ['HTTP 403', failedBefore(403, 'Forbidden')],
  ['HTTP 502', failedBefore(502, 'Bad gateway')],
  ['a broken connection', RESET_BEFORE],
];
const ORDER: Readonly<Record<Run['status'], number>> = {
  queued: 0,
  running: 1,
  blocked: 1,
  succeeded: 2,
  failed: 2,
  cancelled: 2,
};

/** Cases about what the executor tells of runs. */
export const observeCases: ExecutorCaseGroup = {
  name: 'observe',
  cases: [
    {
      name: 'follows a run from its start to its success, and calls it over when it is',
      async run(bench) {
        const started = await bench.start('succeeds');
        const seen: Run[] = [started.run];
        await bench.eventually('get says that the run has ended', () => look(bench, started, seen), isOver);
        const statuses = seen.map(({ status }) => status);
        const ordered = statuses.toSorted((a, b) => ORDER[a] - ORDER[b]);
        check(statuses.join() === ordered.join(), 'a run waits, then runs, then has ended', statuses);
        const last = seen.at(-1);
        check(last?.status === 'succeeded', 'a run that ended well has succeeded', last);
        check(last.failure === undefined, 'only a failed run has a failure', last);
        check(last.rawStatus !== '', "a run has the status in the CI system's own words", last);
      },
    },
    {
      name: 'tells of a run that failed what failed, and how its log ends',
      needs: ['fails'],
      async run(bench) {
        const { logLine, job, stage } = bench.scenario('fails');
        const run = await untilOver(bench, await bench.start('fails'));
        check(run.status === 'failed', 'a run that failed has failed', run);
        const { failure } = run;
        check(failure?.kind === 'failed' && failure.message !== '', 'a failed run tells why', run);
        const names = { job: failure.job, stage: failure.stage };
        check(job === undefined || failure.job === job, `a failed run names its failed job, "${job}"`, names);
        check(stage === undefined || failure.stage === stage, `a failed run names its failed stage, "${stage}"`, names);
        const hasTail = failure.logTail?.includes(logLine) === true;
        check(hasTail, `a failed run gives the end of the log, with "${logLine}"`, failure.logTail ?? 'no log');
      },
    },
    {
      name: 'calls a run that did nothing failed, since it was skipped',
      needs: ['isSkipped'],
      async run(bench) {
        const run = await untilOver(bench, await bench.start('isSkipped'));
        const isSkipped = run.status === 'failed' && run.failure?.kind === 'skipped';
        check(isSkipped, 'a run that did nothing is failed, with a failure of kind skipped', run);
      },
    },
    {
      name: 'says running of what runs, and queued of what waits',
      needs: ['runsUntilCancelled', 'staysQueued'],
      async run(bench) {
        const running = await startUntil(bench, 'runsUntilCancelled', 'running');
        const queued = await bench.start('staysQueued');
        for (let time = 0; time < 3; time += 1) {
          const [first, second] = [await bench.executor.get(running), await bench.executor.get(queued)];
          check(first.status === 'running', 'a run that runs is running', first);
          check(second.status === 'queued', 'a run that did not begin is queued', second);
          await bench.world.passTime(bench.world.pollIntervalMs ?? 1000);
        }
      },
    },
    {
      name: 'is an error for a run that was deleted',
      needs: ['canBeDeleted'],
      async run(bench) {
        const deleted = await startAndDelete(bench);
        await executorErrorOf(bench.executor.get(deleted), 'a run that was deleted can not be read');
      },
    },
    {
      name: 'says that a run is gone once it was deleted',
      needs: ['canBeDeleted'],
      async run(bench) {
        const deleted = await startAndDelete(bench);
        const error = await executorErrorOf(bench.executor.get(deleted), 'a run that was deleted can not be read');
        check(error.runIsGone, 'the CI system shows that it has the run no more: runIsGone is true', error);
      },
    },
    {
      name: 'never says that a run is gone that is there, whatever becomes of its requests',
      async run(bench) {
        const started = await bench.start('succeeds');
        await untilOver(bench, started);
        for (const [what, fault] of NO_PROOF) await checkNeverGone(bench, started, what, fault);
      },
    },
    {
      name: 'reads no other run for an id that is not quite its own',
      async run(bench) {
        const started = await bench.start('succeeds');
        const { runId, target } = started;
        const ids = [
          '',
          '..',
          `../${runId}`,
          `./${runId}`,
          `${runId}/`,
          `${runId}/../${runId}`,
          `${runId}?`,
          `${runId}#`,
        ];
        for (const id of [...ids, `${runId}%20`, ` ${runId}`, encodeURIComponent(`../${runId}`), '__proto__']) {
          const result = await attempt(bench.executor.get({ runId: id, target }));
          const isOther = result.outcome === 'rejected' || result.value.id !== (await bench.executor.get(started)).id;
          check(isOther, `the id ${JSON.stringify(id)} does not read the run ${JSON.stringify(runId)}`, result);
        }
      },
    },
    {
      name: 'lists what changed since a time, newest first, as get has it',
      async run(bench) {
        const older = await bench.start('succeeds');
        await untilOver(bench, older);
        const newer = await bench.start('succeeds');
        await untilOver(bench, newer);
        const since = older.startedAt - HOUR_MS;
        const ids = await Promise.all([newer, older].map(async (each) => (await bench.executor.get(each)).id));
        const listed = await bench.eventually(
          'list has the runs that changed',
          () => bench.executor.list({ target: older.target, since }),
          (summaries) => ids.every((id) => summaries.some((summary) => summary.id === id)),
        );
        const ours = listed.filter(({ id }) => ids.includes(id));
        check(ours.map(({ id }) => id).join() === ids.join(), 'list has each run once, newest first', listed);
        for (const summary of ours) await checkAsGetHasIt(bench, summary, older.target);
      },
    },
    {
      name: 'lists a run that goes on',
      needs: ['runsUntilCancelled'],
      async run(bench) {
        const started = await startUntil(bench, 'runsUntilCancelled', 'running');
        const { id } = await bench.executor.get(started);
        const listed = await bench.eventually(
          'list has a run that runs',
          () => bench.executor.list({ target: started.target, since: started.startedAt - HOUR_MS }),
          (summaries) => summaries.some((summary) => summary.id === id),
        );
        const summary = listed.find((each) => each.id === id);
        check(summary?.status === 'running', 'list says running of a run that runs', summary);
      },
    },
    {
      name: 'lists nothing that ended before',
      async run(bench) {
        const started = await bench.start('succeeds');
        const { id } = await untilOver(bench, started);
        const since = bench.world.now() + HOUR_MS;
        const listed = await bench.executor.list({ target: started.target, since });
        const isListed = listed.some((summary) => summary.id === id);
        check(!isListed, 'list has only what changed since the time that it was given', listed);
      },
    },
  ],
};

/** Starts a run, waits for its end and deletes it; returns it by the id that it had then. */
async function startAndDelete(bench: CaseBench): Promise<StartedRun> {
  const started = await bench.start('canBeDeleted');
  await untilOver(bench, started);
  const runId = (await bench.executor.get(started)).id;
  const [run] = await bench.runsOf(started.executionId);
  if (bench.world.deleteRun === undefined || run === undefined) throw new Error('The world deletes no run');
  await bench.world.deleteRun(run.id);
  return { ...started, runId };
}

/** Spoils all requests, then the first one only, then the second, and so on until `get` makes no more. */
async function checkNeverGone(bench: CaseBench, started: StartedRun, what: string, fault: ProxyFault): Promise<void> {
  const promised = `a run that is there is not gone because of ${what}: runIsGone is false`;
  for (let index = -1; index < MAX_REQUESTS; index += 1) {
    const sent = bench.proxy.requests().length;
    if (index === -1) bench.proxy.inject(fault);
    else bench.proxy.inject(fault, () => bench.proxy.requests().length > sent + index, 1);
    const result = await attempt(bench.another().get(started));
    bench.proxy.mend();
    const isGone = result.outcome === 'rejected' && ExecutorError.isInstance(result.error) && result.error.runIsGone;
    check(!isGone, promised, { requests: bench.proxy.requests().slice(sent).map(lineOf), result });
    if (bench.proxy.requests().length <= sent + index) return;
  }
}

async function look(bench: CaseBench, started: StartedRun, seen: Run[]): Promise<Run> {
  const run = await bench.executor.get(started);
  seen.push(run);
  await checkTrulyOver(bench, started, run);
  return run;
}

async function checkAsGetHasIt({ executor }: CaseBench, summary: RunSummary, target: unknown): Promise<void> {
  const run = await executor.get({ runId: summary.id, target });
  check(run.status === summary.status, 'list and get say the same of a run that has ended', { summary, run });
}
