import { defineConfig } from '@sluice/core';
import { gitLabFromEnv } from '@sluice/executor-gitlab';
import { jenkinsFromEnv } from '@sluice/executor-jenkins';

export default defineConfig({
  executors: { gitlab: gitLabFromEnv, jenkins: jenkinsFromEnv },
  actionGroups: [
    '@sluice/schemas/action-groups/bootstrap.openapi.yaml',
    '@sluice/schemas/action-groups/compute.openapi.yaml',
    '@sluice/schemas/action-groups/app.openapi.yaml',
  ],
  pipelines: {
    bootstrap: {
      executor: 'gitlab',
      target: { project: 'platform/bootstrap', ref: 'main' },
      environments: {
        dev: {},
        staging: {},
        prod: { target: { ref: 'release' }, protectedParameters: ['termination_protection'] },
      },
    },
    compute: {
      executor: 'jenkins',
      target: { job: 'platform/compute/main' },
      environments: { dev: {}, staging: {}, prod: { target: { job: 'platform/compute/release' } } },
    },
    app: {
      executor: 'gitlab',
      target: { project: 'platform/app', ref: 'main' },
      environments: {
        dev: {},
        staging: {},
        prod: { target: { ref: 'release' }, protectedParameters: ['run_migrations'] },
      },
    },
  },
});
