import { createHash } from 'node:crypto';
import type { CloudFormation } from './template.ts';

const REGION = 'eu-west-1';
const ACCOUNT = '000000000000';

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
};

/** Fills in what CloudFormation would: names, ARNs and ids of what is deployed. */
export type Resolve = (value: unknown) => string;

/**
 * Makes what resolves values of a template.
 *
 * @throws Error where a value is made in a way that is not known here
 */
export function createResolve({ Resources }: CloudFormation): Resolve {
  const attribute = (logicalId: string, name: string): string => {
    const type = Resources[logicalId]?.Type;
    const value = ATTRIBUTES[`${type} ${name}`];
    if (value === undefined) throw new Error(`${logicalId} (${type}) has no ${name} here`);
    return value(logicalId);
  };
  const resolve: Resolve = (value) => {
    if (typeof value === 'string') return value;
    const [[name, of] = ['', '']] = Object.entries(value as Readonly<Record<string, unknown>>);
    if (name === 'Ref') return PSEUDO_PARAMETERS[String(of)] ?? attribute(String(of), 'Ref');
    if (name === 'Fn::GetAtt') return attribute(...(of as [string, string]));
    if (name === 'Fn::Join') {
      const [separator, parts] = of as [string, readonly unknown[]];
      return parts.map(resolve).join(separator);
    }
    throw new Error(`${JSON.stringify(value)} can't be resolved here`);
  };
  return resolve;
}

const ATTRIBUTES: Readonly<Record<string, (logicalId: string) => string>> = {
  'AWS::Lambda::Function Arn': (logicalId) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${logicalId}`,
  'AWS::DynamoDB::GlobalTable Ref': (logicalId) => logicalId,
  'AWS::SecretsManager::Secret Ref': (logicalId) => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${logicalId}`,
  'AWS::Bedrock::Agent AgentId': idOf,
  'AWS::Bedrock::AgentAlias AgentAliasId': idOf,
};

/** Ten capitals and digits, as Bedrock's ids are. */
function idOf(logicalId: string): string {
  return createHash('sha256').update(logicalId).digest('hex').slice(0, 10).toUpperCase();
}
