import { createHash } from 'node:crypto';
import { type ActionGroupHandler, type AgentDefinition, ConfigurationError } from '@sluice/core';
import type { BedrockAgentReference } from '@sluice/lambda-adapters';
import { type Duration, Names, Stack } from 'aws-cdk-lib';
import { CfnAgent, CfnAgentAlias } from 'aws-cdk-lib/aws-bedrock';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { createSchemaWriter } from './action-group-schema.ts';
import { modelAccess } from './model-access.ts';

/** What a team may set of an agent. @public */
export interface BedrockAgentSettings {
  /** Id of a foundation model or of an inference profile, or the ARN of one. */
  readonly model?: string | undefined;
  /** What the model is told, in place of what the config leads to. At least 40 characters. */
  readonly instruction?: string | undefined;
  readonly guardrail?: AgentGuardrail | undefined;
  readonly knowledgeBases?: readonly AgentKnowledgeBase[] | undefined;
  /** How long a conversation is remembered after its last turn. @defaultValue 30 minutes */
  readonly idleSessionTimeout?: Duration | undefined;
}

/** A guardrail that an agent's words go through. @public */
export interface AgentGuardrail {
  readonly guardrailArn: string;
  /** @defaultValue 'DRAFT' */
  readonly version?: string | undefined;
}

/** A knowledge base that an agent may look into. @public */
export interface AgentKnowledgeBase {
  readonly knowledgeBaseId: string;
  /** What the agent is to look for in it; 200 characters at the most. */
  readonly description: string;
}

/** What one agent is made from: its definition, its functions and its settings. @public */
export interface BedrockAgentProps extends BedrockAgentSettings {
  readonly definition: AgentDefinition;
  readonly model: string;
  /** The functions that answer its action groups. */
  readonly functions: (handler: ActionGroupHandler) => LambdaFunction;
  /** The key that encrypts the agent. @defaultValue one that AWS owns */
  readonly encryptionKey?: IKey | undefined;
}

/** What Bedrock takes of a description. */
const DESCRIPTION_CHARACTERS = 200;

const THIRTY_MINUTES = 1800;

/**
 * One agent of Amazon Bedrock, with an alias that follows its changes, a role that may invoke its model and nothing else, and
 * the permission to invoke the functions of its action groups.
 *
 * @public
 */
