import {
  type Catalog,
  createCatalog,
  type Execution,
  type OpenApiOperation,
  type PipelineExecutor,
} from '@sluice/core';

/** How long somebody may take to approve, in minutes: short, so that some approvals come too late. */
const APPROVAL_TIMEOUT_MINUTES = 3;

const PIPELINES = ['dns', 'app'] as const;

/** The pipelines that there are, and where each may run. */
export type PipelineName = (typeof PIPELINES)[number];
export type EnvironmentName = 'dev' | 'prod';

/** What an execution takes up, where only one may at a time: told from the rules below, not from what it claims. */
export function slotOf({ pipelineType, environment, tenantId }: Execution): string | undefined {
  if (pipelineType === 'app' && environment === 'dev') return undefined;
  return `${pipelineType} in ${environment} for ${tenantId ?? 'nobody'}`;
}

const pathOf = (pipeline: PipelineName): [string, Record<string, OpenApiOperation>] => [
  `/pipelines/${pipeline}/executions`,
  {
    post: {
      operationId: `execute-${pipeline}-pipeline`,
      description: 'Changes something.',
      requestBody: {
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['environment'],
              properties: {
                environment: { type: 'string', enum: ['dev', 'prod'] },
                tenant_id: { type: 'string' },
                record: { type: 'string' },
              },
            },
          },
        },
      },
    },
  },
];

/** Makes the catalog of a server: the same for all, but each calls the CI system over a line of its own. */
export type CatalogMaker = (executor: PipelineExecutor) => Catalog;

/** Reads the documents, once for all worlds: that takes longer than a whole run. */
export async function readCatalog(placeholder: PipelineExecutor): Promise<CatalogMaker> {
  const catalog = await makeCatalog(placeholder);
  return (executor) => ({
    ...catalog,
    pipeline: (pipelineType) => ({ ...catalog.pipeline(pipelineType), executor }),
    executor: (name) => (name === 'ci' ? executor : undefined),
  });
}

function makeCatalog(executor: PipelineExecutor): Promise<Catalog> {
  const approvalTimeoutMinutes = APPROVAL_TIMEOUT_MINUTES;
  return createCatalog({
    config: {
      executors: { ci: () => executor },
      actionGroups: ['./pipelines.openapi.yaml'],
      pipelines: {
        dns: {
          executor: 'ci',
          target: { project: 'dns' },
          environments: { dev: {}, prod: { approval: 'second-person', approvalTimeoutMinutes } },
        },
        app: {
          executor: 'ci',
          target: { project: 'app' },
          environments: { dev: { concurrency: 'unlimited' }, prod: { approval: 'requester', approvalTimeoutMinutes } },
        },
      },
    },
    actionGroups: [
      {
        name: 'pipelines',
        document: {
          openapi: '3.0.0',
          info: { title: 'Pipelines' },
          paths: Object.fromEntries(PIPELINES.map(pathOf)),
        },
      },
    ],
  });
}
