import { describe, expect, it } from 'vitest';
import { type JenkinsBench, JOB, type Schemas, setUpJenkins, stage } from './jenkins.ts';

const POST = { method: 'POST' } as const;

async function item({ api }: JenkinsBench, id: number): Promise<Schemas['QueueItem'] | number> {
  const answer = await api(`/queue/item/${id}/api/json`);
  return answer.status === 200 ? answer.json<Schemas['QueueItem']>() : answer.status;
}

async function listed({ api }: JenkinsBench): Promise<readonly number[]> {
  const { items } = (await api('/queue/api/json?tree=items[id]')).json<Schemas['Queue']>();
  return items.map(({ id }) => id);
}

describe('a queue item', () => {
  it('goes by the clock from its quiet period to its build', async () => {
    const bench = setUpJenkins();
    const id = await bench.start({ ENVIRONMENT: 'prod' });
    expect(await item(bench, id)).toMatchObject({
      _class: 'hudson.model.Queue$WaitingItem',
      id,
      inQueueSince: Date.UTC(2026, 0, 1),
      timestamp: Date.UTC(2026, 0, 1) + 5000,
      why: 'In the quiet period. Expires in 5.0 sec',
      blocked: false,
      buildable: false,
      params: '\nENVIRONMENT=prod\nSLUICE_EXECUTION_ID=',
      task: { name: 'bootstrap', url: 'http://localhost/job/platform/job/bootstrap/' },
    });
    await bench.clock.advance(5000);
    expect(await item(bench, id)).toMatchObject({
      _class: 'hudson.model.Queue$BuildableItem',
      why: 'Waiting for next available executor',
      buildable: true,
    });
    expect(await listed(bench)).toEqual([id]);
    await bench.clock.advance(100);
    expect(await item(bench, id)).toMatchObject({
      _class: 'hudson.model.Queue$LeftItem',
      why: null,
      cancelled: false,
      executable: null,
    });
    expect(await listed(bench)).toEqual([]);
    expect((await bench.job('/api/json?tree=builds[number]')).json()).toMatchObject({ builds: [] });
    await bench.clock.advance(50);
    expect(await item(bench, id)).toMatchObject({
      executable: {
        _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
        number: 1,
        url: 'http://localhost/job/platform/job/bootstrap/1/',
      },
    });
    expect((await bench.job('/api/json?tree=builds[number]')).json()).toMatchObject({ builds: [{ number: 1 }] });
  });

  it('can be read for five minutes after it has left the queue', async () => {
    const bench = setUpJenkins();
    const id = await bench.start();
    await bench.clock.advance(5100 + 5 * 60_000 - 1);
    expect(await item(bench, id)).toMatchObject({ executable: { number: 1 } });
    await bench.clock.advance(1);
    expect(await item(bench, id)).toBe(404);
    expect((await bench.job('/1/api/json')).json()).toMatchObject({ queueId: id });
  });

  it('keeps secret parameters to itself', async () => {
    const bench = setUpJenkins({
      jobs: [
        {
          path: 'platform/bootstrap',
          parameters: [
            { name: 'KEY', type: 'password' },
            { name: 'DRY', type: 'boolean' },
          ],
        },
      ],
    });
    const id = await bench.start({ KEY: 'hunter2', DRY: 'true' });
    const answer = await bench.api(`/queue/item/${id}/api/json`);
    expect(answer.json()).toMatchObject({ params: '\nKEY=****\nDRY=true' });
    await bench.clock.advance(6000);
    const build = await bench.job('/1/api/json');
    expect(build.json<Schemas['Build']>().actions?.[0]?.parameters).toEqual([
      { _class: 'hudson.model.PasswordParameterValue', name: 'KEY' },
      { _class: 'hudson.model.BooleanParameterValue', name: 'DRY', value: true },
    ]);
    expect(answer.text + build.text).not.toContain('hunter2');
    expect(bench.simulator.builds('platform/bootstrap')).toMatchObject([{ parameters: { KEY: 'hunter2' } }]);
  });

  it('of a job that runs one build at a time waits for the one before', async () => {
    const bench = setUpJenkins({ jobs: [{ ...JOB, kind: 'freestyle', script: { stages: [stage('only')] } }] });
    await bench.start({ SLUICE_EXECUTION_ID: 'a' });
    await bench.clock.advance(500);
    const second = await bench.start({ SLUICE_EXECUTION_ID: 'b' });
    await bench.clock.advance(5100);
    expect(await item(bench, second)).toMatchObject({
      _class: 'hudson.model.Queue$BlockedItem',
      why: 'Build #1 is already in progress (ETA: N/A)',
      blocked: true,
    });
    // The first build begins at 5150 and goes on for 1000 and 200 ms more.
    await bench.clock.advance(5150 + 1200 - 5600);
    expect(await item(bench, second)).toMatchObject({ _class: 'hudson.model.Queue$BuildableItem' });
    await bench.clock.advance(150);
    expect(await item(bench, second)).toMatchObject({ executable: { number: 2 } });
  });

  it('of a job whose builds run side by side does not wait', async () => {
    const bench = setUpJenkins();
    await bench.start({ SLUICE_EXECUTION_ID: 'a' });
    await bench.start({ SLUICE_EXECUTION_ID: 'b' });
    await bench.clock.advance(6000);
    expect(bench.simulator.builds('platform/bootstrap')).toMatchObject([
      { number: 1, building: true },
      { number: 2, building: true },
    ]);
  });

  it('waits behind a build that nobody lets go on', async () => {
    const bench = setUpJenkins({
      jobs: [{ ...JOB, concurrent: false, script: { stages: [stage('ask', { input: { message: 'Go?' } })] } }],
    });
    await bench.start({ SLUICE_EXECUTION_ID: 'a' });
    const second = await bench.start({ SLUICE_EXECUTION_ID: 'b' });
    await bench.clock.advance(60 * 60_000);
    expect(bench.simulator.queue()).toMatchObject([{ id: second, state: 'blocked' }]);
    bench.simulator.answerInput({ job: 'platform/bootstrap', build: 1, input: 'Ask', decision: 'abort' });
    await bench.clock.advance(1000);
    expect(bench.simulator.builds('platform/bootstrap')).toMatchObject([{ result: 'ABORTED' }, { building: true }]);
  });
});

