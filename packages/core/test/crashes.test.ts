import { describe, expect, it } from 'vitest';
import { createExecutionService, type ExecutionService, isFinished, type PipelineExecutor } from '../src/index.ts';
import { type CiModel, createCiModel } from './fixtures/ci-model.ts';
import { type Crash, crashing } from './fixtures/crash.ts';
import { ALICE, createWorld, dnsCatalog, EVE, READER, ROOT, type World } from './fixtures/world.ts';

const REQUEST = { pipelineType: 'dns', environment: 'dev', parameters: { record: 'www' } } as const;
const ID = 'execution-1';
const MOST_CALLS = 40;

interface Stage extends World {
  readonly ci: CiModel;
}

/** What a server was doing when it died: how it came to that, and the call in which it dies. */
interface Scenario {
  readonly prepare: (stage: Stage) => Promise<unknown>;
  readonly act: (service: ExecutionService) => Promise<unknown>;
  /** What must hold in the end beside what always must. */
  readonly check?: (stage: Stage) => Promise<void> | void;
  readonly approval?: 'second-person';
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'execute a pipeline': {
    prepare: async () => {},
    act: (service) => service.execute(REQUEST, ALICE),
  },
  'execute a pipeline under a key': {
    prepare: async () => {},
    act: (service) => service.execute({ ...REQUEST, idempotencyKey: 'once' }, ALICE),
  },
  'approve an execution': {
    approval: 'second-person',
    prepare: ({ service }) => service.execute(REQUEST, ALICE),
    act: (service) => service.approve(ID, EVE),
  },
  'deny an execution': {
    approval: 'second-person',
    prepare: ({ service }) => service.execute(REQUEST, ALICE),
    act: (service) => service.deny(ID, EVE),
    check: ({ ci }) => expect(ci.all()).toEqual([]),
  },
  'cancel a run': {
    prepare: ({ service }) => service.execute(REQUEST, ALICE),
    act: (service) => service.cancel(ID, ALICE),
    async check({ ci, store }) {
      const execution = await store.get(ID);
      // Once the wish is in the record, it is carried out, whoever died.
      if (execution?.cancelRequestedBy !== undefined) expect(ci.runsOf(ID)[0]?.status).toBe('cancelled');
    },
  },
  'retry an execution': {
    async prepare({ service, ci }) {
      await service.execute(REQUEST, ALICE);
      ci.set('run-1', 'failed');
      await service.get(ID, READER);
    },
    act: (service) => service.retry(ID, ALICE),
    check: ({ ci }) => expect(ci.all().length).toBeLessThanOrEqual(2),
  },
  'sweep a run that has finished': {
    async prepare({ service, ci }) {
      await service.execute(REQUEST, ALICE);
      ci.set('run-1', 'succeeded');
    },
    act: (service) => service.sweep(),
    check: async ({ store }) => expect((await store.get(ID))?.status).toBe('succeeded'),
  },
  'sweep a start without an answer': {
    async prepare({ service, ci }) {
      const start = ci.executor.onStart;
      ci.executor.onStart = async (request) => {
        await start(request);
        throw new Error('the answer was lost');
      };
      await service.execute(REQUEST, ALICE);
      ci.executor.onStart = start;
    },
    act: (service) => service.sweep(),
    check: async ({ store }) => expect((await store.get(ID))?.status).toBe('running'),
  },
};

async function stageOf({ approval }: Scenario): Promise<Stage> {
  const ci = createCiModel();
  const environments = { dev: approval === undefined ? {} : { approval }, prod: {} };
  return { ...(await createWorld({ executor: ci.executor, pipeline: { environments } })), ci };
}

/** A server whose every call of the store and of the CI system counts, and that dies at one of them. */
async function mortalServer({ store, clock, service }: Stage, crash: Crash): Promise<ExecutionService> {
  const executor: PipelineExecutor | undefined = service.catalog.executor('ci');
  if (executor === undefined) throw new Error('the catalog should have it');
  const mortal = crashing(executor, crash);
  const catalog = {
    ...service.catalog,
    pipeline: (type: string) => ({ ...service.catalog.pipeline(type), executor: mortal }),
    executor: () => mortal,
  };
  let count = 0;
  return createExecutionService({
    catalog,
    store: crashing(store, crash),
    clock,
    createId: () => `mortal-${++count}`,
    serverId: 'mortal',
  });
}

