import { describe, expect, it } from 'vitest';
import { type JenkinsBench, JOB, type Schemas, STARTS_AFTER_MS, setUpJenkins, setUpScript, stage } from './jenkins.ts';

const POST = { method: 'POST' } as const;

async function build({ job }: JenkinsBench, number = 1): Promise<Schemas['Build']> {
  return (await job(`/${number}/api/json`)).json<Schemas['Build']>();
}

describe('a build goes by the clock', () => {
  it('through its stages, one after the other', async () => {
    const { clock, start, look } = setUpScript([stage('a'), stage('b')]);
    await start();
    await clock.advance(STARTS_AFTER_MS);
    expect(look()).toBe('- building a:IN_PROGRESS');
    await clock.advance(999);
    expect(look()).toBe('- building a:IN_PROGRESS');
    await clock.advance(1);
    expect(look()).toBe('- building a:SUCCESS b:IN_PROGRESS');
    await clock.advance(1000);
    expect(look()).toBe('SUCCESS building a:SUCCESS b:SUCCESS');
    await clock.advance(200);
    expect(look()).toBe('SUCCESS over a:SUCCESS b:SUCCESS');
  });

  it.each([
    ['failure', 'FAILURE over a:FAILED b:NOT_EXECUTED'],
    ['aborted', 'ABORTED over a:ABORTED b:NOT_EXECUTED'],
    ['not_built', 'NOT_BUILT over a:NOT_EXECUTED b:NOT_EXECUTED'],
    ['unstable', 'UNSTABLE over a:UNSTABLE b:SUCCESS'],
  ] as const)('and ends as its stage does: %s', async (outcome, expected) => {
    const { clock, start, look } = setUpScript([stage('a', { outcome }), stage('b')]);
    await start();
    await clock.advance(60_000);
    expect(look()).toBe(expected);
  });

  it('and may have a result while it still runs', async () => {
    const { clock, start, look } = setUpScript([stage('a', { outcome: 'unstable' }), stage('b')]);
    await start();
    await clock.advance(STARTS_AFTER_MS + 1500);
    expect(look()).toBe('UNSTABLE building a:UNSTABLE b:IN_PROGRESS');
  });

  it.each([
    ['pipeline', true],
    ['freestyle', false],
  ] as const)('and while a %s finishes, building is %s', async (kind, building) => {
    const bench = setUpScript([stage('a')], { kind });
    await bench.start();
    await bench.clock.advance(STARTS_AFTER_MS + 1000);
    expect(await build(bench)).toMatchObject({ building, inProgress: true, result: 'SUCCESS', duration: 0 });
    await bench.clock.advance(200);
    expect(await build(bench)).toMatchObject({ building: false, inProgress: false, duration: 1200 });
  });

  it('twice as fast at twice the speed, quiet period and all', async () => {
    const { clock, simulator, start } = setUpJenkins({
      speed: 2,
      jobs: [{ ...JOB, script: { stages: [stage('a')] } }],
    });
    await start();
    await clock.advance((STARTS_AFTER_MS + 1200) / 2 - 1);
    expect(simulator.builds('platform/bootstrap')).toMatchObject([{ building: true }]);
    await clock.advance(1);
    expect(simulator.builds('platform/bootstrap')).toMatchObject([{ building: false }]);
  });

  it('and so does a quiet period that a request asks for', async () => {
    const { clock, simulator, job } = setUpJenkins({ speed: 2 });
    await job('/buildWithParameters?delay=2sec', POST);
    await clock.advance(1049);
    expect(simulator.queue()).toHaveLength(1);
    await clock.advance(1);
    expect(simulator.queue()).toEqual([]);
  });

  it.each(['bootstrap', 'compute', 'app', 'other'])('with a script for the type %s', async (type) => {
    const { clock, simulator, start, job } = setUpJenkins({
      jobs: [
        {
          path: 'platform/bootstrap',
          parameters: [
            { name: 'PIPELINE_TYPE', type: 'string' },
            { name: 'ENVIRONMENT', type: 'string' },
          ],
        },
      ],
    });
    await start({ PIPELINE_TYPE: type, ENVIRONMENT: 'dev' });
    await clock.advance(60_000);
    const [done] = simulator.builds('platform/bootstrap');
    expect(done).toMatchObject({ result: 'SUCCESS', building: false });
    expect(done?.stages.length).toBeGreaterThan(2);
    expect((await job('/1/logText/progressiveText')).text).toContain('dev');
  });

  it('and fails once where it was told to', async () => {
    const { clock, simulator, start, job } = setUpScript([stage('a'), stage('b')]);
    simulator.failNext({ job: 'platform/bootstrap', stage: 'nope' });
    simulator.failNext({ job: 'platform/bootstrap', stage: 'b', logLines: ['quota of $ENVIRONMENT exceeded'] });
    await start({ SLUICE_EXECUTION_ID: 'a' });
    await start({ SLUICE_EXECUTION_ID: 'b' });
    await clock.advance(60_000);
    expect(simulator.builds('platform/bootstrap')).toMatchObject([{ result: 'FAILURE' }, { result: 'SUCCESS' }]);
    expect((await job('/1/logText/progressiveText')).text).toContain('quota of dev exceeded\r\n');
  });
});

