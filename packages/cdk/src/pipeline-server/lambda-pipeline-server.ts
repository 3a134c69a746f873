import type { Scope } from '@sluice/core';
import { Duration } from 'aws-cdk-lib';
import type { HttpRouteIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { createLogGroup } from '../log-group.ts';
import { requirePlain } from '../plain-variables.ts';
import { SweepSchedule } from '../sweep-schedule.ts';
import type { WebhookReceiver } from '../webhook-entry.ts';
import type { IPipelineServer } from './pipeline-server.ts';
import type { PipelineServerProps } from './pipeline-server-props.ts';
import { serverCode } from './server-code.ts';
import { createServerFunction, type ServerFunctionSettings } from './server-function.ts';
import { serverSecrets } from './server-secrets.ts';

/** What a pipeline server on Lambda is made from. @public */
export interface LambdaPipelineServerProps extends PipelineServerProps, ServerFunctionSettings {
  /** A VPC whose private subnets lead to AWS and to the CI systems. @defaultValue none: the CI systems are on the internet */
  readonly vpc?: IVpc | undefined;
  /** How long a request may take. Longer than a start at the CI system does. @defaultValue 90 seconds */
  readonly timeout?: Duration | undefined;
  /**
   * What those may do who may invoke it: `approve` as well, where the proxy is to pass on what people approve in the chat.
   *
   * @defaultValue ['read', 'execute']
   */
  readonly invokerScopes?: readonly Scope[] | undefined;
  /** Its code, with the exports `handler` and `sweep` of `index.cjs`. @defaultValue made of the config when it is synthesised */
  readonly code?: Code | undefined;
}

/**
 * The pipeline server as a Lambda function that is invoked directly, and one that follows unfinished executions every
 * minute. No address, no network of its own: whoever may invoke it may use it.
 *
 * @example
 * ```ts
 * const server = new LambdaPipelineServer(this, 'Server', {
 *   config,
 *   executions,
 *   environment: { GITLAB_URL: 'https://gitlab.example.com' },
 *   secrets: { GITLAB_TOKEN: Secret.fromSecretNameV2(this, 'GitLabToken', 'platform/gitlab-token') },
 * });
 * ```
 * @throws ConfigurationError when a variable is a secret by its name
 * @public
 */
export class LambdaPipelineServer extends Construct implements IPipelineServer, WebhookReceiver {
  readonly proxyEnvironment: Readonly<Record<string, string>>;
  /** Anywhere will do. */
  readonly vpc: undefined = undefined;
  /** Answers requests. */
  readonly function: LambdaFunction;
  /** Follows unfinished executions. */
  readonly sweep: SweepSchedule;
  /** Where both write their logs. */
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, props: LambdaPipelineServerProps) {
    super(scope, id);
    const { config, executions, environment = {}, retentionDays, vpc, memorySize, invokerScopes } = props;
    const { timeout = Duration.seconds(90), code = serverCode(this, config), reservedConcurrentExecutions } = props;
    requirePlain(environment);
    this.logGroup = createLogGroup(this, 'Logs', props);
    const secrets = serverSecrets(this, props);
    const common = { executions, retentionDays, vpc, memorySize, code, logGroup: this.logGroup };
    this.function = createServerFunction(this, 'Function', {
      ...common,
      secrets,
      timeout,
      reservedConcurrentExecutions,
      entry: 'handler',
      environment: { ...environment, SLUICE_INVOKER_SCOPES: (invokerScopes ?? ['read', 'execute']).join(',') },
    });
    this.sweep = new SweepSchedule(this, 'Sweep', { ...common, config, environment, secrets: props.secrets });
    this.proxyEnvironment = { MCP_SERVER_FUNCTION_NAME: this.function.functionArn };
  }

  allowCalls(caller: LambdaFunction): void {
    // The function as it is, and none of its versions: a policy of its own would name both.
    Grant.addToPrincipal({
      grantee: caller,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.function.functionArn],
    });
  }

  createWebhookIntegration(): HttpRouteIntegration {
    return new HttpLambdaIntegration('PipelineServer', this.function);
  }
}
