import type { OpenApiDocument } from '@sluice/core';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { beforeAll, describe, expect, it } from 'vitest';
import { BedrockAgent, type BedrockAgentProps, HandlerFunction } from '../src/index.ts';
import { statementsOf } from './support/statements.ts';
import { teamStack } from './support/team.ts';

const PROFILE = 'eu.anthropic.claude-sonnet-4-20250514-v1:0';
const APPLICATION_PROFILE = 'arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/abc123';
const PROVISIONED = 'arn:aws:bedrock:eu-west-1:111122223333:provisioned-model/xyz789';
const GUARDRAIL = 'arn:aws:bedrock:eu-west-1:111122223333:guardrail/gr12345678';

const DOCUMENT: OpenApiDocument = {
  openapi: '3.1.0',
  info: { title: 'Names', description: 'Names and addresses. '.repeat(20) },
  paths: {
    '/pipelines/dns/executions': {
      post: {
        operationId: 'execute-dns-pipeline',
        description: 'Sets a name.',
        requestBody: {
          content: {
            'application/json': {
              schema: { type: 'object', properties: { environment: { type: 'string', enum: ['dev', 'prod'] } } },
            },
          },
        },
      },
    },
  },
};

function agentIn(scope: Stack, id: string, props: Partial<BedrockAgentProps> = {}): BedrockAgent {
  const functions = (scope.node.tryFindChild('Tools') ??
    new HandlerFunction(scope, 'Tools', { bundle: 'mcp-proxy' })) as HandlerFunction;
  return new BedrockAgent(scope, id, {
    model: 'anthropic.claude-3-5-sonnet-20240620-v1:0',
    definition: definitionOf(DOCUMENT),
    functions: () => functions,
    ...props,
  });
}

function definitionOf(document: OpenApiDocument): BedrockAgentProps['definition'] {
  return {
    agentType: 'dns',
    description: `${'Keeps names. '.repeat(30)}`,
    instruction: 'You keep the names of a platform team, and nothing else.',
    actionGroups: [{ name: 'dns', handler: 'mcp-proxy', document }],
  };
}

const operations = Array.from({ length: 11 }, (_, index) => [
  `/names/${index}`,
  { get: { operationId: `get-${index}`, description: 'Reads a name. '.repeat(300) } },
]);
const LONG: OpenApiDocument = { ...DOCUMENT, paths: Object.fromEntries(operations) };

let template: Template;

beforeAll(() => {
  const stack = teamStack();
  agentIn(stack, 'Plain');
  agentIn(stack, 'Profiled', { model: PROFILE });
  agentIn(stack, 'ByApplication', { model: APPLICATION_PROFILE });
  agentIn(stack, 'Provisioned', { model: PROVISIONED });
  agentIn(stack, 'Long', { definition: definitionOf(LONG) });
  agentIn(stack, 'Guarded', {
    guardrail: { guardrailArn: GUARDRAIL, version: '3' },
    knowledgeBases: [{ knowledgeBaseId: 'KB12345678', description: 'The runbook' }],
    idleSessionTimeout: Duration.minutes(5),
    instruction: 'You keep the names of a platform team, and you are polite about it.',
    encryptionKey: new Key(stack, 'Key'),
  });
  template = Template.fromStack(stack);
});

interface Schema {
  readonly Payload?: string;
  readonly S3?: { readonly S3BucketName: string; readonly S3ObjectKey: string };
}

interface AgentProperties {
  readonly Description: string;
  readonly ActionGroups: readonly { readonly Description: string; readonly ApiSchema: Schema }[];
}

function agentProperties(id: string): AgentProperties {
  const [found] = Object.entries(template.findResources('AWS::Bedrock::Agent')).filter(([name]) => name.startsWith(id));
  return found?.[1]['Properties'];
}

function models(role: RegExp): readonly (readonly [readonly string[], unknown, unknown])[] {
  return statementsOf(template, role)
    .filter(({ actions }) => actions.includes('bedrock:InvokeModel'))
    .map(({ actions, resources, conditions }) => [actions, plain(resources), plain(conditions)]);
}

/** Fills in the one part of an ARN that a template leaves open. */
function plain(value: unknown): unknown {
  const joined = JSON.stringify(value)?.replaceAll(
    /\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},"([^"]*)"\]\]\}/g,
    '"arn:aws$1"',
  );
  return joined === undefined ? undefined : JSON.parse(joined);
}

const INVOKE = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];