describe('a build', () => {
  it('is told with all that is described', async () => {
    const bench = setUpScript([stage('a')]);
    const queueId = await bench.start({ SLUICE_EXECUTION_ID: 'x' });
    await bench.clock.advance(STARTS_AFTER_MS);
    expect(await build(bench)).toEqual({
      _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
      id: '1',
      number: 1,
      url: 'http://localhost/job/platform/job/bootstrap/1/',
      queueId,
      building: true,
      inProgress: true,
      keepLog: false,
      result: null,
      timestamp: Date.UTC(2026, 0, 1) + STARTS_AFTER_MS,
      duration: 0,
      estimatedDuration: 1200,
      displayName: '#1',
      fullDisplayName: 'platform » bootstrap #1',
      description: null,
      actions: [
        {
          _class: 'hudson.model.ParametersAction',
          parameters: [
            { _class: 'hudson.model.StringParameterValue', name: 'ENVIRONMENT', value: 'dev' },
            { _class: 'hudson.model.StringParameterValue', name: 'SLUICE_EXECUTION_ID', value: 'x' },
          ],
        },
        {
          _class: 'hudson.model.CauseAction',
          causes: [
            {
              _class: 'hudson.model.Cause$UserIdCause',
              shortDescription: 'Started by user sluice',
              userId: 'sluice',
              userName: 'sluice',
            },
          ],
        },
        {},
      ],
    });
  });

  it('that retention has removed is not there, and its number is not used again', async () => {
    const { job, start, clock, simulator } = setUpScript([stage('a')]);
    await start({ SLUICE_EXECUTION_ID: 'a' });
    await clock.advance(60_000);
    simulator.discardBuild({ job: 'platform/bootstrap', build: 1 });
    expect((await job('/1/api/json')).status).toBe(404);
    expect((await job('/api/json')).json()).toMatchObject({ builds: [], lastBuild: null, nextBuildNumber: 2 });
    expect(() => simulator.discardBuild({ job: 'platform/bootstrap', build: 1 })).toThrow('has no build 1');
    await start({ SLUICE_EXECUTION_ID: 'b' });
    await clock.advance(60_000);
    expect(simulator.builds('platform/bootstrap')).toMatchObject([{ number: 2 }]);
  });
});

