import { type GitLabServer, startGitLabSimulator } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type AgentCoreDeployment, deployAgentCore } from './support/agentcore-deployment.ts';
import type { AgentCoreSession } from './support/agentcore-session.ts';

/** Arguments or the result of a tool. */
type Answer = Readonly<Record<string, unknown>>;

const GITLAB_TOKEN = 'glpat-of-the-team';

describe('what cdk.out would deploy for agentcore', () => {
  let gitLab: GitLabServer;
  let deployment: AgentCoreDeployment;

  beforeAll(async () => {
    gitLab = await startGitLabSimulator({
      tokens: [{ token: GITLAB_TOKEN }],
      projects: [{ path: 'platform/bootstrap', refs: ['main', 'release'] }],
      speed: 50,
    });
    deployment = await deployAgentCore({
      addresses: { GITLAB_URL: gitLab.url, JENKINS_URL: 'http://127.0.0.1:9' },
      secrets: { 'pipelines/gitlab-token': GITLAB_TOKEN, 'pipelines/jenkins-token': 'unused' },
    });
  });
  afterAll(async () => {
    await deployment?.close();
    await gitLab?.close();
  });

  async function session(): Promise<AgentCoreSession> {
    const started = await deployment.startSession();
    onTestFinished(() => started.end());
    return started;
  }

  async function call({ client }: AgentCoreSession, name: string, args: Answer): Promise<Answer> {
    const { structuredContent, isError, content } = await client.callTool({ name, arguments: args });
    if (isError === true) throw new Error(JSON.stringify(content));
    return structuredContent as Answer;
  }

  it('lists the pipelines as tools', async () => {
    const { tools } = await (await session()).client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['execute_bootstrap_pipeline', 'execute_release_pipeline', 'get_execution']),
    );
  });

  it('runs a pipeline in GitLab, once, and follows it to its end', async () => {
    const mine = await session();
    // Agents like to call a tool twice.
    const execute = (): Promise<Answer> => call(mine, 'execute_bootstrap_pipeline', { environment: 'dev' });
    const [started, again] = await Promise.all([execute(), execute()]);
    expect(again['execution_id']).toBe(started['execution_id']);
    const ended = await call(mine, 'get_execution', { execution_id: started['execution_id'], wait_seconds: 20 });
    expect(ended).toMatchObject({ status: 'succeeded', requested_by: 'agentcore:invoke' });
    expect(gitLab.simulator.pipelines('platform/bootstrap')).toMatchObject([{ ref: 'main', status: 'success' }]);
  });

  it('sees a run to its end whose session is over, by the sweep, and tells the next session', async () => {
    const first = await session();
    const { execution_id } = await call(first, 'execute_bootstrap_pipeline', { environment: 'staging' });
    await first.end();
    const [, run] = gitLab.simulator.pipelines('platform/bootstrap');
    await expect.poll(() => run?.status, { timeout: 20_000 }).toBe('success');
    await deployment.sweep();
    const next = await session();
    expect(await call(next, 'get_execution', { execution_id })).toMatchObject({ status: 'succeeded' });
    expect(gitLab.simulator.pipelines('platform/bootstrap')).toHaveLength(2);
  });

  it('lets nobody approve, who may only invoke it', async () => {
    const mine = await session();
    const { execution_id, status } = await call(mine, 'execute_bootstrap_pipeline', { environment: 'prod' });
    expect(status).toBe('awaiting_approval');
    const { tools } = await mine.client.listTools();
    expect(tools.filter(({ name }) => name.includes('approv'))).toEqual([]);
    expect(await call(mine, 'get_execution', { execution_id })).toMatchObject({ status: 'awaiting_approval' });
  });

  it('writes no token into any log', () => {
    const log = deployment.log.join('\n');
    expect(log).toContain('execution.starting');
    expect(log).not.toContain(GITLAB_TOKEN);
  });
});
