import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';

interface RuntimeRoleProps {
  readonly runtimeName: string;
  readonly code: Asset;
}

/**
 * Makes the role of a runtime, with what AgentCore prescribes, for this runtime alone. The library's own role may read the
 * assets of all stacks and write the logs of all runtimes.
 */
export function createRuntimeRole(scope: Construct, { runtimeName, code }: RuntimeRoleProps): Role {
  const { arnOf, account } = namesIn(scope);
  const logGroups = arnOf('logs', `log-group:/aws/bedrock-agentcore/runtimes/${runtimeName}-*`);
  const identities = arnOf('bedrock-agentcore', 'workload-identity-directory/default');
  const statements = [
    { actions: ['s3:GetObject'], resources: [code.bucket.arnForObjects(code.s3ObjectKey)] },
    { actions: ['logs:CreateLogGroup', 'logs:DescribeLogStreams'], resources: [logGroups] },
    { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [`${logGroups}:log-stream:*`] },
    { actions: ['logs:DescribeLogGroups'], resources: [arnOf('logs', 'log-group:*')] },
    { actions: TRACES, resources: ['*'] },
    {
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': 'bedrock-agentcore' } },
    },
    { actions: IDENTITY, resources: [identities, `${identities}/workload-identity/${runtimeName}-*`] },
  ];
  const role = new Role(scope, 'RuntimeRole', {
    description: 'The Sluice pipeline server in AgentCore Runtime',
    assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': arnOf('bedrock-agentcore', `runtime/${runtimeName}-*`) },
      },
    }),
  });
  for (const statement of statements) role.addToPolicy(new PolicyStatement(statement));
  return role;
}

const TRACES = [
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

const IDENTITY = [
  'bedrock-agentcore:GetWorkloadAccessToken',
  'bedrock-agentcore:GetWorkloadAccessTokenForJWT',
  'bedrock-agentcore:GetWorkloadAccessTokenForUserId',
];

function namesIn(scope: Construct): { arnOf(service: string, resource: string): string; account: string } {
  const stack = Stack.of(scope);
  const arnFormat = ArnFormat.NO_RESOURCE_NAME;
  return {
    arnOf: (service, resource) => stack.formatArn({ service, resource, arnFormat }),
    account: stack.account,
  };
}
