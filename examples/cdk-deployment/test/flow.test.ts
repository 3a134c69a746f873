import { type GitLabServer, type JenkinsServer, startGitLabSimulator, startJenkinsSimulator } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatAnswer, say } from './support/chat.ts';
import { type Deployment, deploy } from './support/deployment.ts';

const GITLAB_TOKEN = 'glpat-of-the-team';
const JENKINS_TOKEN = '11abcdefabcdefabcdefabcdefabcdefab';
const PARAMETERS = [
  'SLUICE_EXECUTION_ID',
  'PIPELINE_TYPE',
  'ENVIRONMENT',
  'TENANT_ID',
  'SERVICE',
  'VERSION',
  'RUN_MIGRATIONS',
];

describe.each(['lambda', 'fargate'] as const)('what cdk.out would deploy for %s', (option) => {
  let gitLab: GitLabServer;
  let jenkins: JenkinsServer;
  let deployment: Deployment;
  let deployed: ChatAnswer;

  beforeAll(async () => {
    gitLab = await startGitLabSimulator({
      tokens: [{ token: GITLAB_TOKEN }],
      projects: [{ path: 'platform/bootstrap', refs: ['main', 'release'] }],
      speed: 50,
    });
    jenkins = await startJenkinsSimulator({
      users: [{ user: 'sluice', apiToken: JENKINS_TOKEN }],
      jobs: [{ path: 'services/release/main', parameters: PARAMETERS.map((name) => ({ name, type: 'string' })) }],
      speed: 50,
    });
    deployment = await deploy(option, {
      addresses: { GITLAB_URL: gitLab.url, JENKINS_URL: jenkins.url },
      secrets: { 'pipelines/gitlab-token': GITLAB_TOKEN, 'pipelines/jenkins-token': JENKINS_TOKEN },
    });
  });
  afterAll(async () => {
    await deployment?.close();
    await gitLab?.close();
    await jenkins?.close();
  });

  it('runs "Deploy bootstrap infrastructure for dev environment" as a pipeline in GitLab, once', async () => {
    deployed = await say(deployment.url, 'Deploy bootstrap infrastructure for dev environment');
    expect(deployed.answer).toMatch(/bootstrap in dev succeeded/);
    const [pipeline, ...more] = gitLab.simulator.pipelines('platform/bootstrap');
    expect(pipeline).toMatchObject({ ref: 'main', status: 'success' });
    expect(more).toEqual([]);
  });

  it('remembers it in the table of the template', async () => {
    const { session_id } = deployed;
    const whether = await say(deployment.url, 'Is bootstrap already deployed in dev?', session_id);
    expect(whether.answer).toMatch(/^Yes: bootstrap in dev is deployed/);
    const elsewhere = await say(deployment.url, 'Is bootstrap already deployed in staging?', session_id);
    expect(elsewhere.answer).toMatch(/Nothing is recorded of bootstrap in staging/);
  });

  it('releases a service by the job in Jenkins', async () => {
    const { answer } = await say(deployment.url, 'Release version 1.4.2 of shop to dev');
    expect(answer).toMatch(/release in dev succeeded/);
    expect(jenkins.simulator.builds('services/release/main')).toMatchObject([
      { parameters: { SERVICE: 'shop', VERSION: '1.4.2' } },
    ]);
  });

  it('writes no token into any log', () => {
    const log = deployment.log.join('\n');
    expect(log).toContain('sluice-mcp-proxy');
    for (const token of [GITLAB_TOKEN, JENKINS_TOKEN]) expect(log).not.toContain(token);
  });

  it.runIf(option === 'lambda')('sees a run to its end that nobody asks about', async () => {
    const body = { pipeline_type: 'bootstrap', environment: 'staging' };
    const started = await deployment.invoke(/ServerFunction/, { method: 'POST', path: '/execute', body });
    expect(started).toMatchObject({ status: 202 });
    await expect
      .poll(
        async () => {
          await deployment.invoke(/SweepFunction/, {});
          const { answer } = await say(deployment.url, 'Is bootstrap already deployed in staging?');
          return answer;
        },
        { timeout: 20_000, interval: 200 },
      )
      .toMatch(/^Yes: bootstrap in staging is deployed/);
    expect(gitLab.simulator.pipelines('platform/bootstrap')).toHaveLength(2);
  });
});
