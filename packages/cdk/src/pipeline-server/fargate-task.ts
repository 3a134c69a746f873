import { dirname } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import {
  AwsLogDriverMode,
  Capability,
  CpuArchitecture,
  FargateTaskDefinition,
  LinuxParameters,
  LogDrivers,
  OperatingSystemFamily,
  Secret as TaskSecret,
} from 'aws-cdk-lib/aws-ecs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FargatePipelineServerProps } from './fargate-pipeline-server.ts';
import { SERVER_PORT } from './fargate-service.ts';
import { imageOf } from './image-directory.ts';
import type { ServerSecrets } from './server-secrets.ts';

interface ServerTaskProps
  extends Pick<
    FargatePipelineServerProps,
    'config' | 'executions' | 'environment' | 'image' | 'cpu' | 'memory' | 'retentionDays' | 'serveOptions'
  > {
  // Another shape than the construct's own: all that there are.
  readonly secrets: ServerSecrets;
  readonly logGroup: ILogGroup;
}

const HEALTH = `fetch('http://127.0.0.1:${SERVER_PORT}/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`;

/** For how long a task that is stopped still answers those who know its address, in seconds. */
const DRAIN_SECONDS = 20;

/** Makes what runs: the image, locked down, with its secrets, and a role that may do its work in the table. */
export function createServerTask(scope: Construct, props: ServerTaskProps): FargateTaskDefinition {
  const { cpu = 256, memory = 512, executions, config, secrets, logGroup } = props;
  const task = new FargateTaskDefinition(scope, 'Task', {
    cpu,
    memoryLimitMiB: memory,
    runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
  });
  executions.grantWork(task.taskRole);
  const linuxParameters = new LinuxParameters(scope, 'Linux');
  linuxParameters.dropCapabilities(Capability.ALL);
  task.addContainer('server', {
    image: props.image ?? imageOf(dirname(config.path)),
    command: commandOf(props),
    user: '1000:1000',
    readonlyRootFilesystem: true,
    linuxParameters,
    portMappings: [{ containerPort: SERVER_PORT }],
    stopTimeout: Duration.seconds(DRAIN_SECONDS + 40),
    healthCheck: {
      command: ['CMD', 'node', '-e', HEALTH],
      interval: Duration.seconds(10),
      timeout: Duration.seconds(5),
      startPeriod: Duration.seconds(20),
      retries: 3,
    },
    environment: { ...props.environment, EXECUTION_TABLE_NAME: executions.table.tableName },
    secrets: taskSecrets(secrets),
    // A log that is slow to be taken must not stop the server.
    logging: LogDrivers.awsLogs({ logGroup, streamPrefix: 'sluice', mode: AwsLogDriverMode.NON_BLOCKING }),
  });
  return task;
}

function commandOf({ retentionDays, serveOptions = [] }: ServerTaskProps): string[] {
  return [
    ...['serve', '--config', 'sluice.config.ts'],
    ...['--host', '0.0.0.0', '--port', String(SERVER_PORT)],
    ...['--drain', `${DRAIN_SECONDS}s`],
    ...(retentionDays === undefined ? [] : ['--retention-days', String(retentionDays)]),
    ...serveOptions,
  ];
}

function taskSecrets(secrets: ServerSecrets): Record<string, TaskSecret> {
  const entries = Object.entries(secrets).map(([name, { secret, field }]) => [
    name,
    TaskSecret.fromSecretsManager(secret, field),
  ]);
  return Object.fromEntries(entries) as Record<string, TaskSecret>;
}