/** The other servers go on: they sweep for half an hour, and somebody asks for the same again. */
async function goOn({ server, clock }: Stage): Promise<void> {
  const other = server();
  for (let minute = 0; minute < 30; minute += 1) {
    await clock.advance(60_000);
    await other.sweep();
  }
}

async function checkPromise({ store, ci }: Stage): Promise<void> {
  const { executions } = await store.listByEnvironment({ environment: 'dev', limit: 100 });
  for (const execution of executions) {
    const runs = ci.runsOf(execution.executionId);
    expect(runs.length).toBeLessThanOrEqual(1);
    expect(execution.run?.id).toBe(runs[0]?.id);
    expect(execution.unexpectedRunIds).toBeUndefined();
    expect(['starting', 'unknown']).not.toContain(execution.status);
    if (execution.run !== undefined) expect(execution.status).toBe(runs[0]?.status);
    expect(execution.secretParameters).toBeUndefined();
  }
  expect(executions.filter((execution) => !isFinished(execution)).length).toBeLessThanOrEqual(1);
  const known = executions.flatMap(({ executionId }) => ci.runsOf(executionId));
  expect(ci.all().length).toBe(known.length);
}

describe.each(Object.entries(SCENARIOS))('a server that dies while it was asked to %s', (_, scenario) => {
  it.each(['before', 'after'] as const)('%s any of its calls has taken effect, breaks no promise', async (effect) => {
    let survived = false;
    let deaths = 0;
    for (let at = 1; at <= MOST_CALLS && !survived; at += 1) {
      const stage = await stageOf(scenario);
      await scenario.prepare(stage);
      const crash: Crash = { at, effect, calls: 0 };
      await scenario.act(await mortalServer(stage, crash)).catch(() => {});
      survived = crash.calls < at;
      deaths += survived ? 0 : 1;

      await goOn(stage);
      await checkPromise(stage);
      await scenario.check?.(stage);
    }
    expect(survived).toBe(true);
    expect(deaths).toBeGreaterThanOrEqual(2);
  });
});

describe('a caller who asks again after the server died', () => {
  it.each(['before', 'after'] as const)('gets one run, wherever it died, %s the effect', async (effect) => {
    for (let at = 1; at <= 5; at += 1) {
      const stage = await stageOf({ prepare: async () => {}, act: async () => {} });
      await (await mortalServer(stage, { at, effect, calls: 0 })).execute(REQUEST, ALICE).catch(() => {});

      const again = await stage.service.execute(REQUEST, ALICE);
      await goOn(stage);
      const execution = await stage.store.get(again.execution.executionId);

      expect(stage.ci.all().length).toBeLessThanOrEqual(1);
      // It has that run, or knows that there is none.
      expect(execution?.run?.id ?? execution?.failure?.code).toBe(stage.ci.all()[0]?.id ?? 'never_started');
    }
  });

  it('for a forced stop by somebody else finds the wish of who asked first', async () => {
    const stage = await stageOf({ prepare: async () => {}, act: async () => {} });
    await stage.service.execute(REQUEST, ALICE);
    const mortal = await mortalServer(stage, { at: 4, effect: 'before', calls: 0 });
    await mortal.cancel(ID, ALICE).catch(() => {});
    expect(await stage.store.get(ID)).toMatchObject({ cancelRequestedBy: 'alice', cancellation: { attempts: 0 } });

    expect(await stage.service.cancel(ID, ROOT)).toMatchObject({ status: 'cancelled', cancelRequestedBy: 'alice' });
  });
});

it('the catalog of the crash tests is the one of the others', async () => {
  const ci = createCiModel();

  expect((await dnsCatalog(ci.executor)).executor('ci')).toBe(ci.executor);
});
