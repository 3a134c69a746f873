import type { AcceptedFinding } from './accepted-findings.ts';

const RUNTIME_ROLE = /\/Server\/Runtime\/ExecutionRole\/DefaultPolicy\/Resource$/;
const LOG_GROUPS = 'arn:aws:logs:eu-west-1:<AWS::AccountId>:log-group:';
const RUNTIME_LOGS = `${LOG_GROUPS}/aws/bedrock-agentcore/runtimes/*`;

const CODE = 'Resource::arn:aws:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-eu-west-1/*';

/** What the checks find in the gateway's stack. */
export const GATEWAY_FINDINGS: readonly AcceptedFinding[] = [
  {
    at: /\/(ExecutionRole|FunctionRole)\/DefaultPolicy\/Resource$/,
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'X-Ray takes traces for no narrower resource, and CloudWatch metrics: of one namespace, by a condition.',
  },
  {
    at: /\/(ExecutionRole|FunctionRole)\/DefaultPolicy\/Resource$/,
    id: 'AwsSolutions-IAM5[Resource::<ExecutionsTableE5FF9A8F.Arn>/index/*]',
    reason: 'The indexes of the one table that the role works in.',
  },
  ...[RUNTIME_LOGS, `${RUNTIME_LOGS}:log-stream:*`, `${LOG_GROUPS}*`].map((logs) => ({
    at: RUNTIME_ROLE,
    id: `AwsSolutions-IAM5[Resource::${logs}]`,
    reason: 'AgentCore prescribes it: the log group has the id of the runtime, which is younger than its role.',
  })),
  {
    at: RUNTIME_ROLE,
    id: 'AwsSolutions-IAM5[Resource::arn:aws:bedrock-agentcore:eu-west-1:<AWS::AccountId>:workload-identity-directory/default/workload-identity/*]',
    reason: 'AgentCore prescribes it: the identity has the id of the runtime, which is younger than its role.',
  },
  ...['Action::s3:GetBucket*', 'Action::s3:GetObject*', 'Action::s3:List*', CODE].map((wildcard) => ({
    at: RUNTIME_ROLE,
    id: `AwsSolutions-IAM5[${wildcard}]`,
    reason: 'Reads its own code, from the bucket that cdk bootstrap has made for code.',
  })),
  {
    at: /\/ScheduleRole\/DefaultPolicy\/Resource$/,
    id: 'AwsSolutions-IAM5[Resource::<ServerSweepFunction32BD5F95.Arn>:*]',
    reason: 'The versions of the one function that the schedule invokes.',
  },
  {
    at: /\/Gateway\/ServiceRole\/DefaultPolicy\/Resource$/,
    id: 'AwsSolutions-IAM5[Resource::<ServerRuntimeFBF1BE13.AgentRuntimeArn>/runtime-endpoint/*]',
    reason: 'The endpoints of the one runtime that the gateway calls.',
  },
  {
    at: /\/Server\/RequestStateKey\/Resource$/,
    id: 'AwsSolutions-SMG4',
    reason: 'Generated, known to nobody, and read by one server. README.md says how it is replaced.',
  },
];