describe('cancelItem', () => {
  const cancel = async ({ api }: JenkinsBench, id: number | string) =>
    (await api(`/queue/cancelItem?id=${id}`, POST)).status;

  it('takes an item out of the queue: no build, and no number for it', async () => {
    const bench = setUpJenkins();
    const first = await bench.start({ SLUICE_EXECUTION_ID: 'a' });
    await bench.start({ SLUICE_EXECUTION_ID: 'b' });
    await bench.clock.advance(1000);
    expect(await cancel(bench, first)).toBe(204);
    expect(await item(bench, first)).toMatchObject({ _class: 'hudson.model.Queue$LeftItem', cancelled: true });
    expect(await item(bench, first)).not.toHaveProperty('executable');
    await bench.clock.advance(60_000);
    expect(bench.simulator.builds('platform/bootstrap')).toMatchObject([
      { number: 1, parameters: { SLUICE_EXECUTION_ID: 'b' } },
    ]);
  });

  it('lets the next one pass that waited behind it', async () => {
    const bench = setUpJenkins({ jobs: [{ ...JOB, concurrent: false, script: { stages: [stage('only')] } }] });
    for (const id of ['a', 'b', 'c']) await bench.start({ SLUICE_EXECUTION_ID: id });
    await bench.clock.advance(5500);
    expect(await cancel(bench, 2)).toBe(204);
    await bench.clock.advance(60_000);
    const ids = bench.simulator.builds('platform/bootstrap').map(({ parameters }) => parameters['SLUICE_EXECUTION_ID']);
    expect(ids).toEqual(['a', 'c']);
  });

  it.each([
    ['an item that there never was', 0, 99, 404],
    ['no item', 0, '', 404],
    ['an item that has become a build', 6000, 1, 500],
    ['an item that has become a build long ago', 6 * 60_000, 1, 404],
  ])('answers for %s', async (_, afterMs, id, status) => {
    const bench = setUpJenkins();
    await bench.start();
    await bench.clock.advance(afterMs);
    expect(await cancel(bench, id)).toBe(status);
    await bench.clock.advance(60_000);
    expect(bench.simulator.builds('platform/bootstrap')).toHaveLength(1);
  });
});

describe('a Jenkins that is quieting down', () => {
  it('queues builds and starts none', async () => {
    const bench = setUpJenkins();
    await bench.start({ SLUICE_EXECUTION_ID: 'a' });
    await bench.clock.advance(6000);
    bench.simulator.quietDown({ reason: 'Upgrade' });
    expect((await bench.api('/api/json')).json()).toMatchObject({ quietingDown: true, quietDownReason: 'Upgrade' });
    const second = await bench.start({ SLUICE_EXECUTION_ID: 'b' });
    await bench.clock.advance(60_000);
    expect(await item(bench, second)).toMatchObject({ _class: 'hudson.model.Queue$BuildableItem', why: 'Upgrade' });
    expect(bench.simulator.builds('platform/bootstrap')).toMatchObject([{ result: 'SUCCESS' }]);
    bench.simulator.cancelQuietDown();
    expect(await item(bench, second)).toMatchObject({ why: 'Waiting for next available executor' });
    await bench.clock.advance(150);
    expect((await bench.api('/api/json')).json()).toMatchObject({ quietingDown: false, quietDownReason: null });
    expect(await item(bench, second)).toMatchObject({ executable: { number: 2 } });
  });

  it('does not take back a build that leaves the queue at that very moment', async () => {
    const bench = setUpJenkins();
    const id = await bench.start();
    await bench.clock.advance(5100);
    bench.simulator.quietDown();
    expect(await item(bench, id)).toMatchObject({ _class: 'hudson.model.Queue$LeftItem' });
    await bench.clock.advance(50);
    expect(await item(bench, id)).toMatchObject({ executable: { number: 1 } });
  });

  it('has the reason of Jenkins when it was given none', async () => {
    const bench = setUpJenkins();
    bench.simulator.quietDown();
    const id = await bench.start();
    await bench.clock.advance(6000);
    expect(await item(bench, id)).toMatchObject({ why: 'Jenkins is about to shut down' });
  });
});

