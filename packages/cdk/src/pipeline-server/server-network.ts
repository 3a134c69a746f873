import { Names } from 'aws-cdk-lib';
import { FlowLogDestination, GatewayVpcEndpointAwsService, type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { createLogGroup, type LogSettings } from '../log-group.ts';

/** Makes a VPC of two zones: private subnets with a way out, and a shorter one to DynamoDB and S3. */
export function createServerVpc(scope: Construct, logs: LogSettings): IVpc {
  const vpc = new Vpc(scope, 'Vpc', {
    maxAzs: 2,
    natGateways: 1,
    subnetConfiguration: [
      // Nothing but the way out stands here.
      { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
      { name: 'Private', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 22 },
    ],
    gatewayEndpoints: {
      DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
      S3: { service: GatewayVpcEndpointAwsService.S3 },
    },
    flowLogs: { All: { destination: FlowLogDestination.toCloudWatchLogs(createLogGroup(scope, 'FlowLogs', logs)) } },
  });
  // The CDK declares its own classes with other optional fields than its interfaces.
  return vpc as IVpc;
}

/** Says by which name a server is known in its VPC. In one that others use too, a name of its own. */
export function hostNameOf(scope: Construct, vpc: IVpc | undefined): string {
  if (vpc === undefined) return 'mcp.internal';
  const own = Names.uniqueResourceName(scope, { maxLength: 48, separator: '-' }).toLowerCase();
  return `mcp.${own}.internal`;
}
