import type { AcceptedFinding } from './accepted-findings.ts';

const RUNTIME_ROLE = /\/Server\/RuntimeRole\/DefaultPolicy\/Resource$/;
const RUNTIME = 'PipelinesServer4AB2453C-*';
const LOG_GROUPS = 'arn:aws:logs:eu-west-1:<AWS::AccountId>:log-group:';
const RUNTIME_LOGS = `${LOG_GROUPS}/aws/bedrock-agentcore/runtimes/${RUNTIME}`;
const IDENTITIES =
  'arn:aws:bedrock-agentcore:eu-west-1:<AWS::AccountId>:workload-identity-directory/default/workload-identity';

/** What the checks find in the gateway's stack. */
export const GATEWAY_FINDINGS: readonly AcceptedFinding[] = [
  {
    at: /\/(RuntimeRole|FunctionRole)\/DefaultPolicy\/Resource$/,
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'X-Ray takes traces for no narrower resource, and CloudWatch metrics: of one namespace, by a condition.',
  },
  {
    at: /\/(RuntimeRole|FunctionRole)\/DefaultPolicy\/Resource$/,
    id: 'AwsSolutions-IAM5[Resource::<ExecutionsTableE5FF9A8F.Arn>/index/*]',
    reason: 'The indexes of the one table that the role works in.',
  },
  ...[RUNTIME_LOGS, `${RUNTIME_LOGS}:log-stream:*`, `${IDENTITIES}/${RUNTIME}`].map((resource) => ({
    at: RUNTIME_ROLE,
    id: `AwsSolutions-IAM5[Resource::${resource}]`,
    reason:
      'Log group and identity of the one runtime: they have its id, which is younger than its role, behind its name.',
  })),
  {
    at: RUNTIME_ROLE,
    id: `AwsSolutions-IAM5[Resource::${LOG_GROUPS}*]`,
    reason: 'AgentCore prescribes that the runtime may list the names of log groups. It may read none but its own.',
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
