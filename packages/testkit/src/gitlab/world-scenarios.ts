import type { ExecutorScenario, ExecutorScenarios } from '../executor/executor-scenarios.ts';
import { PRINTED_LINES } from '../executor/printed-lines.ts';

/** Where the runs of a world are. @public */
export interface GitLabWorldTarget {
  /** Path or number of the project. */
  readonly project: string;
  readonly ref: string;
  readonly variablesAs: 'variables' | 'inputs';
}

/** The line before which a run of the scenario `fails` fails. */
export const FAILING_LINE = 'no space left on device';

/** Makes the runs that a pipeline can be told to be by its variable or input `SCENARIO`. */
export function gitLabScenarios(target: GitLabWorldTarget): ExecutorScenarios<GitLabWorldTarget> {
  const told = (kind: keyof ExecutorScenarios): ExecutorScenario<GitLabWorldTarget> => {
    return { target, variables: { SCENARIO: kind } };
  };
  return {
    succeeds: told('succeeds'),
    fails: { ...told('fails'), logLine: FAILING_LINE, job: 'deploy', stage: 'deploy' },
    failsOnce: told('failsOnce'),
    isSkipped: told('isSkipped'),
    isRefused: { target: { ...target, ref: 'sluice-has-no-such-branch' } },
    runsUntilCancelled: told('runsUntilCancelled'),
    staysQueued: told('staysQueued'),
    ignoresCancel: told('ignoresCancel'),
    waitsForApproval: told('waitsForApproval'),
    asksTwice: told('asksTwice'),
    printsALot: { ...told('printsALot'), log: PRINTED_LINES.join('\n') },
    takesAnyText: { ...told('succeeds'), variable: 'NOTE' },
  };
}
