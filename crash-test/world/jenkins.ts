import { createJenkinsSimulator, type JenkinsScript } from '@sluice/testkit';
import { ENVIRONMENTS } from '../config/environments.ts';
import type { Random } from '../random.ts';
import { type CiRun, type CiSystem, runOf } from './ci-system.ts';
import { createCiUpstream } from './ci-upstream.ts';

/** The script takes five seconds as it is written, and one at this speed; a build waits in the queue for half a second. */
const SPEED = 5;
const QUIET_PERIOD_MS = 2500;
const FAILING = 0.1;

const SCRIPT: JenkinsScript = {
  stages: [
    { name: 'plan', steps: [{ command: 'make plan', durationMs: 1800 }] },
    { name: 'deploy', steps: [{ command: 'make deploy', durationMs: 3000 }] },
  ],
};

const PARAMETERS = ['SLUICE_EXECUTION_ID', 'PIPELINE_TYPE', 'ENVIRONMENT', 'TENANT_ID', 'REQUEST'];

const OUTCOMES: Readonly<Record<string, CiRun['outcome']>> = {
  SUCCESS: 'succeeded',
  FAILURE: 'failed',
  ABORTED: 'cancelled',
};

/** Makes a simulated Jenkins; some of its builds fail. */
export function createJenkins(random: Random): CiSystem {
  const jobs = ENVIRONMENTS.map((environment) => `platform/compute-${environment}`);
  const simulator = createJenkinsSimulator({
    speed: SPEED,
    jobs: jobs.map((path) => ({
      path,
      script: SCRIPT,
      quietPeriodMs: QUIET_PERIOD_MS,
      parameters: PARAMETERS.map((name) => ({ name, type: 'string' as const })),
    })),
  });
  const runsOf = (path: string): readonly CiRun[] => [
    ...simulator
      .queue()
      .filter(({ job }) => job === path)
      .map(({ id, parameters }) => runOf(`queue item ${id}`, parameters)),
    ...simulator
      .builds(path)
      .map(({ number, parameters, building, result }) =>
        runOf(String(number), parameters, building ? undefined : OUTCOMES[result ?? '']),
      ),
  ];
  const { upstream, starts } = createCiUpstream({
    fetch: (request) => simulator.app.fetch(request),
    what(method, { pathname, searchParams }) {
      if (method === 'POST') return pathname.endsWith('/buildWithParameters') ? 'ci-start' : 'ci-cancel';
      const lists = pathname === '/queue/api/json' || searchParams.get('tree')?.includes('uilds') === true;
      return lists ? 'ci-find' : 'ci-read';
    },
    variablesOf: (body) => Object.fromEntries(new URLSearchParams(body)),
    runsBeside: (url) => runsOf(jobOf(url)),
    beforeStart(url) {
      if (!random.chance(FAILING)) return;
      simulator.failNext({ job: jobOf(url), stage: 'deploy', logLines: ['no more machines'] });
    },
  });
  return {
    pipelineType: 'compute',
    upstream,
    starts,
    variables: (gateUrl) => ({ JENKINS_URL: gateUrl, JENKINS_USER: 'sluice', JENKINS_TOKEN: 'simulator-token' }),
    runs: () => jobs.flatMap(runsOf),
  };
}

function jobOf({ pathname }: URL): string {
  return [...pathname.matchAll(/\/job\/([^/]+)/g)].map(([, name = '']) => decodeURIComponent(name)).join('/');
}
