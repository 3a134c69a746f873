import type { RunStatus } from '@sluice/core';
import { createGitLabExecutor, type GitLabTarget } from '@sluice/executor-gitlab';
import { createGitLabSimulator, type GitLabFault, type GitLabPipelineView, type GitLabScript } from '@sluice/testkit';
import type { Fault } from '../schedule.ts';
import type { Time } from '../time.ts';
import { type CiSystem, idOfStranger, type TrueRun } from './ci-system.ts';

const TOKEN = 'glpat-0123456789abcdefghij';
const TRIGGER_TOKEN = 'glptt-9876543210zyxwvutsrq';
const BASE_URL = 'https://gitlab.test';
const PROJECT = 'platform/bootstrap';

const STATUS: Readonly<Record<string, RunStatus>> = {
  success: 'succeeded',
  failed: 'failed',
  skipped: 'failed',
  canceled: 'cancelled',
};

/**
 * Makes a GitLab with one project.
 *
 * @param setting - Bit 0: pipelines are started with a trigger token. Bit 1: they fail. Bit 2: they have no
 *   name. Bit 3: the token is a developer's, who may not read the variables of others' pipelines.
 */
export function gitLab(time: Time, variablesAs: 'variables' | 'inputs', setting: number): CiSystem {
  const triggers = (setting & 1) !== 0;
  const isNamed = (setting & 4) === 0;
  const simulator = createGitLabSimulator({
    clock: time,
    tokens: [{ token: TOKEN, role: (setting & 8) === 0 ? 'maintainer' : 'developer' }],
    projects: [
      {
        path: PROJECT,
        script: scriptOf((setting & 2) !== 0, isNamed),
        inputs: variablesAs === 'inputs' ? { SLUICE_EXECUTION_ID: '', ENVIRONMENT: 'dev' } : {},
        triggerTokens: [{ token: TRIGGER_TOKEN }],
      },
    ],
  });
  const target: GitLabTarget = { project: PROJECT, ref: 'main', variablesAs };
  const runs = (): readonly TrueRun[] => simulator.pipelines(PROJECT).map(trueRun);
  return {
    target,
    createExecutor: (fetch, now) =>
      createGitLabExecutor({
        baseUrl: BASE_URL,
        token: TOKEN,
        triggerToken: triggers ? TRIGGER_TOKEN : undefined,
        fetch,
        now,
        random: () => 0.5,
      }),
    answer: async (request) => simulator.app.fetch(request),
    isStart: ({ method, url }) => method === 'POST' && /\/pipeline$/.test(new URL(url).pathname),
    isTurnedAway: async () => false,
    inject: (fault) => simulator.injectFault(asGitLabFault(fault)),
    clearFaults: () => simulator.clearFaults(),
    runs,
    runNamed: (runId) => runs().find(({ key }) => key === runId),
    startStranger(as, executionId) {
      const id = idOfStranger(as, executionId);
      const values = { ENVIRONMENT: 'dev', ...(id === undefined ? {} : { SLUICE_EXECUTION_ID: id }) };
      simulator.startForeignPipeline({ project: PROJECT, ref: 'main', [variablesAs]: values, source: 'api' });
    },
  };
}

function scriptOf(fails: boolean, isNamed: boolean): GitLabScript {
  const step = { command: './deploy', durationMs: 2000, log: ['deploying'] };
  return {
    ...(isNamed ? { name: 'bootstrap $SLUICE_EXECUTION_ID' } : {}),
    stages: [
      { name: 'plan', jobs: [{ name: 'plan', steps: [step] }] },
      { name: 'deploy', jobs: [{ name: 'deploy', steps: [step], outcome: fails ? 'failed' : 'success' }] },
    ],
  };
}

function trueRun({ id, status, variables, inputs }: GitLabPipelineView): TrueRun {
  const executionId = variables['SLUICE_EXECUTION_ID'] ?? inputs['SLUICE_EXECUTION_ID'];
  return { key: String(id), executionId: executionId || undefined, status: STATUS[status] ?? 'running' };
}

/** What only Jenkins has is not in the schedules of GitLab. */
function asGitLabFault(fault: Fault): GitLabFault {
  return fault as GitLabFault;
}
