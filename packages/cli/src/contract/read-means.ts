import type { Wire } from '@sluice/core';
import type { DeployedServer } from './deployed-server.ts';
import { about, not, type Prepared, ready, type StateMeans } from './state-means.ts';
import { type Survey, UNKNOWN_KEY } from './survey.ts';

const NOWHERE = 'sluice-contract-no-such-thing';
/** So many logs are looked into, and so many pieces of one. */
const MOST_LOGS = 5;
const MOST_PIECES = 20;

const SOME_RUN: readonly string[] = ['queued', 'running', 'blocked'];

/** States that are there without anything being started or stopped: requests in them are refused for certain, or only read. */
export const READ_MEANS: readonly StateMeans[] = [
  { state: 'the pipeline does not have the environment', method: 'POST', prepare: ({ survey }) => refused(survey, {}) },
  {
    state: 'the pipeline does not take the parameters',
    method: 'POST',
    // The environment is wrong as well, so that it is refused even if it takes any parameter.
    prepare: ({ survey }) => refused(survey, { [NOWHERE]: NOWHERE }),
  },
  {
    state: 'there is no such pipeline',
    method: 'POST',
    prepare: () => ready({ pipeline_type: NOWHERE, environment: NOWHERE, parameters: {} }),
  },
  {
    state: 'the server does not know the API key',
    method: 'GET',
    prepare: ({ survey }) =>
      survey.demandsKey
        ? ready({ api_key: UNKNOWN_KEY, execution_id: NOWHERE })
        : not('the server asks for no key, or not from here'),
  },
  { state: 'there is no such execution', method: 'GET', prepare: () => ready({ execution_id: NOWHERE }) },
  { state: 'there is no such execution', method: 'POST', prepare: () => ready({ execution_id: NOWHERE }) },
  {
    state: 'there is an execution',
    method: 'GET',
    prepare: async ({ survey }) => about((await survey.executions())[0], 'execution'),
  },
  {
    state: 'there is an execution under way',
    method: 'GET',
    prepare: async ({ survey, server }) => {
      const started = (await survey.executions()).filter(({ status }) => SOME_RUN.includes(status));
      const found = await firstThat(started, async ({ execution_id }) => {
        const now = await server.read<Wire['Execution']>(`/executions/${execution_id}`);
        return now !== undefined && SOME_RUN.includes(now.status) && hasStages(now);
      });
      return about(found, 'execution under way');
    },
  },
  {
    state: 'there is an execution that failed',
    method: 'GET',
    prepare: async ({ survey }) => {
      const executions = await survey.executions();
      const found = executions.find(
        ({ failure, ...one }) =>
          failure?.code === 'pipeline_failed' &&
          failure.job !== undefined &&
          failure.log_tail !== undefined &&
          hasStages(one),
      );
      return about(found, 'execution whose pipeline failed');
    },
  },
  {
    state: 'there is an execution that has finished',
    method: 'GET',
    prepare: async ({ survey }) => {
      const executions = await survey.executions();
      return about(
        executions.find(({ finished_at }) => finished_at !== undefined),
        'execution that has finished',
      );
    },
  },
  {
    state: 'there are executions',
    method: 'GET',
    prepare: async ({ survey }) => {
      const [found] = await survey.executions();
      if (found === undefined) return not('the server has no execution');
      const { environment, pipeline_type, status } = found;
      return ready({ environment, pipeline_type, status });
    },
  },
  {
    state: 'there are executions of a tenant',
    method: 'GET',
    prepare: async ({ survey }) => {
      const executions = await survey.executions();
      const found = executions.find(({ tenant_id }) => tenant_id !== undefined);
      if (found?.tenant_id === undefined) return not('the server has no execution of a tenant');
      return ready({ environment: found.environment, tenant_id: found.tenant_id });
    },
  },
  { state: 'there are more executions than a page holds', method: 'GET', prepare: twoPages },
  {
    state: 'there is a log that goes on',
    method: 'GET',
    prepare: async ({ survey, server }) => {
      const started = (await survey.executions()).filter(({ status }) => SOME_RUN.includes(status));
      const found = await firstThat(started.slice(0, MOST_LOGS), async ({ execution_id }) => {
        const piece = await server.read<Wire['LogChunk']>(`/executions/${execution_id}/log`);
        return piece?.complete === false && piece.next_cursor !== undefined;
      });
      return about(found, 'log that goes on');
    },
  },
  { state: 'there is a log that was read in part', method: 'GET', prepare: logInPieces },
  {
    state: 'it is not known whether there is a run',
    method: 'GET',
    prepare: async ({ survey }) => {
      const executions = await survey.executions();
      return about(
        executions.find(({ status }) => status === 'unknown'),
        'execution that is unknown',
      );
    },
  },
];

function refused({ pipelines }: Survey, parameters: Readonly<Record<string, string>>): Prepared {
  const [pipeline] = pipelines;
  if (pipeline === undefined) return not('the server has no pipeline that the key may see');
  return ready({ pipeline_type: pipeline.pipeline_type, environment: NOWHERE, parameters });
}

async function twoPages({ survey, server }: Parameters<StateMeans['prepare']>[0]): Promise<Prepared> {
  const environments = new Set((await survey.executions()).map(({ environment }) => environment));
  for (const environment of environments) {
    const path = `/executions?${new URLSearchParams({ environment, limit: '1' })}`;
    const first = await server.read<Wire['ExecutionPage']>(path);
    if (first?.next_cursor === undefined || first.executions.length === 0) continue;
    const next = await server.read<Wire['ExecutionPage']>(`${path}&cursor=${encodeURIComponent(first.next_cursor)}`);
    if (next !== undefined && next.executions.length > 0) return ready({ environment, cursor: first.next_cursor });
  }
  return not('the server has no environment with two executions');
}

async function logInPieces({ survey, server }: Parameters<StateMeans['prepare']>[0]): Promise<Prepared> {
  const ended = (await survey.executions()).filter(
    ({ run, finished_at }) => run !== undefined && finished_at !== undefined,
  );
  for (const { execution_id } of ended.slice(0, MOST_LOGS)) {
    const cursor = await lastCursor(server, execution_id);
    if (cursor !== undefined) return ready({ execution_id, cursor });
  }
  return not('the server has no log that has ended and takes more than one answer');
}

/** Returns the cursor that leads to the last piece of a log; undefined where it has one piece, or does not end. */
async function lastCursor(server: DeployedServer, executionId: string): Promise<string | undefined> {
  let cursor: string | undefined;
  for (let read = 0; read < MOST_PIECES; read += 1) {
    const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const piece = await server.read<Wire['LogChunk']>(`/executions/${executionId}/log${query}`);
    if (piece?.complete === true) return cursor;
    if (piece?.next_cursor === undefined) return undefined;
    cursor = piece.next_cursor;
  }
  return undefined;
}

async function firstThat<Item>(
  items: readonly Item[],
  holds: (item: Item) => Promise<boolean>,
): Promise<Item | undefined> {
  for (const item of items) if (await holds(item)) return item;
  return undefined;
}

function hasStages({ run }: Pick<Wire['Execution'], 'run'>): boolean {
  return run?.url !== undefined && run.stages.length > 0;
}
