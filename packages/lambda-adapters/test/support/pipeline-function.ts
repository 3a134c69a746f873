import { createCatalog, createExecutionService, type ExecutionStore, type OpenApiDocument } from '@sluice/core';
import { createGitLabExecutor } from '@sluice/executor-gitlab';
import { apiKeyAuthenticator, createExecutionId, createPipelineServerApp, hashApiKey } from '@sluice/mcp-server';
import { createLambdaHandler, type LambdaHandler } from '@sluice/mcp-server/lambda';
import type { VirtualClock } from '@sluice/testkit';
import { type GitLabServer, startGitLabSimulator } from '@sluice/testkit';
import { recordingLogger } from './lambda.ts';

/** The pipeline server as a Lambda function, over a simulated GitLab. */
export interface PipelineFunction {
  readonly handler: LambdaHandler;
  readonly gitLab: GitLabServer;
}

export interface PipelineFunctionOptions {
  readonly store: ExecutionStore;
  readonly clock: VirtualClock;
  /** The key that may read, execute and approve. */
  readonly apiKey: string;
}

const schema = {
  type: 'object',
  required: ['environment'],
  properties: { environment: { type: 'string' }, region: { type: 'string', enum: ['eu', 'us'] } },
};
const operation = {
  operationId: 'execute-bootstrap-pipeline',
  description: 'Deploys.',
  requestBody: { content: { 'application/json': { schema } } },
};
const document: OpenApiDocument = {
  openapi: '3.0.0',
  info: { title: 'Bootstrap' },
  paths: { '/pipelines/bootstrap/executions': { post: operation } },
};

/** Starts a simulated GitLab, and makes the function that executes its pipelines. */
export async function startPipelineFunction(options: PipelineFunctionOptions): Promise<PipelineFunction> {
  const { store, clock, apiKey } = options;
  const gitLab = await startGitLabSimulator({ clock, projects: [{ path: 'platform/bootstrap' }] });
  const logger = recordingLogger();
  const catalog = await createCatalog({
    config: {
      executors: { gitlab: () => createGitLabExecutor({ baseUrl: gitLab.url, token: 'simulator-token' }) },
      actionGroups: ['./bootstrap.openapi.yaml'],
      pipelines: {
        bootstrap: {
          executor: 'gitlab',
          target: { project: 'platform/bootstrap', ref: 'main' },
          environments: { dev: {}, prod: { approval: 'requester' } },
        },
      },
    },
    actionGroups: [{ name: 'bootstrap', document }],
  });
  const service = createExecutionService({ catalog, store, clock, createId: createExecutionId, logger });
  const key = { id: 'mcp-proxy', sha256: hashApiKey(apiKey), scopes: ['read', 'execute', 'approve'] } as const;
  const app = createPipelineServerApp({ service, logger, clock, authenticate: apiKeyAuthenticator([key]) });
  return { handler: createLambdaHandler({ app, logger, clock }), gitLab };
}
