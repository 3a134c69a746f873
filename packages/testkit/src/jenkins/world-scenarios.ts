import type { ExecutorScenario, ExecutorScenarios } from '../executor/executor-scenarios.ts';
import { PRINTED_LINES } from '../executor/printed-lines.ts';

/** Where the runs of a world are. @public */
export interface JenkinsWorldTarget {
  /** Full name of the job. */
  readonly job: string;
}

/** The jobs of a world. @public */
export interface JenkinsWorldJobs {
  readonly kind: 'pipeline' | 'freestyle';
  /** Its builds are what their parameter `SCENARIO` says. */
  readonly job: string;
  /** One that takes the same parameters, and whose builds wait in the queue for longer than anybody does. */
  readonly queued?: string | undefined;
  /** One that can't be built, or does not exist. */
  readonly refused: string;
}

/** The line before which a build of the scenario `fails` fails. */
export const FAILING_LINE = 'no space left on device';

/** Makes the builds that a job can be told to do by its parameter `SCENARIO`. */
export function jenkinsScenarios(jobs: JenkinsWorldJobs): ExecutorScenarios<JenkinsWorldTarget> {
  const { job, queued, refused, kind } = jobs;
  const told = (scenario: keyof ExecutorScenarios): ExecutorScenario<JenkinsWorldTarget> => {
    return { target: { job }, variables: { SCENARIO: scenario } };
  };
  const fails = { ...told('fails'), logLine: FAILING_LINE };
  return {
    succeeds: told('succeeds'),
    fails: kind === 'pipeline' ? { ...fails, stage: 'deploy' } : fails,
    isSkipped: told('isSkipped'),
    isRefused: { target: { job: refused } },
    runsUntilCancelled: told('runsUntilCancelled'),
    ...(queued === undefined ? {} : { staysQueued: { target: { job: queued } } }),
    printsALot: { ...told('printsALot'), log: PRINTED_LINES.map((line) => `${line}\n`).join('') },
    takesAnyText: { ...told('succeeds'), variable: 'NOTE' },
    ...(kind === 'pipeline'
      ? {
          ignoresCancel: told('ignoresCancel'),
          waitsForApproval: told('waitsForApproval'),
          asksTwice: told('asksTwice'),
          asksForValue: { ...told('asksForValue'), input: 'REASON' },
        }
      : {}),
  };
}
