import type { ExecutorScenarios } from '../executor/executor-scenarios.ts';
import { PRINTED_LINES } from '../executor/printed-lines.ts';
import type { GitLabProjectOptions } from './project.ts';
import type { GitLabJobScript, GitLabScript, GitLabStepScript } from './script.ts';
import { FAILING_LINE } from './world-scenarios.ts';

const FOR_EVER_MS = 1e12;

/** Makes the simulated project that the kit's `.gitlab-ci.yml` makes of a real one: its pipelines are what `SCENARIO` says. @public */
export function gitLabScenarioProject(path: string, variablesAs: 'variables' | 'inputs'): GitLabProjectOptions {
  return {
    path,
    script: ({ SCENARIO }) => SCRIPTS.get(SCENARIO ?? '') ?? SUCCEEDS,
    allowVariables: variablesAs === 'variables',
    inputs: variablesAs === 'inputs' ? { SLUICE_EXECUTION_ID: '', SCENARIO: 'succeeds', NOTE: '' } : {},
  };
}

function step(durationMs: number, log: readonly string[] = ['deploying']): GitLabStepScript {
  return { command: './deploy', durationMs, log };
}

function deploy(more: Partial<GitLabJobScript> = {}): GitLabJobScript {
  return { name: 'deploy', steps: [step(3000)], ...more };
}

/** One stage for each job, named like it. The name holds the id, whether it is a variable or an input. */
function script(...jobs: readonly GitLabJobScript[]): GitLabScript {
  const name = 'conformance $SLUICE_EXECUTION_ID';
  return { name, stages: jobs.map((job) => ({ name: job.name, jobs: [job] })) };
}

const SUCCEEDS = script(deploy());
const FAILS = script(deploy({ outcome: 'failed', steps: [step(2000, ['deploying', FAILING_LINE])] }));

const SCRIPTS: ReadonlyMap<string, GitLabScript> = new Map<keyof ExecutorScenarios, GitLabScript>([
  ['fails', FAILS],
  ['failsOnce', FAILS],
  ['isSkipped', script(deploy({ when: 'manual', allowFailure: true }))],
  ['runsUntilCancelled', script(deploy({ steps: [step(FOR_EVER_MS, [])] }))],
  ['staysQueued', script(deploy({ queueMs: FOR_EVER_MS }))],
  ['ignoresCancel', script(deploy({ steps: [step(FOR_EVER_MS, [])], stopMs: 'never' }))],
  ['waitsForApproval', script({ ...deploy({ when: 'manual' }), name: 'gate' }, deploy())],
  [
    'asksTwice',
    script({ ...deploy({ when: 'manual' }), name: 'gate' }, { ...deploy({ when: 'manual' }), name: 'second gate' }),
  ],
  ['printsALot', script(deploy({ steps: [step(3000, PRINTED_LINES)] }))],
]);
