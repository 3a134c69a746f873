import { defineConfig } from '@sluice/core';
import { gitLabFromEnv } from '@sluice/executor-gitlab';
import { jenkinsFromEnv } from '@sluice/executor-jenkins';

export default defineConfig({
  executors: { gitlab: gitLabFromEnv, jenkins: jenkinsFromEnv },
  actionGroups: ['./action-groups/bootstrap.openapi.yaml', './action-groups/release.openapi.yaml'],
  pipelines: {
    bootstrap: {
      executor: 'gitlab',
      target: { project: 'platform/bootstrap', ref: 'main' },
      environments: {
        dev: {},
        staging: {},
        prod: {
          target: { ref: 'release' },
          approval: 'second-person',
          protectedParameters: ['termination_protection'],
        },
      },
    },
    release: {
      executor: 'jenkins',
      target: { job: 'services/release/main' },
      environments: {
        dev: {},
        staging: {},
        prod: {
          allowedHours: { days: ['mon', 'tue', 'wed', 'thu'], from: '09:00', to: '16:00', timeZone: 'Europe/Berlin' },
        },
      },
    },
  },
});
