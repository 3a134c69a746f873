import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Gateway, GatewayAuthorizer, GatewayCredentialProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import { beforeAll, describe, expect, it } from 'vitest';
import { AgentCoreGatewayTargets, ExecutionTable, ToolFunctions } from '../src/index.ts';
import { DistantServer, teamConfig, teamStack } from './support/team.ts';

const GATEWAY = 'AWS::BedrockAgentCore::Gateway';
const TARGET = 'AWS::BedrockAgentCore::GatewayTarget';

let stack: Stack;
let template: Template;

beforeAll(async () => {
  stack = teamStack();
  const executions = new ExecutionTable(stack, 'Executions');
  const server = new DistantServer(stack, 'Server');
  const tools = new ToolFunctions(stack, 'Tools', { config: await teamConfig(), server, executions });
  new AgentCoreGatewayTargets(stack, 'Own', { tools });
  const gateway = new Gateway(stack, 'Shared', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });
  new AgentCoreGatewayTargets(stack, 'Theirs', {
    gateway,
    targetNamePrefix: 'pay_',
    mcpServer: {
      endpoint: 'https://pipelines.example.com/mcp',
      credentials: [GatewayCredentialProvider.fromIamRole({ service: 'bedrock-agentcore' })],
    },
  });
  template = Template.fromStack(stack);
});

interface Target {
  readonly Name: string;
  readonly TargetConfiguration: { readonly Mcp: { readonly Lambda?: LambdaTarget } };
}

interface LambdaTarget {
  readonly LambdaArn: unknown;
  readonly ToolSchema: { readonly InlinePayload: readonly { readonly Name: string; readonly InputSchema: object }[] };
}

function targets(): readonly Target[] {
  return Object.values(template.findResources(TARGET)).map(({ Properties }) => Properties);
}

describe('AgentCoreGatewayTargets', () => {
  it('makes a gateway that answers whom IAM allows to call it', () => {
    template.allResourcesProperties(GATEWAY, { AuthorizerType: 'AWS_IAM', ProtocolType: 'MCP' });
  });

  it('has a target for each action group that is answered by a function, with its tools', () => {
    const tools = targets().flatMap(({ Name, TargetConfiguration: { Mcp } }) =>
      Mcp.Lambda === undefined ? [] : [[Name, Mcp.Lambda.ToolSchema.InlinePayload.map((tool) => tool.Name)] as const],
    );
    expect(Object.fromEntries(tools)).toEqual({
      bootstrap: ['execute-bootstrap-pipeline'],
      app: ['execute-app-pipeline'],
      executions: expect.arrayContaining(['get-execution', 'list-executions']),
      memory: expect.arrayContaining(['query-memory', 'check-deployed']),
    });
  });

  it('offers no tool that a person must confirm, since a gateway asks nobody', () => {
    expect(JSON.stringify(targets())).not.toContain('approve-execution');
  });

  it('has the memory answered by the memory, and all else by the proxy', () => {
    const answered = targets().flatMap(({ Name, TargetConfiguration: { Mcp } }) =>
      Mcp.Lambda === undefined ? [] : [[Name, JSON.stringify(Mcp.Lambda.LambdaArn)] as const],
    );
    for (const [name, lambda] of answered) {
      expect(lambda).toContain(name === 'memory' ? 'MemoryManager' : 'McpProxy');
    }
  });

  it('says what arguments a tool takes in the words that a gateway knows', () => {
    const schemas = JSON.stringify(targets().map(({ TargetConfiguration: { Mcp } }) => Mcp.Lambda?.ToolSchema));
    expect(schemas).toContain('"Type":"object"');
    expect(schemas).not.toMatch(/"(enum|Enum|default|Default|oneOf|anyOf)"/);
    expect(schemas).toContain('Allowed values:');
  });

  it('has the server itself as a target of a gateway that there is, under a name of its own', () => {
    template.hasResourceProperties(TARGET, {
      Name: 'pay-pipeline-server',
      TargetConfiguration: { Mcp: { McpServer: { Endpoint: 'https://pipelines.example.com/mcp' } } },
      CredentialProviderConfigurations: [Match.objectLike({ CredentialProviderType: 'GATEWAY_IAM_ROLE' })],
    });
    template.resourceCountIs(GATEWAY, 2);
  });

  it('lets the gateway invoke these functions, and names them', () => {
    const policies = template.findResources('AWS::IAM::Policy', {
      Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^OwnGatewayServiceRole') }] },
    });
    const statements = Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements.map(({ Action }) => Action)).toEqual(expect.arrayContaining(['lambda:InvokeFunction']));
    for (const { Resource } of statements) expect(Resource).not.toBe('*');
  });
});