describe('a restart', () => {
  it('is a time of 503 pages, in which nothing starts', async () => {
    const bench = setUpJenkins();
    await bench.start();
    bench.simulator.restart({ downForMs: 60_000 });
    const answer = await bench.api('/api/json');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, null]);
    expect(answer.text).toContain('getting ready to work');
    expect((await bench.job('/buildWithParameters', POST)).status).toBe(503);
    await bench.clock.advance(59_999);
    expect((await bench.api('/api/json')).status).toBe(503);
    await bench.clock.advance(1);
    expect((await bench.api('/api/json')).status).toBe(200);
    expect(bench.simulator.builds('platform/bootstrap')).toEqual([]);
    await bench.clock.advance(100);
    expect(bench.simulator.builds('platform/bootstrap')).toHaveLength(1);
  });

  it('makes Jenkins forget the items that have left the queue, not those that wait', async () => {
    const bench = setUpJenkins();
    const first = await bench.start({ SLUICE_EXECUTION_ID: 'a' });
    await bench.clock.advance(5200);
    const second = await bench.start({ SLUICE_EXECUTION_ID: 'b' });
    bench.simulator.restart();
    expect(await item(bench, first)).toBe(404);
    expect(await item(bench, second)).toMatchObject({ id: second });
    await bench.clock.advance(60_000);
    expect(bench.simulator.builds('platform/bootstrap')).toHaveLength(2);
  });

  it('that loses the queue loses what came in the last minute, and gives its ids out again', async () => {
    const bench = setUpJenkins();
    bench.simulator.quietDown();
    const saved = await bench.start({ SLUICE_EXECUTION_ID: 'a' });
    await bench.clock.advance(60_000);
    const lost = await bench.start({ SLUICE_EXECUTION_ID: 'b' });
    bench.simulator.restart({ losesQueue: true });
    expect(await item(bench, lost)).toBe(404);
    expect(await listed(bench)).toEqual([saved]);
    const reused = await bench.start({ SLUICE_EXECUTION_ID: 'c' });
    expect(reused).toBe(lost);
    expect(await item(bench, reused)).toMatchObject({ params: expect.stringContaining('=c') });
    await bench.clock.advance(60_000);
    expect(bench.simulator.builds('platform/bootstrap')).toMatchObject([
      { parameters: { SLUICE_EXECUTION_ID: 'a' } },
      { parameters: { SLUICE_EXECUTION_ID: 'c' }, queueId: lost },
    ]);
  });

  it('ends a quieting down', async () => {
    const bench = setUpJenkins();
    bench.simulator.quietDown();
    bench.simulator.restart();
    expect((await bench.api('/api/json')).json()).toMatchObject({ quietingDown: false });
  });

  it.each([
    ['pipeline', 'SUCCESS'],
    ['freestyle', 'FAILURE'],
  ] as const)('leaves a %s build with the result %s', async (kind, result) => {
    const bench = setUpJenkins({ jobs: [{ ...JOB, kind, script: { stages: [stage('only')] } }] });
    await bench.start();
    await bench.clock.advance(5500);
    bench.simulator.restart();
    expect(bench.simulator.builds('platform/bootstrap')).toMatchObject([{ building: kind === 'pipeline' }]);
    await bench.clock.advance(60_000);
    expect(bench.simulator.builds('platform/bootstrap')).toMatchObject([{ result, building: false }]);
    const log = await bench.job('/1/logText/progressiveText');
    expect(log.text.includes('Finished:')).toBe(kind === 'pipeline');
  });

  it('leaves builds alone that finished before it, or begin after it', async () => {
    const bench = setUpJenkins({ jobs: [{ ...JOB, kind: 'freestyle' }] });
    await bench.start();
    await bench.clock.advance(60_000);
    bench.simulator.restart();
    await bench.start();
    await bench.clock.advance(60_000);
    const success = { result: 'SUCCESS' };
    expect(bench.simulator.builds('platform/bootstrap')).toMatchObject([success, success]);
  });
});