describe('stopping a build', () => {
  it.each([
    ['stop', 'stop', 302, 'ABORTED over a:ABORTED'],
    ['stop', 'term', 200, 'ABORTED over a:ABORTED'],
    ['stop', 'kill', 200, 'ABORTED over a:ABORTED'],
    ['term', 'stop', 302, 'SUCCESS over a:SUCCESS b:SUCCESS'],
    ['term', 'term', 200, 'ABORTED over a:ABORTED'],
    ['kill', 'term', 200, 'SUCCESS over a:SUCCESS b:SUCCESS'],
    ['kill', 'kill', 200, 'ABORTED over a:ABORTED'],
  ] as const)('that heeds %s with %s answers %i', async (heeds, by, status, expected) => {
    const { clock, start, job, look } = setUpScript([stage('a'), stage('b')], { script: { stages: [], heeds } });
    await start();
    await clock.advance(STARTS_AFTER_MS + 100);
    expect((await job(`/1/${by}`, POST)).status).toBe(status);
    await clock.advance(60_000);
    expect(look()).toBe(expected);
  });

  it('takes its time, but for a kill', async () => {
    const { clock, start, job, look } = setUpScript([stage('a')]);
    await start();
    await clock.advance(STARTS_AFTER_MS + 100);
    await job('/1/stop', POST);
    await clock.advance(499);
    expect(look()).toBe('- building a:IN_PROGRESS');
    await clock.advance(1);
    expect(look()).toBe('ABORTED building a:ABORTED');
    expect((await job('/1/logText/progressiveText')).text).toContain('Aborted by sluice\r\n');
    await clock.advance(200);
    expect(look()).toBe('ABORTED over a:ABORTED');
  });

  it('may be too late', async () => {
    const { clock, start, job, look } = setUpScript([stage('a')]);
    await start();
    await clock.advance(STARTS_AFTER_MS + 800);
    expect((await job('/1/stop', POST)).status).toBe(302);
    await clock.advance(60_000);
    expect(look()).toBe('SUCCESS over a:SUCCESS');
    expect((await job('/1/stop', POST)).status).toBe(200);
    expect(look()).toBe('SUCCESS over a:SUCCESS');
  });

  it('by term is for pipelines, and only by POST', async () => {
    const { clock, start, job } = setUpScript([stage('a')], { kind: 'freestyle' });
    await start();
    await clock.advance(STARTS_AFTER_MS);
    expect((await job('/1/term', POST)).status).toBe(404);
    expect((await job('/1/stop')).status).toBe(405);
    expect((await job('/2/stop', POST)).status).toBe(404);
  });
});

describe('wfapi/describe', () => {
  it('tells of the stages that a build has come to, and how long they took', async () => {
    const { clock, start, job } = setUpScript([stage('a'), stage('b', { outcome: 'failure' }), stage('c')]);
    await start();
    await clock.advance(STARTS_AFTER_MS + 1300);
    const startedAt = Date.UTC(2026, 0, 1) + STARTS_AFTER_MS;
    expect((await job('/1/wfapi/describe')).json()).toEqual({
      id: '1',
      name: '#1',
      status: 'IN_PROGRESS',
      startTimeMillis: startedAt,
      endTimeMillis: startedAt + 1300,
      durationMillis: 1300,
      pauseDurationMillis: 0,
      stages: [
        {
          id: '6',
          name: 'a',
          status: 'SUCCESS',
          startTimeMillis: startedAt,
          durationMillis: 1000,
          pauseDurationMillis: 0,
        },
        {
          id: '13',
          name: 'b',
          status: 'IN_PROGRESS',
          startTimeMillis: startedAt + 1000,
          durationMillis: 300,
          pauseDurationMillis: 0,
        },
      ],
    });
    await clock.advance(60_000);
    expect((await job('/1/wfapi/describe')).json()).toMatchObject({
      status: 'FAILED',
      durationMillis: 2200,
      stages: [{}, { status: 'FAILED', error: { message: 'script returned exit code 1' } }, { status: 'NOT_EXECUTED' }],
    });
  });

  it('is not there for freestyle builds, nor without its plugin', async () => {
    for (const bench of [setUpScript([stage('a')], { kind: 'freestyle' }), setUpJenkins({ hasStageView: false })]) {
      await bench.start();
      await bench.clock.advance(STARTS_AFTER_MS);
      expect((await bench.job('/1/api/json')).status).toBe(200);
      expect((await bench.job('/1/wfapi/describe')).status).toBe(404);
      expect((await bench.job('/1/wfapi/pendingInputActions')).status).toBe(404);
    }
  });
});
