import { defineConfig, type SluiceConfig } from '@sluice/core';
import { gitLabFromEnv } from '@sluice/executor-gitlab';

const config: SluiceConfig = defineConfig({
  executors: { gitlab: gitLabFromEnv },
  actionGroups: ['@sluice/schemas/action-groups/bootstrap.openapi.yaml'],
  pipelines: {
    bootstrap: {
      executor: 'gitlab',
      target: { project: 'platform/bootstrap', ref: 'main' },
      environments: { dev: {}, staging: {}, prod: {} },
    },
  },
});

export default config;
