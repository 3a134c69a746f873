import { defineConfig, type EnvironmentConfig, type SluiceConfig } from '@sluice/core';
import { gitLabFromEnv } from '@sluice/executor-gitlab';
import { jenkinsFromEnv } from '@sluice/executor-jenkins';
import { ENVIRONMENTS, type Environment, NAMED, UNLIMITED } from './environments.ts';

/** The same environments for each pipeline, each with its place at the CI system. */
function environments(
  target: (environment: Environment) => Record<string, unknown>,
): Record<string, EnvironmentConfig> {
  return Object.fromEntries(
    ENVIRONMENTS.map((environment) => [
      environment,
      { target: target(environment), concurrency: environment === UNLIMITED ? 'unlimited' : 'one' },
    ]),
  );
}

const config: SluiceConfig = defineConfig({
  executors: { gitlab: gitLabFromEnv, jenkins: jenkinsFromEnv },
  actionGroups: ['./pipelines.openapi.yaml'],
  pipelines: {
    network: {
      executor: 'gitlab',
      target: { project: 'platform/network' },
      environments: environments((environment) => ({
        project: NAMED.includes(environment) ? 'platform/network' : 'platform/network-unnamed',
        ref: environment,
      })),
    },
    compute: {
      executor: 'jenkins',
      target: { job: 'platform/compute-dev' },
      environments: environments((environment) => ({ job: `platform/compute-${environment}` })),
    },
  },
});

export default config;
