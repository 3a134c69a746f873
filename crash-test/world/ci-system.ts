import type { Environment } from '../config/environments.ts';
import type { Upstream } from './gate.ts';
import type { StartLog } from './start-log.ts';

/** A CI system of the crash test. */
export interface CiSystem {
  /** The pipeline type of the config that runs here. */
  readonly pipelineType: 'network' | 'compute';
  readonly upstream: Upstream;
  /** What a server needs in its environment to use it at a gate. */
  variables(gateUrl: string): Record<string, string>;
  /** Every run that there is, by the simulator's own list. */
  runs(): readonly CiRun[];
  readonly starts: StartLog;
}

/** A run, as the simulator has it. */
export interface CiRun {
  /** As the CI system names it. */
  readonly id: string;
  readonly executionId: string;
  readonly environment: Environment;
  readonly tenantId: string;
  /** Name of the request that asked for it. */
  readonly request: string;
  /** How it ended; undefined while it goes on. */
  readonly outcome: 'succeeded' | 'failed' | 'cancelled' | undefined;
}

/** Makes a run from the variables that it was started with. */
export function runOf(
  id: string,
  variables: Readonly<Record<string, string>>,
  outcome: CiRun['outcome'] = undefined,
): CiRun {
  return {
    id,
    executionId: variables['SLUICE_EXECUTION_ID'] ?? '',
    environment: (variables['ENVIRONMENT'] ?? '') as Environment,
    tenantId: variables['TENANT_ID'] ?? '',
    request: variables['REQUEST'] ?? '',
    outcome,
  };
}
