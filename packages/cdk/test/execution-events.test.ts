import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type Execution, isFinished } from '@sluice/core';
import { createDynamoDbStore } from '@sluice/store-dynamodb';
import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExecutionEvents, ExecutionTable } from '../src/index.ts';
import { handler, type StreamRecord } from '../src/runtime/execution-events.ts';
import { startExecutionTable } from './support/dynamodb.ts';
import { resourcesNamed } from './support/resources.ts';
import { actionsOf } from './support/statements.ts';
import { teamStack } from './support/team.ts';

describe('ExecutionEvents', () => {
  let stack: Stack;
  let template: Template;

  beforeAll(() => {
    stack = teamStack();
    const encryptionKey = new Key(stack, 'Key');
    const executions = new ExecutionTable(stack, 'Executions', { encryptionKey });
    new ExecutionEvents(stack, 'Events', { executions });
    new ExecutionEvents(stack, 'Encrypted', { executions, encryptionKey });
    template = Template.fromStack(stack);
  });

  it('reads the changes of executions out of the stream of the table, and of nothing else in it', () => {
    template.hasResourceProperties('AWS::Pipes::Pipe', {
      Source: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Executions'), 'StreamArn'] },
      SourceParameters: {
        FilterCriteria: {
          Filters: [
            {
              Pattern: Match.serializedJson(
                Match.objectLike({ dynamodb: { NewImage: { sk: { S: ['execution'] }, phase: { S: ['visible'] } } } }),
              ),
            },
          ],
        },
      },
      TargetParameters: { EventBridgeEventBusParameters: { Source: 'sluice', DetailType: '$.type', Time: '$.at' } },
    });
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });

  it('keeps what could not be told of, encrypted, for two weeks', () => {
    template.allResourcesProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 14 * 24 * 3600 });
    template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    template.hasResourceProperties('AWS::SQS::Queue', { KmsMasterKeyId: Match.anyValue() });
    template.resourceCountIs('AWS::SQS::QueuePolicy', 2);
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::Pipes::Pipe', {
      SourceParameters: {
        DynamoDBStreamParameters: {
          OnPartialBatchItemFailure: 'AUTOMATIC_BISECT',
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^EventsDeadLetters'), 'Arn'] } },
        },
      },
    });
  });

  it('lets the pipe read this stream, ask this function and write to this bus', () => {
    expect(actionsOf(template, /^EventsRole/)).toEqual([
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      'events:PutEvents',
      'kms:Decrypt',
      'lambda:InvokeFunction',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:SendMessage',
    ]);
    for (const resource of resourcesNamed(template, /^(?:dynamodb|events|lambda|sqs):/))
      expect(resource).not.toContain('"*"');
  });

  it('lets no pipe of another account take on its role', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { Service: 'pipes.amazonaws.com' },
            Condition: Match.objectLike({ StringEquals: { 'aws:SourceAccount': '111122223333' } }),
          }),
        ],
      },
    });
  });

  it('has a function that may do nothing but write its log', () => {
    expect(actionsOf(template, /^EventsFunctionRole/)).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });
});

describe('the events of a table', () => {
  const created: Execution = {
    executionId: '3f2c',
    version: 1,
    pipelineType: 'bootstrap',
    environment: 'dev',
    parameters: { region: 'eu-west-1' },
    status: 'starting',
    requestedBy: 'agent',
    requestDigest: 'digest',
    executor: 'gitlab',
    target: {},
    createdAt: Date.UTC(2027, 0, 1),
    updatedAt: Date.UTC(2027, 0, 1),
    lastChange: { type: 'execution.starting', actor: 'agent' },
  };
  const finished: Execution = {
    ...created,
    version: 2,
    status: 'succeeded',
    updatedAt: created.updatedAt + 1000,
    finishedAt: created.updatedAt + 1000,
    lastChange: { type: 'execution.succeeded', actor: 'sluice' },
  };

  /** What the stream would tell of each change of the item, as the table has it. */
  async function records(...changes: readonly Execution[]): Promise<readonly StreamRecord[]> {
    const { client, tableName } = await startExecutionTable();
    const store = createDynamoDbStore({ client, tableName });
    const Key = { pk: { S: `execution#${created.executionId}` }, sk: { S: 'execution' } };
    const image = async (): Promise<never> =>
      (await client.send(new GetItemCommand({ TableName: tableName, Key }))).Item as never;
    const told: StreamRecord[] = [];
    for (const execution of changes) {
      const OldImage = await image();
      if (execution.version === 1) await store.create(execution, [{ name: 'slot' }]);
      else await store.update(execution);
      told.push({ dynamodb: { OldImage, NewImage: await image() } });
    }
    return told;
  }

  it('are what the audit trail says of each version', async () => {
    expect(isFinished(finished)).toBe(true);
    const events = await handler(await records(created, finished));
    expect(events).toMatchObject([
      { execution_id: '3f2c', version: 1, type: 'execution.starting', actor: 'agent', at: '2027-01-01T00:00:00.000Z' },
      {
        execution_id: '3f2c',
        version: 2,
        type: 'execution.succeeded',
        at: '2027-01-01T00:00:01.000Z',
        execution: {
          pipeline_type: 'bootstrap',
          environment: 'dev',
          status: 'succeeded',
          parameters: { region: 'eu-west-1' },
        },
      },
    ]);
  });

  it('leave out what makes no version', async () => {
    const [, { dynamodb } = {}] = await records(created, finished);
    const { NewImage } = dynamodb ?? {};
    expect(await handler([{ dynamodb: { OldImage: NewImage, NewImage } }])).toEqual([]);
  });

  it('leave out copies of what another store owns', async () => {
    const { client, tableName } = await startExecutionTable();
    await createDynamoDbStore({ client, tableName }).record(created);
    const Key = { pk: { S: 'execution#3f2c' }, sk: { S: 'execution' } };
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key }));
    expect(await handler([{ dynamodb: { NewImage: Item as never } }])).toEqual([]);
    // It is left out for that reason alone.
    const owned = { ...Item, claims: { L: [] } };
    expect(await handler([{ dynamodb: { NewImage: owned as never } }])).toMatchObject([{ execution_id: '3f2c' }]);
  });

  it('leave out parameters and logs that would not fit into an event, and say so', async () => {
    const large = { ...created, parameters: { notes: 'x'.repeat(300_000) } };
    const [event] = await handler(await records(large));
    expect(event?.execution).toMatchObject({ parameters: {}, note: expect.stringMatching(/too large for an event/) });
    expect(event?.execution?.status).toBe('starting');
  });
});
