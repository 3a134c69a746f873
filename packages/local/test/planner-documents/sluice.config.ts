import type { SluiceConfig } from '@sluice/core';

/** Names the documents that the planner is tried on; nothing is run. */
const config: SluiceConfig = {
  actionGroups: [
    '@sluice/schemas/action-groups/bootstrap.openapi.yaml',
    '@sluice/schemas/action-groups/compute.openapi.yaml',
    '@sluice/schemas/action-groups/app.openapi.yaml',
    './dns.openapi.yaml',
    './database.openapi.yaml',
  ],
  executors: {},
  pipelines: {},
};

export default config;
