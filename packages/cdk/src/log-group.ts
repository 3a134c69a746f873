import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** How logs are kept. @public */
export interface LogSettings {
  /** For how long. @defaultValue RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays | undefined;
  /** What becomes of them when they leave the stack. @defaultValue RemovalPolicy.RETAIN */
  readonly logRemovalPolicy?: RemovalPolicy | undefined;
  /** The key that encrypts them. @defaultValue one of CloudWatch Logs, which costs nothing */
  readonly logEncryptionKey?: IKey | undefined;
}

/** Makes a log group that forgets, and that CloudWatch Logs may encrypt where there is a key. */
export function createLogGroup(scope: Construct, id: string, settings: LogSettings): LogGroup {
  const { logRetention = RetentionDays.THREE_MONTHS, logRemovalPolicy = RemovalPolicy.RETAIN } = settings;
  const { logEncryptionKey: encryptionKey } = settings;
  if (encryptionKey !== undefined) allowLogs(scope, encryptionKey);
  return new LogGroup(scope, id, {
    retention: logRetention,
    removalPolicy: logRemovalPolicy,
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
  });
}

/** The key is older than the log group, so that it can't name it: it names this account's in this region. */
function allowLogs(scope: Construct, key: IKey): void {
  const stack = Stack.of(scope);
  const logGroups = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
    }),
  );
}
