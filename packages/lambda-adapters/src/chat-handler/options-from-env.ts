import * as z from 'zod/mini';
import type { AgentReference } from '../agent-runtime/agent-runtime.ts';
import { type EnvironmentVariables, readEnvironment, type Variable } from '../environment/read-environment.ts';
import { flag, httpUrl, integer, optional, text } from '../environment/variables.ts';
import { parseJson } from '../lambda/parse-json.ts';
import { selfInvocation } from './background-turn.ts';
import type { ChatHandlerOptions, ChatPolling } from './chat-options.ts';
import { dynamoDbAnswerStore } from './dynamodb-answer-store.ts';
import type { WebSocketChatHandlerOptions } from './websocket-chat-handler.ts';

/**
 * Reads the chat handler's options from its environment.
 *
 * | variable | what it is | needed |
 * | --- | --- | --- |
 * | `ORCHESTRATOR_AGENT_ID` | id of the orchestrator, an agent of Amazon Bedrock | this or `ORCHESTRATOR_AGENT_RUNTIME_ARN` |
 * | `ORCHESTRATOR_AGENT_ALIAS_ID` | id of its alias | with `ORCHESTRATOR_AGENT_ID` |
 * | `ORCHESTRATOR_AGENT_RUNTIME_ARN` | ARN of the orchestrator, an agent of AgentCore Runtime | this or `ORCHESTRATOR_AGENT_ID` |
 * | `ORCHESTRATOR_AGENT_RUNTIME_QUALIFIER` | its endpoint's name | no: `DEFAULT` |
 * | `SESSION_COOKIE` | `true`: the conversation is kept in a cookie | no: `false` |
 * | `SESSION_PER_PRINCIPAL` | `true`: each principal has one conversation | no: `false` |
 * | `IDENTITY_CLAIMS` | what else of the identity agents are told, as JSON of attribute names by claim: `{"cognito:groups":"sluice_groups"}` | no |
 * | `CLIENT_ATTRIBUTES` | session attributes that clients may set, separated by commas | no |
 * | `ALLOW_TRACES` | `true`: clients may have the agent's traces | no: `false` |
 * | `ANSWER_WITHIN_MS` | how long a client waits for a whole answer | no: as long as API Gateway does |
 * | `CHAT_TABLE_NAME` | table of answers that are fetched later | no: the client gets 504 then |
 *
 * The function's role needs `bedrock:InvokeAgent` for the orchestrator's alias, or `bedrock-agentcore:InvokeAgentRuntime`;
 * with `CHAT_TABLE_NAME` also `dynamodb:PutItem`, `UpdateItem` and `GetItem` on the table, and `lambda:InvokeFunction` on
 * itself.
 *
 * @throws ConfigurationError that names every variable that is missing or wrong
 * @public
 */
export function chatHandlerOptionsFromEnv(variables: EnvironmentVariables): ChatHandlerOptions {
  const hasRuntime = isSet(variables, 'ORCHESTRATOR_AGENT_RUNTIME_ARN');
  const values = readEnvironment(variables, {
    ORCHESTRATOR_AGENT_ID: neededIf(!hasRuntime, text('the id of the orchestrator agent, such as AGENT12345')),
    ORCHESTRATOR_AGENT_ALIAS_ID: neededIf(
      !hasRuntime,
      text("the id of the orchestrator agent's alias, such as TSTALIASID"),
    ),
    ORCHESTRATOR_AGENT_RUNTIME_ARN: optional(text("the ARN of the orchestrator's runtime")),
    ORCHESTRATOR_AGENT_RUNTIME_QUALIFIER: optional(text("the name of the runtime's endpoint")),
    SESSION_COOKIE: flag('whether the conversation is kept in a cookie'),
    SESSION_PER_PRINCIPAL: flag('whether each principal has one conversation'),
    IDENTITY_CLAIMS: optional(CLAIMS),
    CLIENT_ATTRIBUTES: optional(NAMES),
    ALLOW_TRACES: flag("whether clients may have the agent's traces"),
    ANSWER_WITHIN_MS: integer('how long a client waits for a whole answer, in milliseconds', {
      min: 3000,
      max: 900_000,
      defaultValue: 29_000,
    }),
    CHAT_TABLE_NAME: optional(text('the name of the table of answers')),
    AWS_LAMBDA_FUNCTION_NAME: neededIf(
      isSet(variables, 'CHAT_TABLE_NAME'),
      text("the function's own name, which Lambda sets: CHAT_TABLE_NAME needs it"),
    ),
    AWS_LAMBDA_FUNCTION_VERSION: optional(text("the function's own version, which Lambda sets")),
  });
  return {
    orchestrator: orchestratorOf(values),
    sessionCookie: values.SESSION_COOKIE,
    sessionPerPrincipal: values.SESSION_PER_PRINCIPAL,
    identityAttributes: values.IDENTITY_CLAIMS,
    clientAttributes: values.CLIENT_ATTRIBUTES,
    allowTraces: values.ALLOW_TRACES,
    answerWithinMs: isSet(variables, 'ANSWER_WITHIN_MS') ? values.ANSWER_WITHIN_MS : undefined,
    polling: pollingOf(values),
  };
}

