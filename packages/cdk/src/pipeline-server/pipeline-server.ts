import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
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
  /** Lets a function call it: its network, its invocation, and reading the API key. */
  allowCalls(caller: LambdaFunction): void;
}
