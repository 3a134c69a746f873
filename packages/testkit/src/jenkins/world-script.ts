import type { ExecutorScenarios } from '../executor/executor-scenarios.ts';
import { PRINTED_LINES } from '../executor/printed-lines.ts';
import type { JenkinsJobOptions } from './job.ts';
import type { JenkinsScript, JenkinsStageScript, JenkinsStepScript } from './script.ts';
import { FAILING_LINE, type JenkinsWorldJobs } from './world-scenarios.ts';

const FOR_EVER_MS = 1e12;

/** Makes the simulated jobs that the kit's Jenkinsfile makes of real ones: their builds are what `SCENARIO` says. @public */
export function jenkinsScenarioJobs({ kind, job, queued, refused }: JenkinsWorldJobs): readonly JenkinsJobOptions[] {
  const common: Omit<JenkinsJobOptions, 'path'> = {
    kind,
    concurrent: true,
    parameters: ['SLUICE_EXECUTION_ID', 'SCENARIO', 'NOTE', DISTINCTION].map((name) => ({ name, type: 'string' })),
    script: ({ SCENARIO }) => SCRIPTS.get(SCENARIO ?? '') ?? SUCCEEDS,
  };
  return [
    { ...common, path: job },
    ...(queued === undefined ? [] : [{ ...common, path: queued, quietPeriodMs: FOR_EVER_MS }]),
    { ...common, path: refused, buildable: false },
  ];
}

/** Name of a parameter that does nothing: what differs in it, Jenkins does not merge in its queue. */
export const DISTINCTION = 'DISTINCTION';

function step(durationMs: number, log: readonly string[] = ['deploying']): JenkinsStepScript {
  return { command: './deploy', durationMs, log };
}

function stage(more: Partial<JenkinsStageScript> = {}): JenkinsStageScript {
  return { name: 'deploy', steps: [step(3000)], ...more };
}

const SUCCEEDS: JenkinsScript = { stages: [stage()] };

const SCRIPTS: ReadonlyMap<string, JenkinsScript> = new Map<keyof ExecutorScenarios, JenkinsScript>([
  ['fails', { stages: [stage({ outcome: 'failure', steps: [step(2000, ['deploying', FAILING_LINE])] })] }],
  ['isSkipped', { stages: [stage({ outcome: 'not_built' })] }],
  ['runsUntilCancelled', { stages: [stage({ steps: [step(FOR_EVER_MS, [])] })] }],
  ['ignoresCancel', { stages: [stage({ steps: [step(FOR_EVER_MS, [])] })], heeds: 'term' }],
  ['waitsForApproval', { stages: [stage({ input: { message: 'Deploy it?' } })] }],
  [
    'asksTwice',
    {
      stages: [
        stage({ input: { message: 'Deploy it?' } }),
        stage({ name: 'announce', input: { message: 'Tell everybody?' } }),
      ],
    },
  ],
  [
    'asksForValue',
    { stages: [stage({ input: { message: 'Why?', parameters: [{ name: 'REASON', type: 'string' }] } })] },
  ],
  ['printsALot', { stages: [stage({ steps: [step(3000, PRINTED_LINES)] })] }],
]);