/**
 * Reads the options of the chat handler behind a WebSocket API: those of `chatHandlerOptionsFromEnv`, and
 * `WEBSOCKET_ENDPOINT`, the URL of an API that has a domain name of its own. The function's role needs
 * `execute-api:ManageConnections` on the API's stage.
 *
 * @throws ConfigurationError that names every variable that is missing or wrong
 * @public
 */
export function webSocketChatHandlerOptionsFromEnv(variables: EnvironmentVariables): WebSocketChatHandlerOptions {
  const { WEBSOCKET_ENDPOINT: endpoint } = readEnvironment(variables, {
    WEBSOCKET_ENDPOINT: optional(httpUrl('the URL of the WebSocket API, such as https://chat.example.com')),
  });
  return { ...chatHandlerOptionsFromEnv(variables), connections: endpoint === undefined ? undefined : { endpoint } };
}

type Texts<Name extends string> = Readonly<Record<Name, string | undefined>>;

function orchestratorOf({
  ORCHESTRATOR_AGENT_ID: agentId = '',
  ORCHESTRATOR_AGENT_ALIAS_ID: agentAliasId = '',
  ORCHESTRATOR_AGENT_RUNTIME_ARN: agentRuntimeArn,
  ORCHESTRATOR_AGENT_RUNTIME_QUALIFIER: qualifier,
}: Texts<
  | 'ORCHESTRATOR_AGENT_ID'
  | 'ORCHESTRATOR_AGENT_ALIAS_ID'
  | 'ORCHESTRATOR_AGENT_RUNTIME_ARN'
  | 'ORCHESTRATOR_AGENT_RUNTIME_QUALIFIER'
>): AgentReference {
  return agentRuntimeArn === undefined ? { agentId, agentAliasId } : { agentRuntimeArn, qualifier };
}

/** `$LATEST` is what is invoked where no version is named, and needs no permission of its own then. */
function pollingOf({
  CHAT_TABLE_NAME: tableName,
  AWS_LAMBDA_FUNCTION_NAME: functionName = '',
  AWS_LAMBDA_FUNCTION_VERSION: version,
}: Texts<'CHAT_TABLE_NAME' | 'AWS_LAMBDA_FUNCTION_NAME' | 'AWS_LAMBDA_FUNCTION_VERSION'>): ChatPolling | undefined {
  if (tableName === undefined) return undefined;
  const start = selfInvocation({ functionName, version: version === '$LATEST' ? undefined : version });
  return { store: dynamoDbAnswerStore({ tableName }), start };
}

function neededIf(isNeeded: boolean, variable: Variable<string>): Variable<string | undefined> {
  return isNeeded ? variable : optional(variable);
}

function isSet(variables: EnvironmentVariables, name: string): boolean {
  return (variables[name] ?? '') !== '';
}

const ATTRIBUTE_NAME = /^[A-Za-z0-9_.:-]{1,100}$/;

const CLAIMS: Variable<Readonly<Record<string, string>>> = {
  expected: 'a JSON object of attribute names by claim, such as {"cognito:groups":"sluice_groups"}',
  schema: z.pipe(
    z.pipe(z.string(), z.transform(parseJson)),
    z.record(z.string(), z.string().check(z.regex(ATTRIBUTE_NAME))),
  ),
};

const NAMES: Variable<readonly string[]> = {
  expected: 'names of session attributes, separated by commas',
  schema: z.pipe(
    z.pipe(
      z.string(),
      z.transform((names) => names.split(',').map((name) => name.trim())),
    ),
    z.array(z.string().check(z.regex(ATTRIBUTE_NAME))),
  ),
};
