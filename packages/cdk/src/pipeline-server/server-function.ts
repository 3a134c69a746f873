import { type Duration, Stack } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Architecture, type Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { createFunctionRole, keepInterfaces } from '../function-role.ts';
import type { PipelineServerProps } from './pipeline-server-props.ts';
import { type ServerSecrets, secretVariable } from './server-secrets.ts';

/** What a team may set of a function of the server. @public */
export interface ServerFunctionSettings {
  /** In MiB; more memory is more processor time. @defaultValue 1024 */
  readonly memorySize?: number | undefined;
  /** How many may run at once. @defaultValue what the account has left */
  readonly reservedConcurrentExecutions?: number | undefined;
}

interface ServerFunctionProps
  extends ServerFunctionSettings,
    Pick<PipelineServerProps, 'executions' | 'environment' | 'retentionDays'> {
  readonly code: Code;
  readonly entry: 'handler' | 'sweep';
  readonly timeout: Duration;
  readonly secrets: ServerSecrets;
  readonly logGroup: ILogGroup;
  readonly vpc?: IVpc | undefined;
}

/** Makes one of the server's functions, which may work in the table and read its secrets. */
export function createServerFunction(scope: Construct, id: string, props: ServerFunctionProps): LambdaFunction {
  const { code, entry, timeout, executions, secrets, logGroup, vpc, retentionDays, environment } = props;
  const { memorySize = 1024, reservedConcurrentExecutions } = props;
  const made = new LambdaFunction(scope, id, {
    code,
    handler: `index.${entry}`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    tracing: Tracing.ACTIVE,
    memorySize,
    timeout,
    role: createFunctionRole(scope, `${id}Role`, logGroup, vpc),
    logGroup,
    environment: {
      ...environment,
      EXECUTION_TABLE_NAME: executions.table.tableName,
      SLUICE_SECRETS: Stack.of(scope).toJsonString(secretVariable(secrets)),
      ...(retentionDays === undefined ? {} : { RETENTION_DAYS: String(retentionDays) }),
    },
    ...(vpc === undefined ? {} : { vpc }),
    ...(reservedConcurrentExecutions === undefined ? {} : { reservedConcurrentExecutions }),
  });
  if (vpc !== undefined) keepInterfaces(made);
  executions.grantWork(made);
  for (const { secret } of Object.values(secrets)) secret.grantRead(made);
  return made;
}
