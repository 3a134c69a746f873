import type { Runtime } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import type { SweepSchedule } from '../sweep-schedule.ts';

/**
 * The pipeline server, wherever it runs, as whoever calls it must know it.
 *
 * @public
 */
export interface IPipelineServer extends IConstruct {
  /** The environment variables with which the MCP proxy reaches it. */
  readonly proxyEnvironment: Readonly<Record<string, string>>;
  /** Where a caller must run to reach it; undefined where anywhere will do. */
  readonly vpc?: IVpc | undefined;
  /** Where it writes its log, which `ExecutionMetrics` counts in; undefined where that is somebody else's. */
  readonly logGroup?: ILogGroup | undefined;
  /** The function that it is, where it is one. `SluiceAlarms` watches this and the following. */
  readonly function?: LambdaFunction | undefined;
  /** Who follows its executions, where it does not do that itself. */
  readonly sweep?: SweepSchedule | undefined;
  /** The ECS service that it is, where it is one. */
  readonly service?: FargateService | undefined;
  /** The runtime of AgentCore that it is, where it is one. */
  readonly runtime?: Runtime | undefined;
  /** Lets a function call it: its network, its invocation, and reading the API key. */
  allowCalls(caller: LambdaFunction): void;
}
