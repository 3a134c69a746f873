import { type Catalog, createCatalog, type OpenApiDocument, type PipelineExecutor } from '@sluice/core';

const BOOTSTRAP = {
  environment: { type: 'string' },
  region: { type: 'string', description: 'AWS region.', enum: ['eu', 'us'], example: 'eu' },
  account: { type: 'string', nullable: true },
  size: { type: 'integer', minimum: 0, exclusiveMinimum: true, default: 3 },
  api_token: { type: 'string', description: 'Token of the registry.', writeOnly: true },
};

const APP = { environment: { type: 'string' }, tenant_id: { type: 'string' }, version: { type: 'string' } };

function executePath(description: string, properties: Record<string, unknown>): Record<string, unknown> {
  const schema = { type: 'object', required: ['environment'], properties };
  const requestBody = { content: { 'application/json': { schema } } };
  return { post: { operationId: 'execute', description, requestBody } };
}

/**
 * A catalog as an MCP client may meet it: `bootstrap` has a secret; `web-app` awaits the approval of anybody in `stage`
 * and of a second person in `prod`; and as many more pipelines as a test wants, called `extra-0` and so on.
 */
export function mcpCatalog(executor: PipelineExecutor, extraPipelines = 0): Promise<Catalog> {
  const extras = Array.from({ length: extraPipelines }, (_, index) => `extra-${index}`);
  const document = {
    openapi: '3.0.0',
    info: { title: 'Pipelines' },
    paths: {
      '/pipelines/bootstrap/executions': executePath('Prepares an environment.', BOOTSTRAP),
      '/pipelines/web-app/executions': executePath('Deploys the web app.', APP),
      ...Object.fromEntries(
        extras.map((type) => [`/pipelines/${type}/executions`, executePath(`Does ${type}.`, APP)] as const),
      ),
    },
  } as unknown as OpenApiDocument;
  const target = { project: 'platform/app' };
  const extra = { executor: 'ci', target, environments: { dev: {} } } as const;
  return createCatalog({
    config: {
      executors: { ci: () => executor },
      actionGroups: ['./test.openapi.yaml'],
      pipelines: {
        bootstrap: { executor: 'ci', target, environments: { dev: {}, prod: {} } },
        'web-app': {
          executor: 'ci',
          target,
          environments: {
            dev: { concurrency: 'unlimited' },
            stage: { approval: 'requester' },
            prod: { approval: 'second-person', approvalTimeoutMinutes: 30 },
          },
        },
        ...Object.fromEntries(extras.map((type) => [type, extra])),
      },
    },
    actionGroups: [{ name: 'test', document }],
  });
}
