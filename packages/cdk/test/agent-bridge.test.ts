import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  agentInvokerOptionsFromEnv,
  chatHandlerOptionsFromEnv,
  mcpProxyOptionsFromEnv,
  memoryManagerOptionsFromEnv,
} from '@sluice/lambda-adapters';
import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { AgentBridge, BedrockAgents, ChatApi, ExecutionTable, ToolFunctions } from '../src/index.ts';
import { actionsOf, statementsOf } from './support/statements.ts';
import { DistantServer, teamApp, teamConfig, teamStack } from './support/team.ts';

const MODEL = 'anthropic.claude-3-5-sonnet-20240620-v1:0';

const app = teamApp();
let stack: Stack;
let template: Template;

beforeAll(async () => {
  const config = await teamConfig();
  stack = teamStack('Team', app);
  const executions = new ExecutionTable(stack, 'Executions');
  for (const id of ['One', 'Two']) {
    const server = new DistantServer(stack, `Server${id}`);
    const bridge = new AgentBridge(stack, `Bridge${id}`, { config, server, executions });
    new BedrockAgents(stack, `Agents${id}`, { bridge, model: MODEL });
    new ChatApi(stack, `Chat${id}`, { chatHandler: bridge.chatHandler, authorizer: 'iam' });
  }
  template = Template.fromStack(stack);
});

function resources(type: string): readonly Record<string, unknown>[] {
  return Object.values(template.findResources(type)).map(({ Properties }) => Properties);
}

function functionOf(handler: RegExp): Record<string, Record<string, unknown>> {
  const [found] = Object.entries(template.findResources('AWS::Lambda::Function')).filter(([id]) => handler.test(id));
  return found?.[1]['Properties'];
}

/** Returns the directory that a function's code is uploaded from. */
function assetOf(properties: Record<string, Record<string, unknown>>): string {
  const key = String(properties['Code']?.['S3Key']).replace('.zip', '');
  const { files } = JSON.parse(readFileSync(join(app.outdir, 'Team.assets.json'), 'utf8'));
  return join(app.outdir, files[key].source.path);
}

/** Returns a function's variables as they would be once deployed: what is not known yet by its attribute's name. */
function variablesOf(handler: RegExp): Record<string, string> {
  const variables = Object.entries(functionOf(handler)['Environment']?.['Variables'] ?? {});
  return Object.fromEntries(variables.map(([name, value]) => [name, deployed(value)]));
}

function deployed(value: string | Intrinsic): string {
  if (typeof value === 'string') return value;
  if (value.Ref !== undefined) return value.Ref;
  const [text, parts] = value['Fn::Join'] ?? ['', []];
  return value['Fn::GetAtt']?.[1] ?? parts.map(deployed).join(text);
}

interface Intrinsic {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly [string, string];
  readonly 'Fn::Join'?: readonly [string, readonly (string | Intrinsic)[]];
}

const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const XRAY = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

