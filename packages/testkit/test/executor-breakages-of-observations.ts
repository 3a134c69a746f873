import { setImmediate } from 'node:timers/promises';
import type { PipelineExecutor, Run } from '@sluice/core';
import { type Breakage, methods, onError, saying } from './executor-breakage.ts';
import type { MillTarget } from './executor-mill.ts';

type Executor = PipelineExecutor<MillTarget>;

function getting(change: (run: Run) => Run) {
  return methods((right) => ({ get: async (request) => change(await right.get(request)) }));
}

/** Executors that tell untrue things of runs. */
export const observeBreakages: readonly Breakage[] = [
  [
    'calls a success what still runs',
    'follows a run from its start to its success, and calls it over when it is',
    /only when nothing of it runs any more/,
    getting((run) => (run.status === 'running' ? { ...run, status: 'succeeded' } : run)),
  ],
  [
    'goes back in time',
    'follows a run from its start to its success, and calls it over when it is',
    /a run waits, then runs, then has ended/,
    getting((run) =>
      run.status === 'queued'
        ? { ...run, status: 'running' }
        : { ...run, status: run.status === 'running' ? 'queued' : run.status },
    ),
  ],
  [
    'keeps the log of what failed to itself',
    'tells of a run that failed what failed, and how its log ends',
    /gives the end of the log/,
    getting(({ failure, ...run }) => ({ ...run, failure: failure && { ...failure, logTail: undefined } })),
  ],
  [
    'does not tell which stage failed',
    'tells of a run that failed what failed, and how its log ends',
    /names its failed stage/,
    getting(({ failure, ...run }) => ({ ...run, failure: failure && { ...failure, stage: undefined } })),
  ],
  [
    'calls skipped a success',
    'calls a run that did nothing failed, since it was skipped',
    /failure of kind skipped/,
    getting((run) => (run.failure?.kind === 'skipped' ? { ...run, status: 'succeeded', failure: undefined } : run)),
  ],
  [
    'calls running what waits',
    'says running of what runs, and queued of what waits',
    /a run that did not begin is queued/,
    getting((run) => (run.status === 'queued' ? { ...run, status: 'running' } : run)),
  ],
  [
    'calls a run failed that is not there',
    'is an error for a run that was deleted',
    /a run that was deleted can not be read/,
    methods((right) => ({
      get: (request) =>
        onError<Run>(right.get(request), () => ({
          id: request.runId,
          status: 'failed',
          rawStatus: 'gone',
          stages: [],
        })),
    })),
  ],
  [
    'keeps it to itself that a run was deleted',
    'says that a run is gone once it was deleted',
    /has the run no more: runIsGone is true/,
    methods((right) => ({ get: (request) => saying(right.get(request), { runIsGone: false }) })),
  ],
  [
    'takes any HTTP 404 for a deleted run',
    'never says that a run is gone that is there, whatever becomes of its requests',
    /not gone because of a bare HTTP 404/,
    methods((right) => ({
      get: (request) =>
        onError(right.get(request), (error) =>
          saying(Promise.reject(error), { runIsGone: error.message.includes('HTTP 404') }),
        ),
    })),
  ],
  [
    'takes a run for gone that it could not read',
    'never says that a run is gone that is there, whatever becomes of its requests',
    /not gone because of/,
    methods((right) => ({ get: (request) => saying(right.get(request), { runIsGone: true }) })),
  ],
  [
    'splices the run id into the path',
    'reads no other run for an id that is not quite its own',
    /does not read the run/,
    methods((right, { url }) => ({
      async get(request) {
        const path = new URL(`${url}/runs/${request.runId}`).pathname;
        return right.get({ ...request, runId: path.slice('/runs/'.length) });
      },
    })),
  ],
  [
    'lists the oldest first',
    'lists what changed since a time, newest first, as get has it',
    /list has each run once, newest first/,
    methods((right) => ({ list: async (request) => (await right.list(request)).toReversed() })),
  ],
  [
    'lists another status than get has',
    'lists what changed since a time, newest first, as get has it',
    /list and get say the same/,
    methods((right) => ({
      list: async (request) => (await right.list(request)).map((summary) => ({ ...summary, status: 'running' })),
    })),
  ],
  [
    'lists only what has ended',
    'lists a run that goes on',
    /list has a run that runs/,
    methods((right) => ({
      list: async (request) => (await right.list(request)).filter(({ status }) => status === 'succeeded'),
    })),
  ],
  [
    'lists everything, whenever it changed',
    'lists nothing that ended before',
    /list has only what changed since/,
    methods((right) => ({ list: (request) => right.list({ ...request, since: 0 }) })),
  ],
];

