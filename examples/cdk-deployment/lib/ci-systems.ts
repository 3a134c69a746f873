import type { ServerSettings } from '@sluice/cdk';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** Where GitLab and Jenkins are. The tokens are secrets that the team has made before: README.md says how. */
export function ciSystems(scope: Construct): ServerSettings {
  return {
    environment: {
      GITLAB_URL: 'https://gitlab.example.com',
      JENKINS_URL: 'https://jenkins.example.com',
      JENKINS_USER: 'sluice',
    },
    secrets: {
      GITLAB_TOKEN: Secret.fromSecretNameV2(scope, 'GitLabToken', 'pipelines/gitlab-token'),
      JENKINS_TOKEN: Secret.fromSecretNameV2(scope, 'JenkinsToken', 'pipelines/jenkins-token'),
    },
  };
}
