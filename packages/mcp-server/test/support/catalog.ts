import { type Catalog, createCatalog, type OpenApiDocument, type PipelineExecutor } from '@sluice/core';

function executePath(properties: Record<string, unknown>): Record<string, unknown> {
  const schema = {
    type: 'object',
    required: ['environment'],
    properties: { environment: { type: 'string' }, ...properties },
  };
  return {
    post: {
      operationId: 'execute',
      description: 'Deploys.',
      requestBody: { content: { 'application/json': { schema } } },
    },
  };
}

const DOCUMENT = {
  openapi: '3.0.0',
  info: { title: 'Test pipelines' },
  paths: {
    '/pipelines/bootstrap/executions': executePath({
      region: { type: 'string', enum: ['eu', 'us'] },
      account: { type: 'string' },
    }),
    '/pipelines/app/executions': executePath({ tenant_id: { type: 'string' }, options: { type: 'object' } }),
  },
} as unknown as OpenApiDocument;

/** The catalog of the tests: `bootstrap` runs one at a time, `app` as often as it is asked for, in `gated` when somebody approves. */
export function testCatalog(executor: PipelineExecutor): Promise<Catalog> {
  return createCatalog({
    config: {
      executors: { ci: () => executor },
      actionGroups: ['./test.openapi.yaml'],
      pipelines: {
        bootstrap: {
          executor: 'ci',
          target: { project: 'platform/bootstrap' },
          environments: { dev: {}, prod: { protectedParameters: ['account'] } },
        },
        app: {
          executor: 'ci',
          target: { project: 'platform/app' },
          environments: { dev: { concurrency: 'unlimited' }, gated: { approval: 'second-person' } },
        },
      },
    },
    actionGroups: [{ name: 'test', document: DOCUMENT }],
  });
}
