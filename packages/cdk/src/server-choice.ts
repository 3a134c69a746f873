import { ConfigurationError } from '@sluice/core';
import type { Construct } from 'constructs';
import type { LogSettings } from './log-group.ts';
import { FargatePipelineServer, type FargatePipelineServerProps } from './pipeline-server/fargate-pipeline-server.ts';
import { LambdaPipelineServer, type LambdaPipelineServerProps } from './pipeline-server/lambda-pipeline-server.ts';
import type { IPipelineServer } from './pipeline-server/pipeline-server.ts';
import type { PipelineServerProps } from './pipeline-server/pipeline-server-props.ts';
import type { WebhookReceiver } from './webhook-entry.ts';

/** What a team tells its pipeline server, wherever that runs. @public */
export interface ServerSettings extends Omit<PipelineServerProps, 'config' | 'executions' | keyof LogSettings> {
  /** What is for a server on Lambda only, such as `invokerScopes`. */
  readonly lambda?: Omit<LambdaPipelineServerProps, keyof PipelineServerProps> | undefined;
  /** What is for a server on Fargate only, such as `vpc`. */
  readonly fargate?: Omit<FargatePipelineServerProps, keyof PipelineServerProps> | undefined;
}

/**
 * Where the pipeline server runs: on ECS Fargate, as a Lambda function, or as a function makes it.
 *
 * @public
 */
export type ServerChoice = 'fargate' | 'lambda' | ((scope: Construct, props: PipelineServerProps) => IPipelineServer);

/** Makes the server that was chosen. */
export function createServer(
  scope: Construct,
  choice: ServerChoice,
  { lambda, fargate, ...props }: ServerSettings & PipelineServerProps,
): IPipelineServer {
  if (choice === 'fargate') return new FargatePipelineServer(scope, 'Server', { ...fargate, ...props });
  if (choice === 'lambda') return new LambdaPipelineServer(scope, 'Server', { ...lambda, ...props });
  return choice(scope, props);
}

/**
 * Returns the server as webhooks are sent on to it.
 *
 * @throws ConfigurationError where it is one that takes none
 */
export function receiverOf(server: IPipelineServer): WebhookReceiver {
  if ('createWebhookIntegration' in server) return server as IPipelineServer & WebhookReceiver;
  const message = `${server.node.path} can't be sent webhooks: it has no createWebhookIntegration`;
  throw new ConfigurationError([{ message, path: ['webhooks'] }]);
}