export class BedrockAgent extends Construct {
  readonly agent: CfnAgent;
  readonly alias: CfnAgentAlias;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: BedrockAgentProps) {
    super(scope, id);
    const { definition, model, encryptionKey, guardrail, knowledgeBases = [], idleSessionTimeout } = props;
    this.role = new Role(this, 'Role', { assumedBy: this.bedrock() });
    for (const statement of modelAccess(this, model)) this.role.addToPolicy(statement);
    this.allowGuardrail(guardrail);
    this.allowKnowledgeBases(knowledgeBases);
    encryptionKey?.grantEncryptDecrypt(this.role);

    const agent = {
      agentName: Names.uniqueResourceName(this, { maxLength: 100, separator: '-' }),
      agentResourceRoleArn: this.role.roleArn,
      autoPrepare: true,
      description: shortened(definition.description),
      foundationModel: model,
      instruction: this.instructionOf(props),
      idleSessionTtlInSeconds: idleSessionTimeout?.toSeconds() ?? THIRTY_MINUTES,
      actionGroups: this.actionGroupsOf(props),
      knowledgeBases: knowledgeBases.map(({ knowledgeBaseId, description }) => ({
        knowledgeBaseId,
        description: shortened(description),
        knowledgeBaseState: 'ENABLED',
      })),
      ...(guardrail === undefined ? {} : { guardrailConfiguration: guardrailOf(guardrail) }),
      ...(encryptionKey === undefined ? {} : { customerEncryptionKeyArn: encryptionKey.keyArn }),
    };
    this.agent = new CfnAgent(this, 'Agent', agent);
    // What the role may do must stand before Bedrock prepares the agent.
    this.agent.node.addDependency(this.role);
    this.alias = new CfnAgentAlias(this, 'Alias', {
      agentAliasName: 'sluice',
      agentId: this.agent.attrAgentId,
      // An alias gets a new version of its agent when it changes itself, and only then.
      description: `Follows ${digestOf(Stack.of(this).resolve(agent))}`,
    });
    this.allowInvocation(props);
  }

  /** The agent as it is invoked. */
  get reference(): BedrockAgentReference {
    return { agentId: this.agent.attrAgentId, agentAliasId: this.alias.attrAgentAliasId };
  }

  /** The role is older than its agent, so that it can't name it: it names those of this account and region. */
  private bedrock(): ServicePrincipal {
    const stack = Stack.of(this);
    return new ServicePrincipal('bedrock.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'bedrock', resource: 'agent', resourceName: '*' }) },
      },
    });
  }

  private instructionOf({ definition, instruction = definition.instruction }: BedrockAgentProps): string {
    if (instruction.length >= 40) return instruction;
    const message = `the instruction of the agent ${definition.agentType} has ${instruction.length} characters; Bedrock takes at least 40`;
    throw new ConfigurationError([{ message, path: [] }]);
  }

  private actionGroupsOf({ definition, functions }: BedrockAgentProps): CfnAgent.AgentActionGroupProperty[] {
    const writeSchema = createSchemaWriter(this, this.role);
    const groups = definition.actionGroups.map(
      ({ name, document, handler }): CfnAgent.AgentActionGroupProperty => ({
        actionGroupName: name,
        actionGroupState: 'ENABLED',
        description: shortened(document.info.description ?? document.info.title),
        actionGroupExecutor: { lambda: functions(handler).functionArn },
        apiSchema: writeSchema(name, document),
        // Else a group that an agent uses can't be taken away.
        skipResourceInUseCheckOnDelete: true,
      }),
    );
    return [...groups, ASKING_THE_USER];
  }

  private allowInvocation({ definition, functions }: BedrockAgentProps): void {
    const handlers = new Set(definition.actionGroups.map(({ handler }) => handler));
    for (const handler of handlers) {
      functions(handler).addPermission(`Invoke-${handler}`, {
        principal: new ServicePrincipal('bedrock.amazonaws.com'),
        sourceAccount: Stack.of(this).account,
        sourceArn: this.agent.attrAgentArn,
        scope: this,
      });
    }
  }

  private allowGuardrail(guardrail: AgentGuardrail | undefined): void {
    if (guardrail === undefined) return;
    this.role.addToPolicy(
      new PolicyStatement({ actions: ['bedrock:ApplyGuardrail'], resources: [guardrail.guardrailArn] }),
    );
  }

  private allowKnowledgeBases(knowledgeBases: readonly AgentKnowledgeBase[]): void {
    if (knowledgeBases.length === 0) return;
    const resources = knowledgeBases.map(({ knowledgeBaseId: resourceName }) =>
      Stack.of(this).formatArn({ service: 'bedrock', resource: 'knowledge-base', resourceName }),
    );
    this.role.addToPolicy(new PolicyStatement({ actions: ['bedrock:Retrieve'], resources }));
  }
}

/** Lets the agent ask the user for what is missing. */
const ASKING_THE_USER: CfnAgent.AgentActionGroupProperty = {
  actionGroupName: 'UserInputAction',
  actionGroupState: 'ENABLED',
  parentActionGroupSignature: 'AMAZON.UserInput',
};

function guardrailOf({ guardrailArn, version = 'DRAFT' }: AgentGuardrail): CfnAgent.GuardrailConfigurationProperty {
  return { guardrailIdentifier: guardrailArn, guardrailVersion: version };
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= DESCRIPTION_CHARACTERS ? line : `${line.slice(0, DESCRIPTION_CHARACTERS - 1)}…`;
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
