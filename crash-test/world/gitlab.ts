import { createGitLabSimulator, type GitLabScript } from '@sluice/testkit';
import { ENVIRONMENTS } from '../config/environments.ts';
import type { Random } from '../random.ts';
import { type CiRun, type CiSystem, runOf } from './ci-system.ts';
import { createCiUpstream } from './ci-upstream.ts';

const NAMED = 'platform/network';
const UNNAMED = 'platform/network-unnamed';
/** The script takes five seconds as it is written, and one at this speed. */
const SPEED = 5;
const FAILING = 0.1;

const OUTCOMES: Readonly<Record<string, CiRun['outcome']>> = {
  success: 'succeeded',
  failed: 'failed',
  canceled: 'cancelled',
};

/** Makes a simulated GitLab; some of its pipelines fail. */
export function createGitLab(random: Random): CiSystem {
  const simulator = createGitLabSimulator({
    speed: SPEED,
    projects: [
      { path: NAMED, refs: ENVIRONMENTS, script: script('network of $SLUICE_EXECUTION_ID') },
      { path: UNNAMED, refs: ENVIRONMENTS, script: script(undefined) },
    ],
  });
  const runsOf = (project: string): readonly CiRun[] =>
    simulator.pipelines(project).map(({ id, variables, status }) => runOf(String(id), variables, OUTCOMES[status]));
  const { upstream, starts } = createCiUpstream({
    fetch: (request) => simulator.app.fetch(request),
    what(method, { pathname }) {
      if (method === 'POST') return pathname.endsWith('/pipeline') ? 'ci-start' : 'ci-cancel';
      return pathname.endsWith('/pipelines') ? 'ci-find' : 'ci-read';
    },
    variablesOf(body) {
      const { variables } = JSON.parse(body) as { variables: readonly { key: string; value: string }[] };
      return Object.fromEntries(variables.map(({ key, value }) => [key, value]));
    },
    runsBeside: (url) => runsOf(projectOf(url)),
    beforeStart(url) {
      if (!random.chance(FAILING)) return;
      simulator.failNext({ project: projectOf(url), job: 'deploy', logLines: ['no more addresses'] });
    },
  });
  return {
    pipelineType: 'network',
    upstream,
    starts,
    variables: (gateUrl) => ({ GITLAB_URL: gateUrl, GITLAB_TOKEN: 'simulator-token' }),
    runs: () => [...runsOf(NAMED), ...runsOf(UNNAMED)],
  };
}

function script(name: string | undefined): GitLabScript {
  return {
    name,
    stages: [
      { name: 'plan', jobs: [{ name: 'plan', steps: [{ command: 'make plan', durationMs: 1800 }] }] },
      { name: 'deploy', jobs: [{ name: 'deploy', steps: [{ command: 'make deploy', durationMs: 3000 }] }] },
    ],
  };
}

function projectOf({ pathname }: URL): string {
  const [, path = ''] = /\/projects\/([^/]+)\//.exec(pathname) ?? [];
  return decodeURIComponent(path);
}
