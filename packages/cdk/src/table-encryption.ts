import { ConfigurationError } from '@sluice/core';
import { Stack, Token } from 'aws-cdk-lib';
import { TableEncryptionV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/**
 * Encrypts a table with a key of the customer's, or where there is none with one that DynamoDB owns.
 *
 * @throws ConfigurationError when there is a key, and the stack does not say its region
 */
export function tableEncryption(scope: Construct, encryptionKey: IKey | undefined): TableEncryptionV2 {
  if (encryptionKey === undefined) return TableEncryptionV2.dynamoOwnedKey();
  const stack = Stack.of(scope);
  if (!Token.isUnresolved(stack.region)) return TableEncryptionV2.customerManagedKey(encryptionKey);
  const message = `needs the region of the stack ${stack.node.path}, since keys are a region's: give it env: { region }`;
  throw new ConfigurationError([{ message, path: ['encryptionKey'] }]);
}
