import { Duration, Stack } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { createLogGroup } from './log-group.ts';
import type { PipelineServerProps } from './pipeline-server/pipeline-server-props.ts';
import { serverCode } from './pipeline-server/server-code.ts';
import { createServerFunction } from './pipeline-server/server-function.ts';
import { toSecrets } from './pipeline-server/server-secrets.ts';
import { requirePlain } from './plain-variables.ts';

/** What sweeps, on which table, and how often. @public */
export interface SweepScheduleProps extends Omit<PipelineServerProps, 'access'> {
  /** How often; EventBridge Scheduler counts in minutes. @defaultValue every minute */
  readonly interval?: Duration | undefined;
  /** A VPC whose private subnets lead to AWS and to the CI systems. @defaultValue none: the CI systems are on the internet */
  readonly vpc?: IVpc | undefined;
  /** In MiB. @defaultValue 1024 */
  readonly memorySize?: number | undefined;
  /** Where it writes its log. @defaultValue a log group is made */
  readonly logGroup?: ILogGroup | undefined;
  /** Its code, with the export `sweep` of `index.cjs`. @defaultValue made of the config when it is synthesised */
  readonly code?: Code | undefined;
}

/**
 * A function that follows unfinished executions on a schedule, where no server runs all the time: `LambdaPipelineServer` has
 * one, `AgentCorePipelineServer` needs one beside it.
 *
 * @example
 * ```ts
 * new SweepSchedule(this, 'Sweep', { config, executions, environment, secrets });
 * ```
 * @throws ConfigurationError when a variable is a secret by its name
 * @public
 */
export class SweepSchedule extends Construct {
  readonly function: LambdaFunction;
  readonly schedule: Schedule;

  constructor(scope: Construct, id: string, props: SweepScheduleProps) {
    super(scope, id);
    const { config, secrets, environment = {}, interval = Duration.minutes(1) } = props;
    requirePlain(environment);
    this.function = createServerFunction(this, 'Function', {
      ...props,
      entry: 'sweep',
      environment,
      timeout: Duration.minutes(1),
      code: props.code ?? serverCode(this, config),
      logGroup: props.logGroup ?? createLogGroup(this, 'Logs', props),
      secrets: toSecrets(secrets),
    });
    // What one sweep leaves comes first in the next: a late one, or the same once more, is of no use.
    this.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    this.schedule = new Schedule(this, 'Schedule', {
      schedule: ScheduleExpression.rate(interval),
      description: 'Follows executions that have not finished',
      target: new LambdaInvoke(this.function, {
        // The target would allow itself all versions of the function too.
        role: this.createRole().withoutPolicyUpdates(),
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
      }),
    });
  }

  private createRole(): Role {
    const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    const assumedBy = new ServicePrincipal('scheduler.amazonaws.com', { conditions });
    const role = new Role(this, 'ScheduleRole', { assumedBy });
    Grant.addToPrincipal({
      grantee: role,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.function.functionArn],
    });
    return role;
  }
}
