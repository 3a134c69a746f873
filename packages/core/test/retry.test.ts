import { describe, expect, it } from 'vitest';
import { errorOf } from './fixtures/error-of.ts';
import { fails, runOf } from './fixtures/scripted-executor.ts';
import {
  ALICE,
  BOB,
  createWorld,
  dnsGroup,
  EVE,
  READER,
  ROOT,
  SETTLE_WINDOW_MS,
  type World,
  type WorldOptions,
} from './fixtures/world.ts';

const REQUEST = {
  pipelineType: 'dns',
  environment: 'dev',
  tenantId: 'acme',
  parameters: { record: 'www' },
  sessionId: 's-1',
} as const;
const ID = 'execution-1';

async function failed(options: WorldOptions = {}): Promise<World> {
  const world = await createWorld(options);
  world.executor.onStart = () => runOf('run-1', { status: 'failed' });
  await world.service.execute(REQUEST, ALICE);
  world.executor.onStart = () => runOf('run-2');
  return world;
}

async function lost(): Promise<World> {
  const world = await createWorld();
  world.executor.onStart = fails('unknown');
  world.executor.found = { outcome: 'indeterminate', reason: 'no access' };
  await world.service.execute(REQUEST, ALICE);
  await world.clock.advance(SETTLE_WINDOW_MS);
  await world.service.get(ID, READER);
  world.executor.onStart = () => runOf('run-2');
  return world;
}

describe('a retry', () => {
  it('is a new execution of the same, which points to the old one', async () => {
    const { service, executor, events } = await failed();

    const { execution, replayed } = await service.retry(ID, BOB);

    expect(replayed).toBe(false);
    expect(execution).toMatchObject({
      executionId: 'execution-2',
      retryOf: ID,
      status: 'running',
      requestedBy: 'bob',
      environment: 'dev',
      tenantId: 'acme',
      sessionId: 's-1',
      parameters: { record: 'www', ttl: 300 },
    });
    expect(executor.started.map(({ executionId }) => executionId)).toEqual([ID, 'execution-2']);
    expect(events.find(({ executionId }) => executionId === 'execution-2')).toMatchObject({
      type: 'execution.starting',
      actor: 'bob',
      cause: `a retry of ${ID}`,
    });
  });

  it.each([
    ['of the same person', [ALICE, ALICE]],
    ['of two people', [ALICE, BOB]],
  ])('that is made twice at once makes one run: %s', async (_, principals) => {
    const { server, executor } = await failed();

    const results = await Promise.all(principals.map((principal) => server().retry(ID, principal)));

    expect(results.map(({ execution }) => execution.executionId)).toEqual(['execution-2', 'execution-2']);
    expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(executor.started).toHaveLength(2);
  });

  it('that is made again when the first has finished returns the first, and starts nothing', async () => {
    const { service, executor } = await failed();
    executor.onStart = () => runOf('run-2', { status: 'failed' });
    await service.retry(ID, ALICE);

    expect(await service.retry(ID, ALICE)).toMatchObject({
      replayed: true,
      execution: { executionId: 'execution-2', status: 'failed' },
    });
    expect(executor.started).toHaveLength(2);
  });

  it('can be retried in its turn', async () => {
    const { service, executor } = await failed();
    executor.onStart = () => runOf('run', { status: 'failed' });
    await service.retry(ID, ALICE);

    expect((await service.retry('execution-2', ALICE)).execution).toMatchObject({ retryOf: 'execution-2' });
    expect(executor.started).toHaveLength(3);
  });

  it('waits for nobody but who is in its way, and names that one', async () => {
    const { service } = await failed();
    await service.execute({ ...REQUEST, parameters: { record: 'mail' } }, ALICE);

    expect(await errorOf(service.retry(ID, ALICE))).toMatchObject({
      code: 'concurrency_conflict',
      executionId: 'execution-2',
    });
  });

  it('needs an approval where the rules ask for one', async () => {
    const environments = { dev: { approval: 'second-person' as const }, prod: {} };
    const world = await createWorld({ pipeline: { environments } });
    await world.service.execute(REQUEST, ALICE);
    await world.service.deny(ID, EVE);

    const { execution } = await world.service.retry(ID, ALICE);

    expect(execution).toMatchObject({ status: 'awaiting_approval', retryOf: ID });
    expect(world.executor.calls).toEqual([]);
  });

  it('heeds the catalog of today', async () => {
    const { server, executor } = await failed();
    const today = await createWorld({ executor, group: dnsGroup({ record: { type: 'string', pattern: '^x' } }) });
    const service = server({ catalog: today.service.catalog });

    const error = await errorOf(service.retry(ID, ALICE));

    expect(error.code).toBe('invalid_parameters');
    expect(error.fields.map(({ field }) => field)).toEqual(['record', 'ttl']);
    expect(executor.started).toHaveLength(1);
  });

  it('is not refused for a protected parameter that has kept its default', async () => {
    const environments = { dev: { protectedParameters: ['ttl'] }, prod: {} };
    const { service } = await failed({ pipeline: { environments } });

    expect((await service.retry(ID, ALICE)).execution.parameters).toEqual({ record: 'www', ttl: 300 });
  });

  it('needs the scope "execute"', async () => {
    const { service } = await failed();

    expect(await errorOf(service.retry(ID, READER))).toMatchObject({ code: 'forbidden' });
  });
});

describe('what is not retried', () => {
  it('an execution that is not over', async () => {
    const { service } = await createWorld();
    await service.execute(REQUEST, ALICE);

    expect(await errorOf(service.retry(ID, ALICE))).toMatchObject({
      code: 'retry_not_allowed',
      executionId: ID,
      message: expect.stringContaining('it is running. Follow it, or cancel it first'),
    });
  });

  it('an execution that has succeeded, also when nobody has seen that yet', async () => {
    const { service, executor } = await createWorld();
    await service.execute(REQUEST, ALICE);
    executor.onGet = (runId) => runOf(runId, { status: 'succeeded' });

    expect(await errorOf(service.retry(ID, ALICE))).toMatchObject({
      code: 'retry_not_allowed',
      message: expect.stringContaining('it has succeeded'),
    });
  });

  it('a lost execution, before a person says that nothing of it runs', async () => {
    const { service, executor } = await lost();

    expect(await errorOf(service.retry(ID, ALICE))).toMatchObject({ code: 'retry_not_allowed' });
    expect(await errorOf(service.retry(ID, ALICE, { nothingRuns: true }))).toMatchObject({ code: 'forbidden' });
    expect(executor.started).toHaveLength(1);
    expect((await service.retry(ID, ROOT, { nothingRuns: true })).execution).toMatchObject({
      status: 'running',
      retryOf: ID,
    });
  });

  it('nothing at all', async () => {
    const { service } = await createWorld();

    expect(await errorOf(service.retry('nothing', ALICE))).toMatchObject({ code: 'execution_not_found' });
  });
});
