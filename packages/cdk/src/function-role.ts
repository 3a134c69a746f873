import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** What Lambda needs to put a function into a VPC; most of it takes no narrower resource. */
const INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Makes the role of a function that may write its log, be put into its VPC, and nothing else. */
export function createFunctionRole(scope: Construct, id: string, logGroup: ILogGroup, vpc: IVpc | undefined): Role {
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  if (vpc !== undefined) role.addToPolicy(new PolicyStatement({ actions: INTERFACE_ACTIONS, resources: ['*'] }));
  return role;
}

/** Lambda makes the network interfaces with the function's role; the function's own code has no business with them. */
export function keepInterfaces(inside: LambdaFunction): void {
  const statement = new PolicyStatement({
    effect: Effect.DENY,
    actions: INTERFACE_ACTIONS,
    resources: ['*'],
    conditions: { ArnEquals: { 'lambda:SourceFunctionArn': inside.functionArn } },
  });
  // Not in the role's default policy, which is there before the function.
  inside.role?.attachInlinePolicy(new Policy(inside, 'NoInterfaces', { statements: [statement] }));
}
