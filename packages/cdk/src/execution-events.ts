import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ExecutionTable } from './execution-table.ts';
import { createFunctionRole } from './function-role.ts';
import { createLogGroup, type LogSettings } from './log-group.ts';
import { runtimeCode } from './pipeline-server/server-code.ts';

/** Which table's changes are told, and to which bus. @public */
export interface ExecutionEventsProps extends LogSettings {
  /** The table of the executions that are told of. */
  readonly executions: ExecutionTable;
  /** Where events go. @defaultValue a bus is made */
  readonly bus?: IEventBus | undefined;
  /** The key that encrypts what is made here. @defaultValue keys that AWS owns */
  readonly encryptionKey?: IKey | undefined;
}

/** What rules match on. */
const SOURCE = 'sluice';

/**
 * Puts whatever happens to executions on an EventBridge bus, whichever server did it: source `sluice`, detail type
 * `execution.started`, `execution.succeeded`, ..., and as detail the entry of the audit trail. An event may come twice: its
 * `execution_id` and `version` tell.
 *
 * @example
 * ```ts
 * const { bus } = new ExecutionEvents(this, 'Events', { executions });
 * new Rule(this, 'Failures', {
 *   eventBus: bus,
 *   eventPattern: { source: ['sluice'], detailType: ['execution.failed', 'execution.lost'] },
 *   targets: [new SnsTopic(topic)],
 * });
 * ```
 * @public
 */
export class ExecutionEvents extends Construct {
  readonly bus: IEventBus;
  /** Where changes of the table end that could not be told of for a day. */
  readonly deadLetters: Queue;
  /** Makes events of the table's changes. */
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: ExecutionEventsProps) {
    super(scope, id);
    const { executions, encryptionKey } = props;
    this.bus = props.bus ?? this.createBus(encryptionKey);
    this.deadLetters = this.createQueue(encryptionKey);
    this.function = this.createFunction(props);
    const role = this.createRole(executions);
    const pipe = new CfnPipe(this, 'Pipe', {
      description: 'What happens to executions, as events',
      roleArn: role.roleArn,
      source: streamOf(executions),
      sourceParameters: {
        filterCriteria: { filters: [{ pattern: JSON.stringify(SHOWN_EXECUTIONS) }] },
        dynamoDbStreamParameters: {
          startingPosition: 'TRIM_HORIZON',
          batchSize: 10,
          maximumRecordAgeInSeconds: Duration.days(1).toSeconds(),
          maximumRetryAttempts: -1,
          onPartialBatchItemFailure: 'AUTOMATIC_BISECT',
          deadLetterConfig: { arn: this.deadLetters.queueArn },
        },
      },
      enrichment: this.function.functionArn,
      target: this.bus.eventBusArn,
      targetParameters: {
        eventBridgeEventBusParameters: { source: SOURCE, detailType: '$.type', time: '$.at' },
      },
    });
    // A pipe is not made before its role may read the stream.
    pipe.node.addDependency(role);
  }

  private createBus(encryptionKey: IKey | undefined): IEventBus {
    const kmsKey = encryptionKey === undefined ? {} : { kmsKey: encryptionKey };
    const description = 'What happens to executions of Sluice';
    // The CDK declares its own classes with other optional fields than its interfaces.
    return new EventBus(this, 'Bus', { description, ...kmsKey }) as IEventBus;
  }

  private createQueue(encryptionKey: IKey | undefined): Queue {
    const key = encryptionKey === undefined ? {} : { encryptionMasterKey: encryptionKey };
    return new Queue(this, 'DeadLetters', {
      encryption: encryptionKey === undefined ? QueueEncryption.SQS_MANAGED : QueueEncryption.KMS,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      ...key,
    });
  }

  private createFunction(props: LogSettings): LambdaFunction {
    const logGroup = createLogGroup(this, 'Logs', props);
    return new LambdaFunction(this, 'Function', {
      code: runtimeCode(this, 'execution-events'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      tracing: Tracing.ACTIVE,
      memorySize: 256,
      timeout: Duration.seconds(30),
      role: createFunctionRole(this, 'FunctionRole', logGroup, undefined),
      logGroup,
    });
  }

  private createRole(executions: ExecutionTable): Role {
    const stack = Stack.of(this);
    const pipes = stack.formatArn({
      service: 'pipes',
      resource: 'pipe',
      resourceName: '*',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': pipes } },
      }),
    });
    const allow = (actions: string[], resourceArn: string): Grant =>
      Grant.addToPrincipal({ grantee: role, actions, resourceArns: [resourceArn] });
    allow(READ_STREAM, streamOf(executions));
    executions.table.encryptionKey?.grantDecrypt(role);
    allow(['lambda:InvokeFunction'], this.function.functionArn);
    allow(['events:PutEvents'], this.bus.eventBusArn);
    this.deadLetters.grantSendMessages(role);
    return role;
  }
}

const READ_STREAM = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];

/** The table has claims, leases and older entries of the trail too; the newest entry stands in the execution itself. */
const SHOWN_EXECUTIONS = {
  eventName: ['INSERT', 'MODIFY'],
  dynamodb: { NewImage: { sk: { S: ['execution'] }, phase: { S: ['visible'] } } },
};

function streamOf({ table }: ExecutionTable): string {
  return table.tableStreamArn ?? '';
}
