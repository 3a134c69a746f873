import { isFinished, type Wire } from '@sluice/core';
import type { SandboxRun } from './sandbox-run.ts';
import { about, not, type Prepared, ready, type StateMeans } from './state-means.ts';

type Bring = (run: SandboxRun) => Promise<Prepared> | Prepared;

const OVER = 'the run that was started has finished too soon';
const WANTS_APPROVAL = 'the environment wants an approval';
const NOT_ALLOWED = 'a run would have to be started: --execute allows it';

/** States for which a run is started: the first ones with it, the others while it is under way. */
export const WHILE_UNDER_WAY: readonly StateMeans[] = [
  post('a pipeline may be executed', (run) =>
    run.rules.approval === 'none' ? ready({ ...run.request, session_id: run.sessions.own }) : not(WANTS_APPROVAL),
  ),
  post('the environment wants an approval', (run) =>
    run.rules.approval === 'none'
      ? not('the environment wants no approval')
      : ready({ ...run.request, session_id: run.sessions.own }),
  ),
  post('the same was asked for before and has not finished', async (run) =>
    (await unfinished(run)) === undefined ? not(OVER) : ready({ ...run.request, session_id: run.sessions.own }),
  ),
  post('another execution of the pipeline has not finished', async (run) => {
    if (run.rules.concurrency !== 'one') return not('the environment allows any number of executions at a time');
    if ((await unfinished(run)) === undefined) return not(OVER);
    return ready({ ...run.request, session_id: run.sessions.other });
  }),
  get('there is an execution under way', async (run) => about(await run.begun(), 'run under way any more')),
];

/** States that are there when the run is stopped, and those for which another one is started. */
export const WHEN_STOPPED: readonly StateMeans[] = [
  post('there is an execution under way', async (run) => about(await run.begun(), 'run under way any more')),
  post('there is an execution that has finished', async (run) =>
    about((await run.stop()).find(isFinished), 'execution that could be stopped'),
  ),
  {
    ...post('a pipeline may be executed', async (run) => {
      if (run.rules.approval !== 'none') return not(WANTS_APPROVAL);
      await run.stop();
      return ready({ ...run.request, idempotency_key: run.useKey() });
    }),
    isKeyed: true,
  },
  {
    ...post('the same was asked for before with this key', (run) =>
      run.rules.approval === 'none' ? ready({ ...run.request, idempotency_key: run.useKey() }) : not(WANTS_APPROVAL),
    ),
    isKeyed: true,
  },
];

async function unfinished(run: SandboxRun): Promise<Wire['Execution'] | undefined> {
  const execution = await run.execution();
  return execution === undefined || isFinished(execution) ? undefined : execution;
}

function post(state: string, bring: Bring): StateMeans {
  return { state, method: 'POST', prepare: ({ run }) => (run === undefined ? not(NOT_ALLOWED) : bring(run)) };
}

function get(state: string, bring: Bring): StateMeans {
  return { ...post(state, bring), method: 'GET' };
}
