import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';

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
  /** Lets a function call it: its network, its invocation, and reading the API key. */
  allowCalls(caller: LambdaFunction): void;
}
