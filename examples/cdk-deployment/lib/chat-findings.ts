import type { AcceptedFinding } from './accepted-findings.ts';

/** What the checks find in the chat's stack, for both kinds of servers. */
export const CHAT_FINDINGS: readonly AcceptedFinding[] = [
  {
    at: /\/(FunctionRole|McpProxyRole|MemoryManagerRole|AgentInvokerRole|ChatHandlerRole)\/DefaultPolicy\/Resource$/,
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'X-Ray takes traces, and EC2 the network interfaces of functions in a VPC, for no narrower resource.',
  },
  {
    at: /\/ExecutionRole\/DefaultPolicy\/Resource$/,
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'AWS has no resource for ecr:GetAuthorizationToken. The repository of the image is named.',
  },
  {
    at: /\/(FunctionRole|TaskRole|MemoryManagerRole)\/DefaultPolicy\/Resource$/,
    id: 'AwsSolutions-IAM5[Resource::<SluiceExecutionsTable59D08C15.Arn>/index/*]',
    reason: 'The indexes of the one table that the role works in.',
  },
  {
    at: /\/Agents\/[^/]+\/Role\/DefaultPolicy\/Resource$/,
    id: 'AwsSolutions-IAM5[Resource::arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0]',
    reason: 'The inference profile chooses the region. A condition allows this one model, through this one profile.',
  },
  {
    at: /\/Server\/(RequestStateKey|ProxyApiKey)\/Resource$/,
    id: 'AwsSolutions-SMG4',
    reason: 'Generated, known to nobody, and read by one server and one function. README.md says how it is replaced.',
  },
  {
    at: /\/Server\/Task\/Resource$/,
    id: 'AwsSolutions-ECS2',
    reason: 'Addresses and the name of a table. What is secret comes from Secrets Manager.',
  },
  {
    at: /\/Chat\/Api\/Resource$/,
    id: 'AwsSolutions-APIG2',
    reason: 'The chat handler validates what it is sent, and says which field is wrong.',
  },
  {
    at: /\/Chat\/Api\/Default\/chat\/POST\/Resource$/,
    id: 'AwsSolutions-COG4',
    reason: 'Callers sign their requests with IAM credentials. There is no user pool.',
  },
  {
    at: /\/Chat\/Api\/DeploymentStage\.v1\/Resource$/,
    id: 'AwsSolutions-APIG6',
    reason: 'The access log says who called and how it went. Execution logs would have the conversations in them.',
  },
  {
    at: /\/Chat\/Api\/DeploymentStage\.v1\/Resource$/,
    id: 'AwsSolutions-APIG3',
    reason: 'Only callers with IAM credentials of this account get through, and those are throttled.',
  },
  {
    at: /\/Chat\/Api\/CloudWatchRole\/Resource$/,
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    reason: 'The policy that API Gateway itself prescribes for writing logs.',
  },
];
