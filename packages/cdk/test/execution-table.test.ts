import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { ExecutionTable } from '../src/index.ts';

function stack(): Stack {
  return new Stack(new App(), 'Test', { env: { region: 'eu-west-1', account: '111122223333' } });
}

function roleIn(scope: Stack, id: string): Role {
  return new Role(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
}

const TYPE = 'AWS::DynamoDB::GlobalTable';

describe('ExecutionTable', () => {
  it('has the keys and indexes that the store reads, and is billed per request', () => {
    const scope = stack();
    new ExecutionTable(scope, 'Executions');
    Template.fromStack(scope).hasResourceProperties(TYPE, {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        Match.objectLike({
          IndexName: 'environment-index',
          KeySchema: [
            { AttributeName: 'environment', KeyType: 'HASH' },
            { AttributeName: 'createdOrder', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        }),
        Match.objectLike({
          IndexName: 'unfinished-index',
          KeySchema: [
            { AttributeName: 'unfinishedShard', KeyType: 'HASH' },
            { AttributeName: 'changedOrder', KeyType: 'RANGE' },
          ],
        }),
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it('can be restored to any second, and neither deleted by mistake nor with its stack', () => {
    const scope = stack();
    new ExecutionTable(scope, 'Executions');
    const template = Template.fromStack(scope);
    template.hasResource(TYPE, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    template.hasResourceProperties(TYPE, {
      Replicas: [
        Match.objectLike({
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        }),
      ],
    });
  });

  it('may be thrown away where a team says so', () => {
    const scope = stack();
    new ExecutionTable(scope, 'Executions', {
      deletionProtection: false,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const template = Template.fromStack(scope);
    template.hasResource(TYPE, { DeletionPolicy: 'Delete' });
    template.hasResourceProperties(TYPE, { Replicas: [Match.objectLike({ DeletionProtectionEnabled: false })] });
  });

  it('can be encrypted with a key of the customer, which those who use the table may then use', () => {
    const scope = stack();
    const encryptionKey = new Key(scope, 'Key');
    const table = new ExecutionTable(scope, 'Executions', { encryptionKey });
    table.grantRead(roleIn(scope, 'Reader'));
    const template = Template.fromStack(scope);
    template.hasResourceProperties(TYPE, { SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['kms:Decrypt']) })]) },
    });
  });

  it('says what is missing where it is to be encrypted in a stack of no region', () => {
    const scope = new Stack(new App(), 'Anywhere');
    const encryptionKey = new Key(scope, 'Key');
    expect(() => new ExecutionTable(scope, 'Executions', { encryptionKey })).toThrow(
      /encryptionKey: needs the region of the stack Anywhere.*env: \{ region \}/,
    );
  });

  it('lets a reader read, and write nothing but the key of cursors', () => {
    const scope = stack();
    new ExecutionTable(scope, 'Executions').grantRead(roleIn(scope, 'Reader'));
    const [policy] = Object.values(Template.fromStack(scope).findResources('AWS::IAM::Policy'));
    const statements: readonly Record<string, unknown>[] = policy?.['Properties']?.PolicyDocument?.Statement ?? [];
    expect(statements.map(({ Action, Condition }) => [Action, Condition])).toEqual([
      [['dynamodb:GetItem', 'dynamodb:Query'], undefined],
      ['dynamodb:PutItem', { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['meta'] } }],
    ]);
  });

  it('names itself and its indexes in what it grants', () => {
    const scope = stack();
    new ExecutionTable(scope, 'Executions').grantWork(roleIn(scope, 'Server'));
    const [policy] = Object.values(Template.fromStack(scope).findResources('AWS::IAM::Policy'));
    const [statement, ...more] = policy?.['Properties']?.PolicyDocument?.Statement ?? [];
    expect(more).toEqual([]);
    expect(JSON.stringify(statement.Resource)).not.toContain('"*"');
    expect(statement.Action).toEqual([
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
    ]);
  });

  it('can be there twice', () => {
    const scope = stack();
    new ExecutionTable(scope, 'One');
    new ExecutionTable(scope, 'Two');
    Template.fromStack(scope).resourceCountIs(TYPE, 2);
  });
});
