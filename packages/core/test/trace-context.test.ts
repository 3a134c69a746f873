import { describe, expect, it } from 'vitest';
import type { TraceContext } from '../src/index.ts';
import { fails } from './fixtures/scripted-executor.ts';
import { ALICE, BOB, createWorld, EVE, type World } from './fixtures/world.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const OTHER = '00-11111111111111111111111111111111-2222222222222222-01';
const REQUEST = { pipelineType: 'dns', environment: 'dev', parameters: { record: 'www' } } as const;

function tracedWorld(traceContext: () => TraceContext | undefined, wanted = true): Promise<World> {
  return createWorld({ pipeline: { traceContext: wanted }, service: { traceContext } });
}

async function variablesWith(traceContext: () => TraceContext | undefined): Promise<Readonly<Record<string, string>>> {
  const { service, executor } = await tracedWorld(traceContext);
  await service.execute(REQUEST, ALICE);
  return executor.started[0]?.variables ?? {};
}

describe('the trace of a start', () => {
  it('goes into the run of a pipeline that wants it', async () => {
    const variables = await variablesWith(() => ({ traceparent: TRACEPARENT, tracestate: 'team=1' }));

    expect(variables).toMatchObject({ RECORD: 'www', TRACEPARENT, TRACESTATE: 'team=1' });
  });

  it('does not go into the run of one that does not, which may not know the names', async () => {
    const { service, executor } = await tracedWorld(() => ({ traceparent: TRACEPARENT }), false);
    await service.execute(REQUEST, ALICE);

    expect(executor.started[0]?.variables).not.toHaveProperty('TRACEPARENT');
  });

  it.each<[string, TraceContext | undefined]>([
    ['there is none', undefined],
    ['it is no traceparent', { traceparent: '$(id)' }],
    ['it is followed by something', { traceparent: `${TRACEPARENT}\nCI=1` }],
  ])('is left out where %s', async (_, trace) => {
    expect(Object.keys(await variablesWith(() => trace))).not.toContain('TRACEPARENT');
  });

  it.each([
    ['is missing', undefined],
    ['is empty', ''],
    ['is longer than 512 characters', 'x'.repeat(513)],
  ])('goes without a state that %s', async (_, tracestate) => {
    const variables = await variablesWith(() => ({ traceparent: TRACEPARENT, tracestate }));

    expect(variables).toMatchObject({ TRACEPARENT });
    expect(variables).not.toHaveProperty('TRACESTATE');
  });

  it('is that of whoever approves, where somebody must', async () => {
    let traceparent = OTHER;
    const { service, executor } = await createWorld({
      pipeline: { traceContext: true, environments: { dev: { approval: 'second-person' }, prod: {} } },
      service: { traceContext: () => ({ traceparent }) },
    });
    const { execution } = await service.execute(REQUEST, BOB);
    traceparent = TRACEPARENT;
    await service.approve(execution.executionId, EVE);

    expect(executor.started.map(({ variables }) => variables['TRACEPARENT'])).toEqual([TRACEPARENT]);
  });

  it('does not make the same request another one', async () => {
    const traces = [TRACEPARENT, OTHER];
    const { service, executor } = await tracedWorld(() => ({ traceparent: traces.shift() ?? '' }));
    const first = await service.execute({ ...REQUEST, idempotencyKey: 'key' }, ALICE);
    const again = await service.execute({ ...REQUEST, idempotencyKey: 'key' }, ALICE);
    const unkeyed = await service.execute({ ...REQUEST, environment: 'prod' }, ALICE);
    const repeated = await service.execute({ ...REQUEST, environment: 'prod' }, ALICE);

    expect(again).toMatchObject({ replayed: true, execution: { executionId: first.execution.executionId } });
    expect(repeated).toMatchObject({ replayed: true, execution: { executionId: unkeyed.execution.executionId } });
    expect(executor.started).toHaveLength(2);
  });

  it('is in no record and no event', async () => {
    const { service, events } = await tracedWorld(() => ({ traceparent: TRACEPARENT }));
    const { execution } = await service.execute(REQUEST, ALICE);

    expect(JSON.stringify([execution, events])).not.toContain(TRACEPARENT);
  });

  it('keeps nothing from being started when it can not be told', async () => {
    const { service, executor, logs } = await tracedWorld(() => {
      throw new Error('the SDK broke');
    });
    const { execution } = await service.execute(REQUEST, ALICE);

    expect(execution.status).toBe('running');
    expect(executor.started).toHaveLength(1);
    expect(logs).toContain('warn The trace of a start could not be told');
  });

  it('is asked for once for each start, also for one that fails', async () => {
    let asked = 0;
    const world = await tracedWorld(() => {
      asked += 1;
      return undefined;
    });
    world.executor.onStart = fails('not_started');
    await world.service.execute(REQUEST, ALICE);

    expect(asked).toBe(1);
  });
});