describe('BedrockAgent', () => {
  it('is one that Bedrock prepares, with an alias, which may ask the user for what is missing', () => {
    template.hasResourceProperties('AWS::Bedrock::Agent', {
      AutoPrepare: true,
      FoundationModel: 'anthropic.claude-3-5-sonnet-20240620-v1:0',
      Instruction: 'You keep the names of a platform team, and nothing else.',
      IdleSessionTTLInSeconds: 1800,
      ActionGroups: [
        Match.objectLike({ ActionGroupName: 'dns', ActionGroupExecutor: { Lambda: Match.anyValue() } }),
        {
          ActionGroupName: 'UserInputAction',
          ActionGroupState: 'ENABLED',
          ParentActionGroupSignature: 'AMAZON.UserInput',
        },
      ],
    });
    template.resourceCountIs('AWS::Bedrock::AgentAlias', 6);
  });

  it('has its documents in the dialect of Bedrock', () => {
    const { Payload = '' } = agentProperties('Plain').ActionGroups[0]?.ApiSchema ?? {};
    expect(JSON.parse(Payload).openapi).toBe('3.0.0');
    expect(Payload).not.toContain('"enum"');
    expect(Payload).toContain('Allowed values: dev, prod');
  });

  it('has a long document in S3, where its role may read that one file', () => {
    const { S3 } = agentProperties('Long').ActionGroups[0]?.ApiSchema ?? {};
    expect(S3?.S3ObjectKey).toMatch(/^[0-9a-f]{64}\.json$/);
    const read = statementsOf(template, /LongRole/).find(({ actions }) => actions.includes('s3:GetObject'));
    expect(read?.actions).toEqual(['s3:GetObject']);
    expect(JSON.stringify(read?.resources)).toContain(`/${S3?.S3ObjectKey}`);
  });

  it('has descriptions as short as Bedrock wants them', () => {
    const { Description, ActionGroups } = agentProperties('Plain');
    expect(Description).toHaveLength(200);
    expect(ActionGroups[0]?.Description).toHaveLength(200);
  });

  it('may invoke its model, and no other', () => {
    const arn = 'arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3-5-sonnet-20240620-v1:0';
    expect(models(/PlainRole/)).toEqual([[INVOKE, [arn], undefined]]);
    expect(models(/ProvisionedRole/)).toEqual([[INVOKE, [PROVISIONED], undefined]]);
  });

  it('may invoke the model of a profile in other regions, through that profile only', () => {
    const profile = `arn:aws:bedrock:eu-west-1:111122223333:inference-profile/${PROFILE}`;
    expect(models(/ProfiledRole/)).toEqual([
      [[...INVOKE, 'bedrock:GetInferenceProfile'], [profile], undefined],
      [
        INVOKE,
        ['arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0'],
        { StringEquals: { 'bedrock:InferenceProfileArn': profile } },
      ],
    ]);
    expect(models(/ByApplicationRole/)[1]).toEqual([
      INVOKE,
      ['arn:aws:bedrock:*::foundation-model/*'],
      { StringEquals: { 'bedrock:InferenceProfileArn': APPLICATION_PROFILE } },
    ]);
  });

  it('has a role that only Bedrock may take, for an agent of this account', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 'bedrock.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': '111122223333' },
              ArnLike: {
                'aws:SourceArn': {
                  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':bedrock:eu-west-1:111122223333:agent/*']],
                },
              },
            },
          },
        ],
      },
    });
  });

  it('has a guardrail, knowledge bases and a key attached, and may use these', () => {
    template.hasResourceProperties('AWS::Bedrock::Agent', {
      GuardrailConfiguration: { GuardrailIdentifier: GUARDRAIL, GuardrailVersion: '3' },
      KnowledgeBases: [{ KnowledgeBaseId: 'KB12345678', Description: 'The runbook', KnowledgeBaseState: 'ENABLED' }],
      IdleSessionTTLInSeconds: 300,
      CustomerEncryptionKeyArn: Match.anyValue(),
      Instruction: 'You keep the names of a platform team, and you are polite about it.',
    });
    const allowed = statementsOf(template, /GuardedRole/).map(({ actions, resources }) => [
      actions[0],
      plain(resources),
    ]);
    expect(allowed).toContainEqual(['bedrock:ApplyGuardrail', [GUARDRAIL]]);
    expect(allowed).toContainEqual([
      'bedrock:Retrieve',
      ['arn:aws:bedrock:eu-west-1:111122223333:knowledge-base/KB12345678'],
    ]);
    expect(allowed.map(([action]) => action)).toContain('kms:Decrypt');
  });

  it('has an alias that follows every change of the agent, and nothing else', () => {
    const aliasOf = (props: Partial<BedrockAgentProps>): unknown => {
      const stack = teamStack();
      agentIn(stack, 'Agent', props);
      const [alias] = Object.values(Template.fromStack(stack).findResources('AWS::Bedrock::AgentAlias'));
      return alias?.['Properties'].Description;
    };
    const changed = { ...DOCUMENT, info: { title: 'Other names' } };
    expect(aliasOf({})).toBe(aliasOf({}));
    expect(aliasOf({ definition: definitionOf(changed) })).not.toBe(aliasOf({}));
    expect(aliasOf({ model: PROFILE })).not.toBe(aliasOf({}));
  });

  it('is not made with an instruction that Bedrock refuses', () => {
    expect(() => agentIn(teamStack(), 'Agent', { instruction: 'Be nice.' })).toThrow(
      /the agent dns has 8 characters; Bedrock takes at least 40/,
    );
  });
});
