import { type Catalog, createCatalog, type PipelineExecutor, type Run } from '@sluice/core';
import * as z from 'zod';

const DOCUMENT = {
  openapi: '3.0.0',
  info: { title: 'Deploy' },
  paths: {
    '/pipelines/deploy/executions': {
      post: {
        operationId: 'execute-deploy-pipeline',
        description: 'Deploys.',
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['environment'],
                properties: { environment: { type: 'string', enum: ['dev'] }, ref: { type: 'string' } },
              },
            },
          },
        },
      },
    },
  },
};

/** A pipeline whose CI system costs nothing: what is measured is the server. */
export function createInstantCatalog(): Promise<Catalog> {
  return createCatalog({
    config: {
      executors: { instant: createInstantExecutor },
      actionGroups: ['./deploy.openapi.yaml'],
      pipelines: {
        deploy: { executor: 'instant', target: {}, environments: { dev: { concurrency: 'unlimited' } } },
      },
    },
    actionGroups: [{ name: 'deploy', document: DOCUMENT }],
  });
}

function createInstantExecutor(): PipelineExecutor {
  const runOf = (id: string, status: Run['status']): Run => ({
    id,
    url: `http://ci.test/${id}`,
    status,
    rawStatus: status,
    stages: [{ name: 'deploy', status: status === 'succeeded' ? 'succeeded' : 'running' }],
  });
  return {
    specificationVersion: 'v1',
    name: 'instant',
    capabilities: { retry: false, approvals: false, webhooks: false, force: [] },
    targetSchema: z.strictObject({}),
    start: async ({ executionId }) => runOf(`run-${executionId}`, 'running'),
    find: async () => ({ outcome: 'absent' }),
    get: async ({ runId }) => runOf(runId, 'succeeded'),
    list: async () => [],
    cancel: async () => {},
    readLog: async () => ({ content: '', complete: true }),
  };
}
