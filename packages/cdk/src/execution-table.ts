import { CURSOR_KEY_PARTITION, executionTable, TTL_ATTRIBUTE } from '@sluice/store-dynamodb';
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  StreamViewType,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { tableEncryption } from './table-encryption.ts';

/** What may be set for the table of executions. @public */
export interface ExecutionTableProps {
  /** The key that encrypts it. @defaultValue one that DynamoDB owns, which costs nothing */
  readonly encryptionKey?: IKey | undefined;
  /** Whether it can be deleted by mistake. @defaultValue true: it can't */
  readonly deletionProtection?: boolean | undefined;
  /** What becomes of it when it leaves the stack. @defaultValue RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy | undefined;
}

/**
 * The DynamoDB table of executions: billed per request, with point-in-time recovery, encryption and time to live.
 *
 * @example
 * ```ts
 * const table = new ExecutionTable(this, 'Executions');
 * table.grantWork(server);
 * ```
 * @throws ConfigurationError when there is a key, and the stack does not say its region
 * @public
 */
export class ExecutionTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, props: ExecutionTableProps = {}) {
    super(scope, id);
    const { encryptionKey, deletionProtection = true, removalPolicy = RemovalPolicy.RETAIN } = props;
    // Whoever reads and writes the table says what it looks like.
    const { KeySchema, GlobalSecondaryIndexes = [] } = executionTable('');
    const { partitionKey, sortKey } = keysOf(KeySchema);
    this.table = new TableV2(this, 'Table', {
      partitionKey,
      sortKey,
      globalSecondaryIndexes: GlobalSecondaryIndexes.map(
        (index): GlobalSecondaryIndexPropsV2 => ({ indexName: index.IndexName ?? '', ...keysOf(index.KeySchema) }),
      ),
      billing: Billing.onDemand(),
      timeToLiveAttribute: TTL_ATTRIBUTE,
      // Costs nothing while nobody reads it. `ExecutionEvents` does, and tells by both images what has changed.
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: tableEncryption(this, encryptionKey),
      deletionProtection,
      removalPolicy,
    });
  }

  /** Lets someone start executions and follow them. */
  grantWork(grantee: IGrantable): void {
    this.allow(grantee, [...READ, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem']);
  }

  /** Lets someone read executions. The first reader of a new table writes the key that signs cursors, and nothing else. */
  grantRead(grantee: IGrantable): void {
    this.allow(grantee, READ);
    const conditions = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [CURSOR_KEY_PARTITION] } };
    this.allow(grantee, ['dynamodb:PutItem'], conditions);
  }

  private allow(grantee: IGrantable, actions: readonly string[], conditions: Conditions = {}): void {
    const resourceArns = [this.table.tableArn, `${this.table.tableArn}/index/*`];
    Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns, conditions });
    this.table.encryptionKey?.grantEncryptDecrypt(grantee);
  }
}

type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const READ = ['dynamodb:GetItem', 'dynamodb:Query'];

type KeySchema = ReturnType<typeof executionTable>['KeySchema'];

function keysOf(schema: KeySchema): Required<Pick<GlobalSecondaryIndexPropsV2, 'partitionKey' | 'sortKey'>> {
  const named = (type: 'HASH' | 'RANGE'): Attribute => ({
    name: schema?.find(({ KeyType }) => KeyType === type)?.AttributeName ?? '',
    type: AttributeType.STRING,
  });
  return { partitionKey: named('HASH'), sortKey: named('RANGE') };
}
