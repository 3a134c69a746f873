import { defineConfig, type ExecutorFactory, type SluiceConfig } from '@sluice/core';

/** Constructs never make executors: they would need the secrets of those who run the server. */
const executor: ExecutorFactory = () => {
  throw new Error('no executor is made while a stack is synthesised');
};

const config: SluiceConfig = defineConfig({
  executors: { ci: executor },
  actionGroups: [
    '@sluice/schemas/action-groups/bootstrap.openapi.yaml',
    '@sluice/schemas/action-groups/app.openapi.yaml',
  ],
  pipelines: {
    bootstrap: { executor: 'ci', target: { job: 'bootstrap' }, environments: { dev: {}, prod: {} } },
    app: { executor: 'ci', target: { job: 'app' }, environments: { dev: {}, staging: {}, prod: {} } },
  },
});

export default config;
