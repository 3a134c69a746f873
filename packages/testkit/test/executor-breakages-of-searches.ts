import type { FindResult, PipelineExecutor, Run } from '@sluice/core';
import { type Breakage, isPost, methods, onError, sending } from './executor-breakage.ts';
import type { MillTarget } from './executor-mill.ts';

type Executor = PipelineExecutor<MillTarget>;
type Find = Executor['find'];

/** Lists all runs of the job, newest first. */
function all(right: Executor, { target, signal }: Parameters<Find>[0]): ReturnType<Executor['list']> {
  return right.list({ target, since: 0, signal });
}

async function newest(right: Executor, request: Parameters<Find>[0]): Promise<FindResult> {
  const [first] = await all(right, request);
  if (first === undefined) return { outcome: 'absent' };
  return { outcome: 'found', run: await right.get({ ...request, runId: first.id }) };
}

function finding(change: (result: FindResult) => FindResult) {
  return methods((right) => ({ find: async (request) => change(await right.find(request)) }));
}

const absentUnless = (isShown: (run: Run) => boolean) =>
  finding((result) => (result.outcome === 'found' && !isShown(result.run) ? { outcome: 'absent' } : result));

/** Matches runs by what the list says of them, rightly or not. */
function matching(isIt: (values: Readonly<Record<string, string>>, executionId: string) => boolean) {
  return (request: Parameters<ReturnType<typeof sending>>[0]): Executor => {
    let wanted = '';
    const right = sending(async (url, init) => {
      const response = await fetch(url, init);
      if (isPost(init) || !response.ok || !url.includes('/runs?')) return response;
      const page: { runs: { values: Record<string, string> }[] } = JSON.parse(await response.text());
      for (const { values } of page.runs) if (isIt(values, wanted)) values['SLUICE_EXECUTION_ID'] = wanted;
      return Response.json(page);
    })(request);
    return {
      ...right,
      find(findRequest) {
        wanted = findRequest.executionId;
        return right.find(findRequest);
      },
    };
  };
}

/** Executors that look for runs wrongly. */
export const findBreakages: readonly Breakage[] = [
  [
    'looks for a run only while it goes on',
    'finds a run from when it is made until after its end',
    /find finds the run/,
    absentUnless(({ status }) => status === 'queued' || status === 'running'),
  ],
  [
    'looks past runs that wait',
    'finds a run while it waits',
    /find finds the run/,
    absentUnless(({ status }) => status !== 'queued'),
  ],
  [
    'looks past runs that were cancelled',
    'finds a run that was cancelled while it ran',
    /find finds the run/,
    absentUnless(({ status }) => status !== 'cancelled'),
  ],
  [
    'remembers what it started, and looks nowhere else',
    'finds a run that another server started',
    /find finds the run/,
    methods((right) => {
      const started = new Set<string>();
      return {
        start(request) {
          started.add(request.executionId);
          return right.start(request);
        },
        find: async (request) => (started.has(request.executionId) ? right.find(request) : { outcome: 'absent' }),
      };
    }),
  ],
  [
    'adopts the newest run',
    'finds its run among others of the same pipeline, older and newer',
    /the run that is found is that of the execution/,
    methods((right) => ({ find: (request) => newest(right, request) })),
  ],
  [
    'reads the first page and takes it for all',
    'finds its run behind more others than the CI system lists at once',
    /find finds the run/,
    sending(async (url, init) => {
      const response = await fetch(url, init);
      if (isPost(init) || !response.ok || !url.includes('/runs?')) return response;
      return Response.json({ ...JSON.parse(await response.text()), more: false });
    }),
  ],
  [
    'calls nothing ambiguous',
    'says that a run is absent where there is none with the execution id',
    /a run that does not exist is not found/,
    finding((result) => (result.outcome === 'absent' ? { outcome: 'ambiguous', runIds: [] } : result)),
  ],
  [
    'adopts runs without an execution id',
    'adopts no run without an execution id, and none of another execution, however alike',
    /only if its SLUICE_EXECUTION_ID is the execution id/,
    matching((values) => values['SLUICE_EXECUTION_ID'] === undefined),
  ],
  [
    'adopts runs whose execution id begins alike',
    'adopts no run without an execution id, and none of another execution, however alike',
    /only if its SLUICE_EXECUTION_ID is the execution id/,
    matching((values, executionId) => values['SLUICE_EXECUTION_ID']?.startsWith(executionId) ?? false),
  ],
  [
    'looks for the execution id in all that a run has',
    'adopts no run that has the execution id in another variable',
    /only if its SLUICE_EXECUTION_ID is the execution id/,
    matching((values, executionId) => JSON.stringify(values).includes(executionId)),
  ],
  [
    'picks one of two runs',
    'names both of two runs that one execution has, and picks none',
    /find says ambiguous/,
    methods((right) => ({
      async find(request) {
        const result = await right.find(request);
        if (result.outcome !== 'ambiguous') return result;
        return { outcome: 'found', run: await right.get({ ...request, runId: result.runIds[0] ?? '' }) };
      },
    })),
  ],
  [
    'takes a list that failed for an empty one',
    'never calls a run absent that exists, whatever becomes of one of its requests',
    /a run that exists is not absent/,
    methods((right) => ({
      find: (request) => onError<FindResult>(right.find(request), () => ({ outcome: 'absent' })),
    })),
  ],
  [
    'takes HTTP 404 for an absence',
    'says nothing, rather than absent, when it is not let look at all',
    /can't know that a run is absent/,
    methods((right) => ({
      find: (request) =>
        onError<FindResult>(right.find(request), (error) => {
          if (error.message.includes('HTTP 404')) return { outcome: 'absent' };
          throw error;
        }),
    })),
  ],
  [
    'starts what it does not find',
    'starts nothing',
    /find sends nothing that can start a run/,
    methods((right) => ({
      async find(request) {
        const result = await right.find(request);
        if (result.outcome === 'absent') await right.start({ ...request, variables: {} });
        return result;
      },
    })),
  ],
  [
    'wants nothing of what webhooks sighted',
    'takes the run that a webhook sighted',
    /a run that a webhook gave for the execution is found/,
    methods((right) => ({
      find: async (request) =>
        request.sightedRunId === undefined ? right.find(request) : { outcome: 'indeterminate', reason: 'why not' },
    })),
  ],
];
