import { Duration } from 'aws-cdk-lib';
import { type IVpc, SecurityGroup, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { FargateService, type FargateTaskDefinition, type ICluster } from 'aws-cdk-lib/aws-ecs';
import { type CfnService, DnsRecordType, PrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import type { Construct } from 'constructs';
import type { ServerScaling } from './fargate-pipeline-server.ts';

/** Where the server listens. */
export const SERVER_PORT = 8000;

interface ServerServiceProps {
  readonly cluster: ICluster;
  readonly task: FargateTaskDefinition;
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly hostName: string;
  readonly scaling: ServerScaling | undefined;
}

/** How long others may remember where the tasks are. Shorter than a task that is stopped still answers. */
const DNS_TTL = Duration.seconds(10);

/** Keeps tasks running where nobody can call them until let in, under a name, and as many as are needed. */
export function createServerService(scope: Construct, props: ServerServiceProps): FargateService {
  const { cluster, task, vpc, subnets, scaling = {} } = props;
  const { min = 2, max = 6, cpuPercent = 60 } = scaling;
  const [name = '', ...domain] = props.hostName.split('.');
  const container = task.defaultContainer;
  const service = new FargateService(scope, 'Service', {
    cluster,
    taskDefinition: task,
    desiredCount: min,
    vpcSubnets: subnets,
    assignPublicIp: false,
    securityGroups: [
      new SecurityGroup(scope, 'SecurityGroup', {
        vpc,
        description: 'Sluice pipeline server: callers are let in one by one',
      }),
    ],
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
    circuitBreaker: { rollback: true },
    cloudMapOptions: {
      name,
      cloudMapNamespace: new PrivateDnsNamespace(scope, 'Namespace', { vpc, name: domain.join('.') }),
      // With the port, which API Gateway asks Cloud Map for.
      dnsRecordType: DnsRecordType.SRV,
      dnsTtl: DNS_TTL,
      containerPort: SERVER_PORT,
      ...(container === undefined ? {} : { container }),
    },
  });
  addAddresses(service);
  service
    .autoScaleTaskCount({ minCapacity: min, maxCapacity: max })
    .scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: cpuPercent, scaleInCooldown: Duration.minutes(5) });
  return service;
}

/** Callers look for addresses. ECS registers both kinds of records; the CDK has a word for one of them only. */
function addAddresses({ cloudMapService }: FargateService): void {
  const resource = cloudMapService?.node.defaultChild as CfnService;
  const TTL = DNS_TTL.toSeconds();
  resource.addPropertyOverride('DnsConfig.DnsRecords', [
    { Type: 'A', TTL },
    { Type: 'SRV', TTL },
  ]);
}
