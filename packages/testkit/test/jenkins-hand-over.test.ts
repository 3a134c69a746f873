import { describe, expect, it } from 'vitest';
import { JOB, type Schemas, setUpJenkins } from './jenkins.ts';

const TREE = 'inQueue,nextBuildNumber,lastBuild[number],allBuilds[number,queueId,building,actions[parameters[name]]]';

async function setUp() {
  const bench = setUpJenkins();
  const id = await bench.start({ SLUICE_EXECUTION_ID: 'a' });
  return {
    ...bench,
    state: async () => (await bench.job(`/api/json?tree=${TREE}`)).json<Schemas['Job']>(),
    item: async () => (await bench.api(`/queue/item/${id}/api/json`)).json<Schemas['QueueItem']>(),
    queue: async () => (await bench.api('/queue/api/json')).json<Schemas['Queue']>().items,
  };
}

describe('on its way from the queue to its build, a run', () => {
  it('is in the queue to the last', async () => {
    const { clock, state, queue } = await setUp();
    await clock.advance(5099);
    expect(await queue()).toHaveLength(1);
    expect(await state()).toMatchObject({ inQueue: true, nextBuildNumber: 1, allBuilds: [] });
  });

  it('is then in no list, but its number is given out', async () => {
    const { clock, state, item, queue, job } = await setUp();
    await clock.advance(5100);
    expect(await queue()).toEqual([]);
    expect(await state()).toMatchObject({ inQueue: false, nextBuildNumber: 2, lastBuild: null, allBuilds: [] });
    expect(await item()).toMatchObject({ executable: null, cancelled: false });
    expect((await job('/1/api/json')).status).toBe(404);
  });

  it('is then a build that does not tell what it was asked for', async () => {
    const { clock, state, item, job } = await setUp();
    await clock.advance(5130);
    expect(await item()).toMatchObject({ executable: { number: 1 } });
    const { allBuilds } = await state();
    expect(allBuilds).toMatchObject([{ number: 1, queueId: -1, building: true, actions: [] }]);
    expect((await job('/1/wfapi/describe')).json()).toMatchObject({ status: 'IN_PROGRESS', stages: [] });
    expect((await job('/1/logText/progressiveText')).headers.get('x-more-data')).toBe('true');
  });

  it('is then a build like any other', async () => {
    const { clock, state } = await setUp();
    await clock.advance(5150);
    const { allBuilds } = await state();
    expect(allBuilds?.[0]?.actions?.[0]?.parameters).toEqual(
      JOB.parameters?.map(({ name }) => expect.objectContaining({ name })),
    );
  });

  it('can be killed before it begins, and never does', async () => {
    const { clock, job } = await setUp();
    await clock.advance(5130);
    expect((await job('/1/kill', { method: 'POST' })).status).toBe(200);
    await clock.advance(60_000);
    expect((await job('/1/api/json')).json()).toMatchObject({ result: 'ABORTED', building: false, duration: 0 });
  });
});