describe('AgentBridge', () => {
  it('runs everything on Node 24 and ARM, traced, with a log that forgets', () => {
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogGroup: Match.anyValue() },
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
    template.resourceCountIs('AWS::Lambda::Function', 8);
  });

  it.each([
    [/ChatHandler/, ['bedrock:InvokeAgent']],
    [/AgentInvoker/, ['bedrock:InvokeAgent']],
    [
      /McpProxy/,
      [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
      ],
    ],
    [/MemoryManager/, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']],
  ])('lets %s do what it needs and nothing else', (handler, actions) => {
    const role = new RegExp(`BridgeOne.*${handler.source}Role`);
    expect(actionsOf(template, role)).toEqual([...actions, ...LOGS, ...XRAY].sort());
  });

  it('lets the memory write only the key that signs cursors', () => {
    const [write] = statementsOf(template, /BridgeOne.*MemoryManagerRole/).filter(({ actions }) =>
      actions.includes('dynamodb:PutItem'),
    );
    expect(write?.conditions).toEqual({ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['meta'] } });
  });

  it('names actions and resources in every statement but those that AWS has no names for', () => {
    for (const { actions, resources: named } of statementsOf(template, /./)) {
      expect(actions.join()).not.toContain('*');
      if (actions.every((action) => action.startsWith('xray:'))) continue;
      expect(named).not.toContain('*');
    }
  });

  it('takes no policy that AWS manages, which allow more', () => {
    const roles = Object.entries(template.findResources('AWS::IAM::Role'));
    const managed = roles.filter(([, { Properties }]) => Properties.ManagedPolicyArns !== undefined);
    // API Gateway writes its access logs by one.
    expect(managed.map(([id]) => id.includes('CloudWatchRole'))).toEqual([true, true]);
  });

  it('lets users reach the orchestrator only, and the invoker its own specialists only', () => {
    const invokable = (role: RegExp): string =>
      JSON.stringify(
        statementsOf(template, role)
          .filter(({ actions }) => actions.includes('bedrock:InvokeAgent'))
          .map(({ resources: aliases }) => aliases),
      );
    const aliases = (text: string): readonly string[] =>
      [...text.matchAll(/Agents(One|Two)(\w+?)Alias/g)].map(([, pair, type]) => `${pair}:${type}`);
    expect(aliases(invokable(/BridgeOneChatHandlerRole/))).toEqual(['One:orchestrator']);
    expect(aliases(invokable(/BridgeTwoAgentInvokerRole/))).toEqual(['Two:bootstrap', 'Two:app']);
  });

  it('lets Bedrock invoke a function for the very agents that it answers', () => {
    const permissions = resources('AWS::Lambda::Permission').filter(
      ({ Principal }) => Principal === 'bedrock.amazonaws.com',
    );
    const pairs = permissions.map(({ SourceAccount, SourceArn, FunctionName }) => {
      expect(SourceAccount).toBe('111122223333');
      const agent = /Agents(?:One|Two)(\w+?)Agent/.exec(JSON.stringify(SourceArn))?.[1];
      const handler = /(McpProxy|MemoryManager|AgentInvoker|ChatHandler)/.exec(JSON.stringify(FunctionName))?.[1];
      expect(JSON.stringify(SourceArn)).toContain('"AgentArn"');
      return `${agent} ${handler}`;
    });
    const each = ['bootstrap McpProxy', 'app McpProxy', 'orchestrator MemoryManager', 'orchestrator AgentInvoker'];
    expect(pairs.sort()).toEqual([...each, ...each].sort());
  });

  it('lets nobody else than API Gateway invoke the chat handler, by its one method', () => {
    const permissions = resources('AWS::Lambda::Permission').filter(({ FunctionName }) =>
      JSON.stringify(FunctionName).includes('ChatHandler'),
    );
    expect(permissions.map(({ Principal }) => Principal)).toEqual(Array(2).fill('apigateway.amazonaws.com'));
    for (const { SourceArn } of permissions) expect(JSON.stringify(SourceArn)).toContain('/POST/chat');
  });

  it('tells the functions of each other by the variables that they read', () => {
    const variables = (handler: RegExp): object => functionOf(handler)?.['Environment']?.['Variables'] as object;
    expect(variables(/BridgeOneChatHandler/)).toEqual({
      POWERTOOLS_METRICS_NAMESPACE: expect.stringMatching(/^Sluice\/./),
      ORCHESTRATOR_AGENT_ID: { 'Fn::GetAtt': [expect.stringMatching(/^AgentsOneorchestratorAgent/), 'AgentId'] },
      ORCHESTRATOR_AGENT_ALIAS_ID: {
        'Fn::GetAtt': [expect.stringMatching(/^AgentsOneorchestratorAlias/), 'AgentAliasId'],
      },
    });
    expect(Object.keys(variables(/BridgeOneAgentInvoker/))).toEqual([
      'POWERTOOLS_METRICS_NAMESPACE',
      'AGENT_IDS',
      'AGENT_ALIAS_IDS',
    ]);
    expect(variables(/BridgeOne.*McpProxy/)).toMatchObject({
      MCP_SERVER_URL: 'https://pipelines.example.com',
      ACTION_GROUPS_FILE: 'action-groups.json',
    });
    expect(variables(/BridgeOne.*MemoryManager/)).toMatchObject({ ENVIRONMENTS: 'dev,prod,staging' });
  });

  it('gives each function variables that it can read', () => {
    const bundle = assetOf(functionOf(/BridgeOne.*McpProxy/));
    const chat = chatHandlerOptionsFromEnv(variablesOf(/BridgeOneChatHandler/));
    expect(chat.orchestrator).toEqual({ agentId: 'AgentId', agentAliasId: 'AgentAliasId' });
    const reference = { agentId: 'AgentId', agentAliasId: 'AgentAliasId' };
    const invoker = agentInvokerOptionsFromEnv(variablesOf(/BridgeOneAgentInvoker/));
    expect(invoker.agents).toEqual({ bootstrap: reference, app: reference });
    const proxy = variablesOf(/BridgeOne.*McpProxy/);
    const file = join(bundle, proxy['ACTION_GROUPS_FILE'] ?? '');
    expect(mcpProxyOptionsFromEnv({ ...proxy, ACTION_GROUPS_FILE: file }).actionGroups).toHaveLength(3);
    const memory = memoryManagerOptionsFromEnv(variablesOf(/BridgeOne.*MemoryManager/));
    expect(memory.environments).toEqual(['dev', 'prod', 'staging']);
  });

  it('has no secret in a variable, but the name of one', () => {
    for (const { Environment } of resources('AWS::Lambda::Function') as readonly { Environment: Environment }[]) {
      expect(Object.keys(Environment.Variables).filter((name) => /KEY|TOKEN|SECRET|PASSWORD/.test(name))).toEqual(
        Object.keys(Environment.Variables).filter((name) => name === 'MCP_SERVER_API_KEY_SECRET_ID'),
      );
    }
    expect(JSON.stringify(template.toJSON())).not.toContain('{{resolve:secretsmanager');
  });

  it('puts the documents of the action groups that the proxy answers beside its code', () => {
    const directory = assetOf(functionOf(/BridgeOne.*McpProxy/));
    const groups = JSON.parse(readFileSync(join(directory, 'action-groups.json'), 'utf8'));
    expect(groups.map(({ name }: { name: string }) => name)).toEqual(['bootstrap', 'executions', 'app']);
    expect(readFileSync(join(directory, 'index.cjs'), 'utf8')).toContain('handler');
  });

  it('can be there twice: nothing has a name that the other has too', () => {
    for (const [type, property] of [
      ['AWS::Bedrock::Agent', 'AgentName'],
      ['AWS::ApiGateway::RestApi', 'Name'],
    ] as const) {
      const names = resources(type).map((properties) => properties[property]);
      expect(new Set(names).size).toBe(names.length);
    }
    const namespaces = resources('AWS::Lambda::Function').map(
      ({ Environment }) => (Environment as Environment).Variables['POWERTOOLS_METRICS_NAMESPACE'],
    );
    expect(new Set(namespaces).size).toBe(2);
    for (const [type, name] of [
      ['AWS::Lambda::Function', 'FunctionName'],
      ['AWS::IAM::Role', 'RoleName'],
      ['AWS::Logs::LogGroup', 'LogGroupName'],
    ] as const) {
      expect(resources(type).map((properties) => properties[name])).toEqual(resources(type).map(() => undefined));
    }
  });

  it('says what to do where there are more environments than the memory looks at', async () => {
    const scope = teamStack();
    const executions = new ExecutionTable(scope, 'Executions');
    const server = new DistantServer(scope, 'Server');
    const loaded = await teamConfig();
    const environments = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`env-${index}`, {}]));
    const app = { executor: 'ci', target: {}, environments };
    const config = { ...loaded, config: { ...loaded.config, pipelines: { app } } };
    new ToolFunctions(scope, 'Tools', { config, server, executions });
    Annotations.fromStack(scope).hasWarning('/Team/Tools', Match.stringLikeRegexp('there are 21: set ENVIRONMENTS'));
    expect(JSON.stringify(Template.fromStack(scope))).not.toContain('"ENVIRONMENTS"');
  });

  it('says what to do where nobody told it of its agents', async () => {
    const other = teamApp();
    const scope = teamStack('Other', other);
    const executions = new ExecutionTable(scope, 'Executions');
    const server = new DistantServer(scope, 'Server');
    new AgentBridge(scope, 'Bridge', { config: await teamConfig(), server, executions });
    expect(() => other.synth()).toThrow(/connectOrchestrator, or let BedrockAgents do it/);
  });

  it('connects agents of AgentCore Runtime, and lets them be invoked by their endpoints', async () => {
    const scope = teamStack();
    const executions = new ExecutionTable(scope, 'Executions');
    const server = new DistantServer(scope, 'Server');
    const bridge = new AgentBridge(scope, 'Bridge', { config: await teamConfig(), server, executions });
    const arn = (name: string): string => `arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/${name}`;
    bridge.connectOrchestrator({ agentRuntimeArn: arn('talk') });
    bridge.connectSpecialists({ app: { agentRuntimeArn: arn('app'), qualifier: 'live' } });
    const made = Template.fromStack(scope);
    made.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ ORCHESTRATOR_AGENT_RUNTIME_ARN: arn('talk') }) },
    });
    made.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          AGENT_RUNTIME_ARNS: JSON.stringify({ app: arn('app') }),
          AGENT_RUNTIME_QUALIFIERS: '{"app":"live"}',
          AGENT_IDS: Match.absent(),
        }),
      },
    });
    const invoked = statementsOf(made, /AgentInvokerRole/).find(({ actions }) =>
      actions.includes('bedrock-agentcore:InvokeAgentRuntime'),
    );
    expect(invoked?.resources).toEqual([arn('app'), `${arn('app')}/runtime-endpoint/live`]);
  });
});

interface Environment {
  readonly Variables: Readonly<Record<string, unknown>>;
}
