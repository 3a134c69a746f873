import { type ServerSettings, Sluice } from '@sluice/cdk';
import type { LoadedConfig } from '@sluice/config';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acceptFindings } from './accepted-findings.ts';

export interface PipelinesStackProps extends StackProps {
  readonly config: LoadedConfig;
  /** Tasks that always run, or a function that runs when it is asked. */
  readonly server: 'fargate' | 'lambda';
}

/** What the agents think with: an inference profile of the stack's geography. */
const MODEL = 'eu.anthropic.claude-sonnet-4-20250514-v1:0';

/** The chat, its agents, and the server that runs the team's pipelines for them. */
export class PipelinesStack extends Stack {
  constructor(scope: Construct, id: string, { config, server, ...props }: PipelinesStackProps) {
    super(scope, id, props);
    const sluice = new Sluice(this, 'Sluice', {
      config,
      server,
      serverSettings: this.ciSystems(),
      agents: { model: MODEL },
      chat: { authorizer: 'iam' },
    });
    new CfnOutput(this, 'ChatUrl', { value: sluice.chat?.url ?? '' });
    acceptFindings(this);
  }

  /** Where GitLab and Jenkins are. The tokens are secrets that the team has made before: README.md says how. */
  private ciSystems(): ServerSettings {
    return {
      environment: {
        GITLAB_URL: 'https://gitlab.example.com',
        JENKINS_URL: 'https://jenkins.example.com',
        JENKINS_USER: 'sluice',
      },
      secrets: {
        GITLAB_TOKEN: Secret.fromSecretNameV2(this, 'GitLabToken', 'pipelines/gitlab-token'),
        JENKINS_TOKEN: Secret.fromSecretNameV2(this, 'JenkinsToken', 'pipelines/jenkins-token'),
      },
    };
  }
}
