import Jenkins from 'jenkins';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock, type JenkinsServer, startJenkinsSimulator, type VirtualClock } from '../src/index.ts';

const JOB = 'platform/bootstrap';
const PARAMETERS = { ENVIRONMENT: 'dev', SLUICE_EXECUTION_ID: 'execution-1' };

let clock: VirtualClock;
let server: JenkinsServer;

beforeEach(async () => {
  clock = createVirtualClock();
  server = await startJenkinsSimulator({
    clock,
    users: [{ user: 'sluice', apiToken: 'simulator-token', password: 'a-password' }],
    jobs: [
      {
        path: JOB,
        parameters: [
          { name: 'ENVIRONMENT', type: 'choice', choices: ['dev', 'prod'] },
          { name: 'SLUICE_EXECUTION_ID', type: 'string' },
        ],
      },
    ],
  });
});

afterEach(() => server.close());

function client(secret = 'simulator-token', crumbIssuer = false): Jenkins {
  const url = new URL(server.url);
  url.username = 'sluice';
  url.password = secret;
  return new Jenkins({ baseUrl: url.href.replace(/\/$/, ''), crumbIssuer });
}

describe('jenkins from npm, which is not ours, against the simulated Jenkins', () => {
  it('reads Jenkins and a job in a folder', async () => {
    expect(await client().info()).toMatchObject({ quietingDown: false });
    expect(await client().job.get(JOB)).toMatchObject({ fullName: JOB, buildable: true });
    expect(await client().job.exists('platform/nothing')).toBe(false);
  });

  it('starts a build and follows it through the queue to its result and its log', async () => {
    const jenkins = client();
    const queueId = await jenkins.job.build({ name: JOB, parameters: PARAMETERS });

    expect(await jenkins.queue.list()).toEqual([expect.objectContaining({ id: queueId })]);
    await clock.advance(10 * 60_000);
    const recent = await client().job.get(JOB);
    expect(recent).toMatchObject({ lastBuild: { number: 1 } });
    expect(await jenkins.build.get(JOB, 1)).toMatchObject({ result: 'SUCCESS', building: false, queueId });
    expect(await jenkins.build.log(JOB, 1)).toContain('Finished: SUCCESS');
  });

  it('sees which build its queue item became, while Jenkins still knows', async () => {
    const jenkins = client();
    const queueId = await jenkins.job.build({ name: JOB, parameters: PARAMETERS });
    await clock.advance(6000);

    expect(await jenkins.queue.item(queueId)).toMatchObject({ executable: { number: 1 } });
    await clock.advance(6 * 60_000);
    await expect(jenkins.queue.item(queueId)).rejects.toThrow();
  });

  it('stops a build', async () => {
    const jenkins = client();
    await jenkins.job.build({ name: JOB, parameters: PARAMETERS });
    await clock.advance(6000);
    await jenkins.build.stop(JOB, 1);
    await clock.advance(60_000);

    expect(await jenkins.build.get(JOB, 1)).toMatchObject({ result: 'ABORTED' });
  });

  it('works with a password only with the crumb and its session', async () => {
    const queueId = await client('a-password', true).job.build({ name: JOB, parameters: PARAMETERS });

    expect(queueId).toBeGreaterThan(0);
    await expect(client('a-password').job.build({ name: JOB, parameters: PARAMETERS })).rejects.toThrow(
      /crumb|403|forbidden/i,
    );
  });

  it('takes a merged start for an error: why the executor does not build on it', async () => {
    const jenkins = client();
    await jenkins.job.build({ name: JOB, parameters: PARAMETERS });

    await expect(jenkins.job.build({ name: JOB, parameters: PARAMETERS })).rejects.toThrow(/see other/i);
    expect(server.simulator.queue()).toHaveLength(1);
  });

  it('cannot cancel a queued build: it expects the redirect of older versions, today it is 204', async () => {
    const jenkins = client();
    const queueId = await jenkins.job.build({ name: JOB, parameters: PARAMETERS });

    await expect(jenkins.queue.cancel(queueId)).rejects.toThrow(/failed to cancel/);
    expect(server.simulator.queue()).toHaveLength(0);
  });
});
