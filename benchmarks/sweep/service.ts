import { createCatalog, createExecutionService, type ExecutionService, type ExecutionStore } from '@sluice/core';
import { createGitLabExecutor } from '@sluice/executor-gitlab';
import { createExecutionId } from '@sluice/mcp-server';
import type { GitLab } from './gitlab.ts';

const DOCUMENT = {
  openapi: '3.0.0',
  info: { title: 'Deploy' },
  paths: {
    '/pipelines/deploy/executions': {
      post: {
        operationId: 'execute-deploy-pipeline',
        requestBody: {
          content: {
            'application/json': {
              schema: { type: 'object', required: ['environment'], properties: { environment: { type: 'string' } } },
            },
          },
        },
      },
    },
  },
};

/** Makes the service with the real executor; the targets are those of the executions. */
export async function createService(store: ExecutionStore, { url, clock }: GitLab): Promise<ExecutionService> {
  const catalog = await createCatalog({
    config: {
      executors: { gitlab: () => createGitLabExecutor({ baseUrl: url, token: 'simulator-token' }) },
      actionGroups: ['./deploy.openapi.yaml'],
      pipelines: {
        deploy: { executor: 'gitlab', target: { project: 'team/project-0', ref: 'main' }, environments: { dev: {} } },
      },
    },
    actionGroups: [{ name: 'deploy', document: DOCUMENT }],
  });
  return createExecutionService({ catalog, store, clock, createId: createExecutionId });
}
