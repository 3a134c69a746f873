import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { createFunctionRole, keepInterfaces } from './function-role.ts';
import { createLogGroup, type LogSettings } from './log-group.ts';
import { requirePlain } from './plain-variables.ts';

/** One of the four Lambda functions that Sluice ships. @public */
export type HandlerName = 'chat-handler' | 'agent-invoker' | 'mcp-proxy' | 'memory-manager';

/** What a team may set of a function. @public */
export interface HandlerSettings {
  /** In MiB; more memory is more processor time, and so a shorter cold start. @defaultValue 512 */
  readonly memorySize?: number | undefined;
  /** @defaultValue fits what the function waits for: see `docs/lambdas.md` */
  readonly timeout?: Duration | undefined;
  /**
   * More variables, or others than the construct sets; `docs/lambdas.md` lists them. Never a secret.
   * `NODE_OPTIONS: '--enable-source-maps'` makes stack traces readable, and cold starts longer.
   */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** How many of it may run at once. @defaultValue what the account has left */
  readonly reservedConcurrentExecutions?: number | undefined;
}

/** What a function with one of the shipped bundles is made from. @public */
export interface HandlerFunctionProps extends HandlerSettings, LogSettings {
  readonly bundle: HandlerName;
  /** The bundle's export that answers. @defaultValue 'handler' */
  readonly entry?: 'handler' | 'streamHandler' | 'webSocketHandler' | undefined;
  /** Other code than the bundle as it is shipped. */
  readonly code?: Code | undefined;
  /** Where it runs, in subnets with a way out. @defaultValue no VPC */
  readonly vpc?: IVpc | undefined;
  /** The CloudWatch namespace that it counts in. @defaultValue 'Sluice' */
  readonly metricsNamespace?: string | undefined;
}

/** What the functions count; `docs/telemetry.md` says when. @public */
export type HandlerMetric = 'Answered' | 'Refused' | 'Failed' | 'ColdStart' | 'Recorded' | 'Unrecorded';

/** What the functions time, in milliseconds; `docs/telemetry.md` says what. @public */
export type HandlerDuration = 'Duration' | 'PipelineServerDuration' | 'MemoryDuration' | 'AgentDuration';

const TIMEOUTS: Readonly<Record<HandlerName, Duration>> = {
  'chat-handler': Duration.minutes(15),
  'agent-invoker': Duration.minutes(15),
  'mcp-proxy': Duration.seconds(60),
  'memory-manager': Duration.seconds(15),
};

/**
 * One of Sluice's Lambda functions, from the bundle that `@sluice/lambda-adapters` ships: Node 24 on ARM, traced, with a log
 * group of its own and a role that may write there and nothing else until it is allowed more.
 *
 * @example
 * ```ts
 * const memory = new HandlerFunction(this, 'Memory', {
 *   bundle: 'memory-manager',
 *   environment: { EXECUTION_TABLE_NAME: executions.table.tableName },
 * });
 * executions.grantRead(memory);
 * ```
 * @throws ConfigurationError when a variable is a secret by its name
 * @public
 */
export class HandlerFunction extends LambdaFunction {
  readonly bundle: HandlerName;
  private readonly metricsNamespace: string;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    const { bundle, entry = 'handler', code, vpc, memorySize = 512, timeout, environment } = props;
    const { reservedConcurrentExecutions, metricsNamespace = 'Sluice' } = props;
    requirePlain(environment ?? {}, (name) => `give the id of the secret instead, as ${name}_SECRET_ID`);
    const logGroup = createLogGroup(scope, `${id}Logs`, props);
    const role = createFunctionRole(scope, `${id}Role`, logGroup, vpc);
    super(scope, id, {
      code: code ?? Code.fromAsset(bundleDirectory(bundle)),
      handler: `index.${entry}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      tracing: Tracing.ACTIVE,
      memorySize,
      timeout: timeout ?? TIMEOUTS[bundle],
      role,
      logGroup,
      environment: { POWERTOOLS_METRICS_NAMESPACE: metricsNamespace, ...environment },
      ...(vpc === undefined ? {} : { vpc }),
      ...(reservedConcurrentExecutions === undefined ? {} : { reservedConcurrentExecutions }),
    });
    this.bundle = bundle;
    this.metricsNamespace = metricsNamespace;
    if (vpc !== undefined) keepInterfaces(this);
  }

  /** Returns something that the function counts or times: sums, unless the options say otherwise. */
  metricOf(metricName: HandlerMetric | HandlerDuration, options: MetricOptions = {}): Metric {
    return new Metric({
      namespace: this.metricsNamespace,
      metricName,
      dimensionsMap: { service: `sluice-${this.bundle}` },
      statistic: Stats.SUM,
      ...options,
    });
  }
}

/** Returns the directory of a function's bundle, as it was installed. */
export function bundleDirectory(bundle: HandlerName): string {
  const require = createRequire(import.meta.url);
  return dirname(require.resolve(`@sluice/lambda-adapters/bundles/${bundle}/index.cjs`));
}
