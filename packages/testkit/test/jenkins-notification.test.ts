import { describe, expect, it } from 'vitest';
import type { JenkinsPhase } from '../src/index.ts';
import { type Schemas, setUpScript, stage } from './jenkins.ts';
import { differencesFromSchema } from './jenkins-contract.ts';

const PHASES: readonly JenkinsPhase[] = ['QUEUED', 'STARTED', 'COMPLETED', 'FINALIZED'];
const BUILD = { job: 'platform/bootstrap', build: 1 };

async function setUp() {
  const bench = setUpScript([stage('deploy')], {
    parameters: [
      { name: 'SLUICE_EXECUTION_ID', type: 'string' },
      { name: 'PIN', type: 'password' },
    ],
  });
  await bench.start({ SLUICE_EXECUTION_ID: 'a', PIN: 'hunter2' });
  return {
    ...bench,
    notified: (phase: JenkinsPhase): Schemas['Notification'] => {
      return JSON.parse(bench.simulator.notification({ ...BUILD, phase }).body);
    },
  };
}

describe('the notification plugin', () => {
  it('tells of each phase in the words of its description', async () => {
    const { clock, simulator, notified } = await setUp();
    await clock.advance(60_000);
    for (const phase of PHASES) {
      const { method, headers, body } = simulator.notification({ ...BUILD, phase });
      expect([method, headers['content-type']]).toEqual(['POST', 'application/json;charset=UTF-8']);
      expect(differencesFromSchema('Notification', JSON.parse(body))).toBe('');
    }
    const start = clock.now() - 60_000;
    expect(notified('QUEUED').build).toMatchObject({ timestamp: start, duration: 0 });
    expect(notified('STARTED').build).toMatchObject({ timestamp: start + 5150 });
    expect(notified('COMPLETED').build).toMatchObject({ timestamp: start + 6150, status: 'SUCCESS', duration: 1000 });
    expect(notified('FINALIZED')).toMatchObject({
      name: 'bootstrap',
      url: 'job/platform/job/bootstrap/',
      build: {
        number: 1,
        queue_id: 1,
        phase: 'FINALIZED',
        timestamp: start + 6350,
        status: 'SUCCESS',
        url: 'job/platform/job/bootstrap/1/',
      },
    });
    expect(notified('STARTED').build).not.toHaveProperty('status');
  });

  it('leaves secret parameters out', async () => {
    const { clock, notified } = await setUp();
    await clock.advance(60_000);
    expect(notified('STARTED').build.parameters).toEqual({ SLUICE_EXECUTION_ID: 'a' });
  });

  it.each([
    [5149, []],
    [5150, ['QUEUED', 'STARTED']],
    [6150, ['QUEUED', 'STARTED', 'COMPLETED']],
    [6350, PHASES],
  ])('%i ms after the request has told of %j', async (at, told) => {
    const { clock, simulator } = await setUp();
    await clock.advance(at);
    const possible = PHASES.filter((phase) => {
      try {
        return simulator.notification({ ...BUILD, phase }).body !== '';
      } catch (error) {
        expect(error).toHaveProperty('message', expect.stringMatching(/has not come to|has no build/));
        return false;
      }
    });
    expect(possible).toEqual(told);
  });

  it('finds the check against its description to be one', () => {
    expect(differencesFromSchema('Notification', { name: 'a', build: { number: '1', phase: 'STARTED' } })).not.toBe('');
    expect(differencesFromSchema('Notification', { name: 'a' })).not.toBe('');
  });

  it('can be asked for over HTTP', async () => {
    const { clock, call } = await setUp();
    await clock.advance(60_000);
    const request = { method: 'POST', body: JSON.stringify({ ...BUILD, phase: 'STARTED' }) } as const;
    const { result } = (await call('/_control/notification', request)).json<{ result: { body: string } }>();
    expect(JSON.parse(result.body)).toMatchObject({ build: { phase: 'STARTED' } });
  });
});
