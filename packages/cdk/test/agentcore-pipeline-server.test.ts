import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LoadedConfig, loadConfig } from '@sluice/config';
import { type GitLabSimulator, startGitLabSimulator } from '@sluice/testkit';
import { type Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AgentRuntimeArtifact, RuntimeAuthorizerConfiguration } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { AgentCorePipelineServer, ExecutionTable } from '../src/index.ts';
import { startExecutionTable } from './support/dynamodb.ts';
import { propertiesOf } from './support/resources.ts';
import { type RunningServer, startProgram } from './support/running-server.ts';
import { startSecretsManager } from './support/secrets-manager.ts';
import { actionsOf, statementsOf } from './support/statements.ts';
import { teamStack } from './support/team.ts';

let stack: Stack;
let template: Template;
let server: AgentCorePipelineServer;
let gitlabConfig: LoadedConfig;
let bundle: string;
let make: (access?: Secret) => AgentCorePipelineServer;

beforeAll(async () => {
  const config = await loadConfig(fileURLToPath(new URL('support/gitlab.config.ts', import.meta.url)));
  gitlabConfig = config;
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

  it('may do its work in the table, read its secrets and its own code, and what AgentCore prescribes for it alone', () => {
    const statements = statementsOf(template, /^ServerRuntimeRole/);
    expect(statements.flatMap(({ actions }) => actions).sort()).toEqual([
      'bedrock-agentcore:GetWorkloadAccessToken',
      'bedrock-agentcore:GetWorkloadAccessTokenForJWT',
      'bedrock-agentcore:GetWorkloadAccessTokenForUserId',
      'cloudwatch:PutMetricData',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:DescribeLogGroups',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
      's3:GetObject',
      ...Array(2).fill('secretsmanager:DescribeSecret'),
      ...Array(2).fill('secretsmanager:GetSecretValue'),
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    const resourceOf = (action: string): string =>
      JSON.stringify(statements.filter(({ actions }) => actions.includes(action)).map(({ resources }) => resources));
    expect(resourceOf('s3:GetObject')).toMatch(/assets-111122223333-eu-west-1\/[0-9a-f]{64}\.zip"/);
    const { AgentRuntimeName: name } = propertiesOf<{ readonly AgentRuntimeName: string }>(
      template,
      RUNTIME,
      /^Server/,
    );
    expect(name).toMatch(/^[A-Za-z]\w{0,47}$/);
    expect(resourceOf('logs:CreateLogGroup')).toContain(`:log-group:/aws/bedrock-agentcore/runtimes/${name}-*"`);
    expect(resourceOf('logs:PutLogEvents')).toContain(`/runtimes/${name}-*:log-stream:*"`);
    expect(resourceOf('bedrock-agentcore:GetWorkloadAccessToken')).toContain(`/workload-identity/${name}-*"`);
    for (const { actions, resources } of statements) {
      if (/^(xray|cloudwatch):/.test(actions[0] ?? '')) continue;
      expect(resources).not.toContain('*');
    }
  });

  it('lets AgentCore take on its role for this runtime of this account only', () => {
    const { AssumeRolePolicyDocument: trust } = propertiesOf<{
      readonly AssumeRolePolicyDocument: { readonly Statement: readonly { readonly Condition: object }[] };
    }>(template, 'AWS::IAM::Role', /^ServerRuntimeRole/);
    expect(trust.Statement).toHaveLength(1);
    expect(trust.Statement[0]?.Condition).toMatchObject({ StringEquals: { 'aws:SourceAccount': '111122223333' } });
    expect(JSON.stringify(trust.Statement[0]?.Condition)).toMatch(/:runtime\/TeamServer\w+-\*/);
  });

  it('may be a program of the team, with the role that the CDK makes for it', () => {
    const scope = teamStack('Given');
    new AgentCorePipelineServer(scope, 'Server', {
      config: gitlabConfig,
      executions: new ExecutionTable(scope, 'Executions'),
      artifact: AgentRuntimeArtifact.fromImageUri('111122223333.dkr.ecr.eu-west-1.amazonaws.com/server:1'),
    });
    const given = Template.fromStack(scope);
    given.hasResourceProperties(RUNTIME, { AgentRuntimeArtifact: { ContainerConfiguration: Match.anyValue() } });
    expect(actionsOf(given, /^ServerRuntimeExecutionRole/)).toContain('dynamodb:UpdateItem');
    given.resourcePropertiesCountIs('AWS::IAM::Role', { Description: Match.stringLikeRegexp('Sluice') }, 0);
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
  async function start(secrets: Readonly<Record<string, string>>): Promise<Started> {
    const { url, simulator, close } = await startGitLabSimulator({
      projects: [{ path: 'platform/bootstrap' }],
      speed: 1000,
    });
    onTestFinished(close);
    const table = await startExecutionTable();
    const running = startProgram([bundle], {
      SLUICE_PORT: '0',
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
    const { line, stop, ended, gitlab } = await start({ token: 'simulator-token' });
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

  it('ends with what is wrong in its log', async () => {
    const { line, ended } = await start({});
    const { reason } = await line('The server could not be started');
    expect(reason).toMatch(/The secret of GITLAB_TOKEN can't be read/);
    expect(await ended).toBe(1);
  });
});
