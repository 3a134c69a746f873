import type { RunStatus } from '@sluice/core';
import { createJenkinsExecutor, type JenkinsTarget } from '@sluice/executor-jenkins';
import {
  createJenkinsSimulator,
  type JenkinsBuildView,
  type JenkinsFault,
  type JenkinsOutcome,
  type JenkinsRestart,
} from '@sluice/testkit';
import type { Fault } from '../schedule.ts';
import type { Time } from '../time.ts';
import { type CiSystem, idOfStranger, type TrueRun } from './ci-system.ts';

const TOKEN = '11aBcDeF0123456789abcdef0123456789';
const PASSWORD = 'correct horse battery';
const BASE_URL = 'https://ci.test/jenkins';
const JOB = 'platform/compute';

const OUTCOMES: readonly JenkinsOutcome[] = ['success', 'failure', 'unstable', 'not_built'];
const STATUS: Readonly<Record<string, RunStatus>> = { SUCCESS: 'succeeded', ABORTED: 'cancelled' };

/**
 * Makes a Jenkins with one job.
 *
 * @param setting - Bit 0: a password and a crumb in place of a token. Bit 1: a freestyle job. Bit 2: one build at a
 *   time. Bits 3 and 4: how builds end.
 */
export function jenkins(time: Time, setting: number): CiSystem {
  const secret = (setting & 1) === 0 ? { token: TOKEN } : { password: PASSWORD };
  const outcome = OUTCOMES[(setting >> 3) & 3] ?? 'success';
  const simulator = createJenkinsSimulator({
    clock: time,
    contextPath: '/jenkins',
    users: [{ user: 'sluice', apiToken: TOKEN, password: PASSWORD }],
    jobs: [
      {
        path: JOB,
        kind: (setting & 2) === 0 ? 'pipeline' : 'freestyle',
        concurrent: (setting & 4) === 0,
        parameters: ['SLUICE_EXECUTION_ID', 'ENVIRONMENT', 'WHOSE'].map((name) => ({ name, type: 'string' })),
        script: {
          stages: [{ name: 'deploy', outcome, steps: [{ command: './deploy', durationMs: 3000, log: ['deploying'] }] }],
        },
      },
    ],
  });
  const target: JenkinsTarget = { job: JOB };
  let strangers = 0;
  const builds = (): readonly TrueRun[] => simulator.builds(JOB).map(builtRun);
  const queued = (): readonly TrueRun[] =>
    simulator.queue().map(({ id, parameters }) => {
      return { key: String(id), executionId: parameters['SLUICE_EXECUTION_ID'] || undefined, status: 'queued' };
    });
  return {
    target,
    createExecutor: (fetch, now) =>
      createJenkinsExecutor({ baseUrl: BASE_URL, user: 'sluice', ...secret, fetch, now, random: () => 0.5 }),
    answer: async (request) => simulator.app.fetch(request),
    isStart: ({ method, url }) => method === 'POST' && /\/build(?:WithParameters)?$/.test(new URL(url).pathname),
    isTurnedAway: async (response) => response.status === 403 && (await response.text()).includes('No valid crumb'),
    inject: (fault) => simulator.injectFault(asJenkinsFault(fault)),
    clearFaults: () => simulator.clearFaults(),
    restart: (fault) => simulator.restart(asJenkinsRestart(fault)),
    runs: () => [...queued(), ...builds()],
    runNamed(runId) {
      const [, item, executionId] = /^queue\/(\d+)\/(.+)$/.exec(runId) ?? [];
      if (item === undefined) {
        const build = simulator.builds(JOB).find(({ number }) => String(number) === runId);
        return build && builtRun(build);
      }
      return [...builds(), ...queued()].find((run) => run.key === item && run.executionId === executionId);
    },
    startStranger(as, executionId) {
      strangers += 1;
      const id = idOfStranger(as, executionId);
      const parameters = {
        ENVIRONMENT: 'dev',
        WHOSE: String(strangers),
        ...(id === undefined ? {} : { SLUICE_EXECUTION_ID: id }),
      };
      simulator.startForeignBuild({ job: JOB, parameters });
    },
  };
}

/** A build goes by the number of the queue item that it was. */
function builtRun({ queueId, parameters, building, result }: JenkinsBuildView): TrueRun {
  const status = building ? 'running' : (STATUS[result ?? ''] ?? 'failed');
  return { key: String(queueId), executionId: parameters['SLUICE_EXECUTION_ID'] || undefined, status };
}

/** What only GitLab has is not in the schedules of Jenkins. */
function asJenkinsFault(fault: Fault): JenkinsFault {
  return fault as JenkinsFault;
}

function asJenkinsRestart(fault: Fault): JenkinsRestart {
  return fault.kind === 'restart' ? { losesQueue: fault.losesQueue, downForMs: fault.downForMs } : {};
}