/** Executors that stop and repeat runs wrongly. */
export const cancelBreakages: readonly Breakage[] = [
  [
    'calls a run cancelled as soon as it asked for it',
    'stops a run, which is cancelled once nothing of it runs any more',
    /only when nothing of it runs any more/,
    methods((right) => {
      const cancelled = new Set<string>();
      return {
        cancel(request) {
          cancelled.add(request.runId);
          return right.cancel(request);
        },
        async get(request) {
          const run = await right.get(request);
          return cancelled.has(run.id) ? { ...run, status: 'cancelled' } : run;
        },
      };
    }),
  ],
  [
    'waits for the end of what it stops',
    'stops a run, which is cancelled once nothing of it runs any more',
    /does not wait until the run has stopped\nSeen: nothing after 2000 ms/,
    methods((right) => ({
      async cancel(request) {
        await right.cancel(request);
        while ((await right.get(request)).status !== 'cancelled') await setImmediate();
      },
    })),
  ],
  [
    'leaves what has not begun in the queue',
    'stops a run that has not begun',
    /get says that the run has ended/,
    methods((right) => ({
      async cancel(request) {
        if ((await right.get(request)).status !== 'queued') await right.cancel(request);
      },
    })),
  ],
  [
    'stops only what does something',
    'stops a run that waits for somebody',
    /get says that the run has ended/,
    methods((right) => ({
      async cancel(request) {
        if ((await right.get(request)).status !== 'blocked') await right.cancel(request);
      },
    })),
  ],
  [
    'calls it an error when there is nothing to stop',
    'may be asked more than once, at the same time and after the end',
    /has ended already/,
    methods((right) => ({
      async cancel(request) {
        const { status } = await right.get(request);
        if (status === 'cancelled')
          await saying(right.get({ ...request, runId: 'x' }), { message: 'It has ended already.' });
        return right.cancel(request);
      },
    })),
  ],
  [
    'calls cancelled what had succeeded before',
    'leaves a run that has ended as it is',
    /stays so when it is cancelled/,
    methods((right) => {
      let asked = false;
      return {
        async cancel(request) {
          await right.cancel(request);
          asked = true;
        },
        get: async (request) => (asked ? { ...(await right.get(request)), status: 'cancelled' } : right.get(request)),
      };
    }),
  ],
  [
    'stops all runs of the pipeline',
    'stops no other run',
    /a run goes on when another one is cancelled/,
    methods((right) => ({
      async cancel(request) {
        for (const { id } of await right.list({ ...request, since: 0 })) await right.cancel({ ...request, runId: id });
      },
    })),
  ],
  [
    'kills without being asked to',
    'goes no further than asking, and calls nothing cancelled that still runs',
    /by force only where that was asked for/,
    methods((right) => ({ cancel: (request) => right.cancel({ ...request, force: 'kill' }) })),
  ],
  [
    'only asks, also where it is to kill',
    'ends by force what ignores being asked, when force is asked for',
    /get says that the run has ended/,
    methods((right) => ({ cancel: (request) => right.cancel({ ...request, force: undefined }) })),
  ],
  [
    'makes a new run of a retry',
    'runs again what failed, within the same run',
    /a run keeps its id when it is retried/,
    methods((right) => ({ retry: (request) => right.start({ ...request, executionId: 'again', variables: {} }) })),
  ],
  [
    'retries nothing',
    'runs again what failed, within the same run',
    /what failed runs again/,
    methods((right) => ({ retry: (request) => right.get(request) })),
  ],
  [
    'calls it a retry when there was nothing to retry',
    'is an error where nothing failed',
    /has nothing to retry/,
    methods((right) => ({ retry: (request) => onError(retryOf(right)(request), () => right.get(request)) })),
  ],
  [
    'repeats a retry that got no answer',
    'is asked for once, also when the answer gets lost',
    /never repeated/,
    methods((right) => ({ retry: (request) => onError(retryOf(right)(request), () => retryOf(right)(request)) })),
  ],
];

function retryOf({ retry }: Executor): NonNullable<Executor['retry']> {
  if (retry === undefined) throw new Error('it has no retry');
  return retry;
}
