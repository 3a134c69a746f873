import { ANSWER_TTL_ATTRIBUTE, answerTable } from '@sluice/lambda-adapters/chat-handler';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { HandlerFunction, type HandlerSettings } from './handler-function.ts';
import type { LogSettings } from './log-group.ts';
import { tableEncryption } from './table-encryption.ts';

/**
 * How the answers of an agent reach users.
 *
 * `stream`: as they are written, through a REST API (`ChatApi`). `whole`: in one piece, through an HTTP API (`HttpChatApi`),
 * and fetched later where they take longer than that waits.
 *
 * @public
 */
export type ChatDelivery = 'stream' | 'whole';

/** What the chat function is made from. @public */
export interface ChatHandlerProps extends HandlerSettings, LogSettings {
  /** @defaultValue 'stream' */
  readonly delivery?: ChatDelivery | undefined;
  /** The CloudWatch namespace that it counts in. @defaultValue 'Sluice' */
  readonly metricsNamespace?: string | undefined;
  /** The key that encrypts the answers that are fetched later. @defaultValue one that DynamoDB owns */
  readonly encryptionKey?: IKey | undefined;
}

/**
 * The chat handler, with the table of the answers that are fetched later where answers are delivered whole.
 *
 * @example
 * ```ts
 * const chat = new ChatHandler(this, 'Chat', { delivery: 'whole' });
 * ```
 * @public
 */
export class ChatHandler extends HandlerFunction {
  readonly delivery: ChatDelivery;
  /** The table of the answers that are fetched later. */
  readonly answers?: TableV2 | undefined;

  constructor(scope: Construct, id: string, props: ChatHandlerProps = {}) {
    const { delivery = 'stream', encryptionKey, ...settings } = props;
    super(scope, id, {
      ...settings,
      bundle: 'chat-handler',
      entry: delivery === 'stream' ? 'streamHandler' : 'handler',
    });
    this.delivery = delivery;
    if (delivery === 'whole') this.answers = this.addAnswers(encryptionKey);
  }

  private addAnswers(encryptionKey: IKey | undefined): TableV2 {
    const [key] = answerTable('').KeySchema ?? [];
    const table = new TableV2(this, 'Answers', {
      partitionKey: { name: key?.AttributeName ?? '', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      timeToLiveAttribute: ANSWER_TTL_ATTRIBUTE,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: tableEncryption(this, encryptionKey),
      // Answers are forgotten after a day anyway.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Grant.addToPrincipal({
      grantee: this,
      actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:GetItem'],
      resourceArns: [table.tableArn],
    });
    encryptionKey?.grantEncryptDecrypt(this);
    this.addEnvironment('CHAT_TABLE_NAME', table.tableName);
    this.allowSelf();
    return table;
  }

  /** What takes long goes on in an invocation of its own, which takes a turn once: Lambda has nothing to repeat. */
  private allowSelf(): void {
    this.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(5) });
    const statement = new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.functionArn] });
    // Not in the role's default policy, which is there before the function.
    this.role?.attachInlinePolicy(new Policy(this, 'InvokeSelf', { statements: [statement] }));
  }
}
