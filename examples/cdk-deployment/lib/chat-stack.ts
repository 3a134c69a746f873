import { Sluice } from '@sluice/cdk';
import type { LoadedConfig } from '@sluice/config';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ciSystems } from './ci-systems.ts';
import { createOnCall } from './on-call.ts';

export interface ChatStackProps extends StackProps {
  readonly config: LoadedConfig;
  /** Tasks that always run, or a function that runs when it is asked. */
  readonly server: 'fargate' | 'lambda';
}

/** What the agents think with: an inference profile of the stack's geography. */
const MODEL = 'eu.anthropic.claude-sonnet-4-20250514-v1:0';

/** A chat, its agents in Amazon Bedrock, and the server that runs the team's pipelines for them. */
export class ChatStack extends Stack {
  constructor(scope: Construct, id: string, { config, server, ...props }: ChatStackProps) {
    super(scope, id, props);
    const { topic, alarmActions } = createOnCall(this);
    const sluice = new Sluice(this, 'Sluice', {
      config,
      server,
      serverSettings: { ...ciSystems(this), retentionDays: 90 },
      agents: { model: MODEL },
      chat: { authorizer: 'iam' },
      alarmActions,
    });
    new CfnOutput(this, 'ChatUrl', { value: sluice.chat?.url ?? '' });
    new CfnOutput(this, 'OnCallTopic', { value: topic.topicArn });
  }
}
