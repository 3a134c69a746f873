import { AgentCoreGatewayTargets, AgentCorePipelineServer, ExecutionTable, SluiceAlarms } from '@sluice/cdk';
import type { LoadedConfig } from '@sluice/config';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Gateway, GatewayAuthorizer, GatewayCredentialProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Construct } from 'constructs';
import { ciSystems } from './ci-systems.ts';
import { createOnCall } from './on-call.ts';

export interface GatewayStackProps extends StackProps {
  readonly config: LoadedConfig;
}

/** The pipelines as tools behind AgentCore Gateway, for agents that the team already has. The server runs in AgentCore Runtime. */
export class GatewayStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: GatewayStackProps) {
    super(scope, id, props);
    const executions = new ExecutionTable(this, 'Executions');
    const server = new AgentCorePipelineServer(this, 'Server', {
      config,
      executions,
      ...ciSystems(this),
      retentionDays: 90,
    });
    const gateway = new Gateway(this, 'Gateway', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });
    server.grantInvoke(gateway.role);
    const targets = new AgentCoreGatewayTargets(this, 'Targets', {
      gateway,
      mcpServer: {
        endpoint: server.endpoint,
        credentials: [GatewayCredentialProvider.fromIamRole({ service: 'bedrock-agentcore' })],
      },
    });
    // The gateway asks the server for its tools when it gets the target, and must be allowed to by then.
    targets.node.addDependency(gateway.role);
    const { topic, alarmActions } = createOnCall(this);
    new SluiceAlarms(this, 'Alarms', { server, executions, actions: alarmActions });
    new CfnOutput(this, 'GatewayUrl', { value: gateway.gatewayUrl ?? '' });
    new CfnOutput(this, 'OnCallTopic', { value: topic.topicArn });
  }
}
