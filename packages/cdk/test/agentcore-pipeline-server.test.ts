import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@sluice/config';
import { type GitLabSimulator, startGitLabSimulator } from '@sluice/testkit';
import { type Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { RuntimeAuthorizerConfiguration } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { AgentCorePipelineServer, ExecutionTable } from '../src/index.ts';
import { startExecutionTable } from './support/dynamodb.ts';
import { propertiesOf } from './support/resources.ts';
import { type RunningServer, startProgram } from './support/running-server.ts';
import { startSecretsManager } from './support/secrets-manager.ts';
import { statementsOf } from './support/statements.ts';
import { teamStack } from './support/team.ts';

let stack: Stack;
let template: Template;
let server: AgentCorePipelineServer;
let bundle: string;
let make: (access?: Secret) => AgentCorePipelineServer;

beforeAll(async () => {
  const config = await loadConfig(fileURLToPath(new URL('support/gitlab.config.ts', import.meta.url)));
  stack = teamStack();
  const executions = new ExecutionTable(stack, 'Executions');
  server = new AgentCorePipelineServer(stack, 'Server', {
    config,
    executions,
    environment: { GITLAB_URL: 'https://gitlab.example.com' },
    secrets: { GITLAB_TOKEN: new Secret(stack, 'GitLab') as never },
  });
  server.grantInvoke(new Role(stack, 'Agent', { assumedBy: new ServicePrincipal('bedrock.amazonaws.com') }));
  const authorizer = RuntimeAuthorizerConfiguration.usingJWT(
    'https://login.example.com/.well-known/openid-configuration',
    undefined,
    ['https://pipelines.example.com'],
  );
  const access = new Secret(stack, 'Access');
  make = (document) =>
    new AgentCorePipelineServer(stack, document === undefined ? 'Undecided' : 'Tokens', {
      config,
      executions,
      authorizer,
      ...(document === undefined ? {} : { access: document as never }),
    });
  make(access);
  template = Template.fromStack(stack);
  const outdir = Stage.of(stack)?.outdir ?? '';
  const [directory = ''] = readdirSync(outdir).filter((name) => name.startsWith('agentcore-server.'));
  bundle = join(outdir, directory, 'index.js');
});

const RUNTIME = 'AWS::BedrockAgentCore::Runtime';

describe('AgentCorePipelineServer', () => {
  it('is an MCP server, whom IAM lets invoke it', () => {
    template.hasResourceProperties(RUNTIME, {
      ProtocolConfiguration: 'MCP',
      AuthorizerConfiguration: Match.absent(),
      EnvironmentVariables: Match.objectLike({ SLUICE_INVOKER_SCOPES: 'read,execute' }),
    });
    const [invocation] = statementsOf(template, /^Agent/);
    expect(invocation?.actions).toEqual(['bedrock-agentcore:InvokeAgentRuntime']);
    expect(JSON.stringify(invocation?.resources)).not.toContain('"*"');
  });

  it('names its secrets and has none of them', () => {
    const { EnvironmentVariables } = propertiesOf<{ readonly EnvironmentVariables: Record<string, unknown> }>(
      template,
      RUNTIME,
      /^Server/,
    );
    expect(Object.keys(EnvironmentVariables).sort()).toEqual([
      'EXECUTION_TABLE_NAME',
      'GITLAB_URL',
      'SLUICE_INVOKER_SCOPES',
      'SLUICE_SECRETS',
    ]);
  });

  it('gets the tokens that AgentCore let through, and gives nobody scopes for the invocation alone', () => {
    template.hasResourceProperties(RUNTIME, {
      AuthorizerConfiguration: {
        CustomJWTAuthorizer: Match.objectLike({ AllowedAudience: ['https://pipelines.example.com'] }),
      },
      RequestHeaderConfiguration: { RequestHeaderAllowlist: ['Authorization'] },
      EnvironmentVariables: Match.objectLike({ SLUICE_INVOKER_SCOPES: Match.absent() }),
    });
  });

  it('is not made with an authorizer and no word on what its users may do', () => {
    expect(() => make()).toThrow(/access: is needed with an authorizer/);
  });

  it('has its runs followed by a function', () => {
    template.resourceCountIs('AWS::Scheduler::Schedule', 2);
  });

  it('says where its MCP endpoint is', () => {
    const url = JSON.stringify(stack.resolve(server.endpoint));
    expect(url).toContain('https://bedrock-agentcore.eu-west-1.');
    expect(url).toContain('%3Abedrock-agentcore%3Aeu-west-1%3A111122223333%3Aruntime%2F');
    expect(url).toContain('/invocations?qualifier=DEFAULT');
  });
});

/** The program, and the CI system that it uses. */
interface Started extends RunningServer {
  readonly gitlab: GitLabSimulator;
}

describe('the program of AgentCorePipelineServer', () => {
  async function start(program: string, secrets: Readonly<Record<string, string>>): Promise<Started> {
    const { url, simulator, close } = await startGitLabSimulator({
      projects: [{ path: 'platform/bootstrap' }],
      speed: 1000,
    });
    onTestFinished(close);
    const table = await startExecutionTable();
    const running = startProgram([program], {
      EXECUTION_TABLE_NAME: table.tableName,
      SLUICE_INVOKER_SCOPES: 'read,execute',
      SLUICE_SECRETS: JSON.stringify({ GITLAB_TOKEN: 'token' }),
      GITLAB_URL: url,
      AWS_ENDPOINT_URL_DYNAMODB: table.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: await startSecretsManager(secrets),
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
    return { ...running, gitlab: simulator };
  }

  it('runs a pipeline for whoever may invoke it, over MCP, and closes in good order', async () => {
    const program = fileURLToPath(new URL('support/agentcore-program.ts', import.meta.url));
    const { line, stop, ended, gitlab } = await start(program, { token: 'simulator-token' });
    const { url } = await line('The server listens');
    const port = new URL(String(url)).port;
    const response = await fetch(`http://127.0.0.1:${port}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'execute_bootstrap_pipeline', arguments: { environment: 'dev' } },
      }),
    });
    expect(await response.text()).toMatch(/execution_id/);
    expect(gitlab.pipelines('platform/bootstrap')).toHaveLength(1);
    stop();
    expect(await ended).toBe(0);
  });

  it('ends with what is wrong in its log, as it is deployed', async () => {
    const { line, ended } = await start(bundle, {});
    const { reason } = await line('The server could not be started');
    expect(reason).toMatch(/The secret of GITLAB_TOKEN can't be read/);
    expect(await ended).toBe(1);
  });
});
