import type { Wire } from '@sluice/core';
import { STORE_DOWN } from '../../support/breakable-store.ts';
import { type ContractWorld, PROJECT, WORLD_KEYS } from './contract-world.ts';
import type { StateValues } from './verify-pact.ts';

/** Brings a server to a state, and returns the values that are different there. */
export type BringAbout = (world: ContractWorld) => Promise<StateValues> | StateValues;

/** What every state has, unless it says otherwise. */
const USUAL: StateValues = {
  api_key: WORLD_KEYS.proxy,
  pipeline_type: 'bootstrap',
  environment: 'dev',
  parameters: { region: 'eu' },
  session_id: 'session-7',
  idempotency_key: 'key-7',
};

const MINUTE_MS = 60_000;
const LOG_READ_MS = 2000;
const RUNNING_MS = 300;

/** Every state of the pact, and what brings a server there. Nothing is stubbed: the server gets there by itself. */
export const STATES: Readonly<Record<string, BringAbout>> = {
  'a pipeline may be executed': () => ({}),
  'a pipeline may be executed for a tenant': () => ({ tenant_id: 'acme' }),
  'the same was asked for before and has not finished': async ({ execute }) => {
    await execute({ session_id: 'session-7' });
    return {};
  },
  'the same was asked for before with this key': async ({ execute }) => {
    await execute({ idempotencyKey: 'key-7' });
    return {};
  },
  'the environment wants an approval': () => ({ environment: 'gated' }),
  'the CI system does not answer a start': ({ gitlab }) => {
    gitlab.injectFault({ kind: 'commit-then-reset', route: 'create-pipeline' });
    return {};
  },
  'the CI system refuses a start': ({ gitlab }) => {
    gitlab.injectFault({ kind: 'status', status: 403, route: 'create-pipeline' });
    return {};
  },
  'the pipeline does not have the environment': () => ({ environment: 'moon' }),
  'the pipeline does not take the parameters': () => ({ parameters: { region: 'mars' } }),
  'there is no such pipeline': () => ({ pipeline_type: 'dns' }),
  'the key named another request': async ({ execute }) => {
    await execute({ environment: 'staging', idempotencyKey: 'key-7' });
    return {};
  },
  'another execution of the pipeline has not finished': async ({ execute }) => {
    await execute({ parameters: { region: 'us' } });
    return {};
  },
  'the environment allows no start at this time': () => ({ environment: 'nightly' }),
  'the server does not know the API key': () => ({ api_key: 'key-of-nobody-00001', execution_id: 'some-id' }),
  'the API key may only read': () => ({ api_key: WORLD_KEYS.readOnly }),
  'the API key was used too often': async ({ ask }) => {
    while ((await ask('/pipelines')).status !== 429);
    return {};
  },
  'the server has enough to do': ({ overload }) => {
    overload();
    return {};
  },
  'the store is out of reach': ({ store }) => {
    store.breakWith(STORE_DOWN);
    return { execution_id: 'some-id' };
  },
  'there is an execution': async ({ execute }) => named(await execute()),
  'there is an execution under way': async (world) => named(await running(world)),
  'there is an execution that failed': async (world) => {
    world.gitlab.failNext({ project: PROJECT, job: 'deploy-bootstrap' });
    return named(await finished(world));
  },
  'there is an execution that has finished': async (world) => named(await finished(world)),
  'there is no such execution': () => ({ execution_id: 'no-such-execution' }),
  'there are executions': async (world) => {
    const { status } = await running(world);
    return { status };
  },
  'there are executions of a tenant': async ({ execute }) => {
    await execute({ tenant_id: 'acme' });
    return { tenant_id: 'acme' };
  },
  'there are more executions than a page holds': async ({ execute, get }) => {
    await execute({ tenant_id: 'acme' });
    await execute({ tenant_id: 'globex' });
    const { next_cursor } = await get<Wire['ExecutionPage']>('/executions?environment=dev&limit=1');
    return { cursor: next_cursor ?? '' };
  },
  'there is a log that goes on': async (world) => {
    const { execution_id } = await running(world);
    await world.clock.advance(LOG_READ_MS);
    return { execution_id };
  },
  'there is a log that was read in part': async (world) => {
    const { execution_id } = await running(world);
    await world.clock.advance(LOG_READ_MS);
    const { next_cursor } = await world.get<Wire['LogChunk']>(`/executions/${execution_id}/log`);
    await world.after(MINUTE_MS, execution_id);
    return { execution_id, cursor: next_cursor ?? '' };
  },
  'it is not known whether there is a run': async ({ gitlab, execute }) => {
    gitlab.injectFault({ kind: 'commit-late', delayMs: MINUTE_MS, route: 'create-pipeline' });
    return named(await execute());
  },
  'the CI system refuses to stop a run': async (world) => {
    const execution = await running(world);
    world.gitlab.injectFault({ kind: 'status', status: 403, route: 'cancel-pipeline' });
    return named(execution);
  },
  'there is an execution that awaits approval': async ({ execute }) => named(await execute({ environment: 'gated' })),
  'there is an execution that awaits no approval': async ({ execute }) => named(await execute()),
  'the API key may not approve': async ({ execute }) => ({
    ...named(await execute({ environment: 'gated' })),
    api_key: WORLD_KEYS.withoutApprove,
  }),
};

/** Brings a server to the state of that name, and returns all of its values. */
export async function bringAbout(world: ContractWorld, state: string): Promise<StateValues> {
  const handler = STATES[state];
  if (handler === undefined) throw new Error(`Nothing here brings a server to the state "${state}"`);
  return { ...USUAL, ...(await handler(world)) };
}

function named({ execution_id }: Wire['Execution']): StateValues {
  return { execution_id };
}

async function running({ execute, after }: ContractWorld): Promise<Wire['Execution']> {
  const { execution_id } = await execute();
  return expected('running', await after(RUNNING_MS, execution_id));
}

async function finished({ execute, after }: ContractWorld): Promise<Wire['Execution']> {
  const { execution_id } = await execute();
  const execution = await after(MINUTE_MS, execution_id);
  if (execution.finished_at === undefined) throw new Error(`The execution is ${execution.status}`);
  return execution;
}

function expected(status: Wire['ExecutionStatus'], execution: Wire['Execution']): Wire['Execution'] {
  if (execution.status !== status) throw new Error(`The execution is ${execution.status}, not ${status}`);
  return execution;
}
