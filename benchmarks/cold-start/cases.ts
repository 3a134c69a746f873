import { fileURLToPath } from 'node:url';
import type { Case } from './measure.ts';
import type { Servers } from './servers.ts';
import { hasPythonStack, PYTHON_STACK, type Stacks } from './stacks.ts';

const EXECUTE = {
  messageVersion: '1.0',
  agent: { name: 'bootstrap', id: 'AGENT12345', alias: 'TSTALIASID', version: 'DRAFT' },
  inputText: 'Deploy bootstrap infrastructure for dev environment',
  sessionId: 'session-1',
  actionGroup: 'bootstrap',
  sessionAttributes: {},
  promptSessionAttributes: {},
};
const PARAMETERS = [{ name: 'environment', type: 'string', value: 'dev' }];

const openApiEvent = {
  ...EXECUTE,
  apiPath: '/pipelines/bootstrap/executions',
  httpMethod: 'POST',
  requestBody: { content: { 'application/json': { properties: PARAMETERS } } },
};
/** The same as a function: Powertools has no resolver for the other kind. */
const functionEvent = { ...EXECUTE, function: 'execute-bootstrap-pipeline', parameters: PARAMETERS };
const chatEvent = {
  httpMethod: 'POST',
  path: '/chat',
  headers: { 'content-type': 'application/json' },
  body: '{"message":"Hi"}',
  requestContext: {},
};
const invokeEvent = {
  ...EXECUTE,
  agent: { ...EXECUTE.agent, name: 'orchestrator' },
  actionGroup: 'orchestration',
  apiPath: '/agents/invoke',
  httpMethod: 'POST',
  requestBody: {
    content: {
      'application/json': {
        properties: [
          { name: 'agent_type', type: 'string', value: 'bootstrap' },
          { name: 'input', type: 'string', value: 'Deploy' },
        ],
      },
    },
  },
};
const memoryEvent = {
  ...EXECUTE,
  actionGroup: 'memory',
  apiPath: '/memory',
  httpMethod: 'GET',
  parameters: PARAMETERS,
};

/** What every function finds in its environment on Lambda. */
const LAMBDA = {
  AWS_LAMBDA_FUNCTION_NAME: 'cold-start',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_REGION: 'eu-west-1',
  AWS_DEFAULT_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  LAMBDA_TASK_ROOT: '/tmp',
  _HANDLER: 'index.handler',
};
const TRACED = 'Root=1-58406520-a006649127e371903a2de979;Parent=4c721bf33e3caf8f;Sampled=1';

/** Returns all that is started, by name. */
export function coldStartCases(stacks: Stacks, servers: Servers): readonly Case[] {
  const server = { MCP_SERVER_URL: servers.pipelineServerUrl, MCP_SERVER_API_KEY: 'sk-benchmark-key' };
  const bedrock = { AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: servers.bedrockUrl };
  const dynamoDb = { AWS_ENDPOINT_URL_DYNAMODB: servers.dynamoDbUrl, EXECUTION_TABLE_NAME: 'executions' };
  const orchestrator = { ORCHESTRATOR_AGENT_ID: 'ORCHESTRAT', ORCHESTRATOR_AGENT_ALIAS_ID: 'TSTALIASID' };
  const agents = { AGENT_IDS: '{"bootstrap":"AGENT67890"}', AGENT_ALIAS_IDS: '{"bootstrap":"TSTALIASID"}' };
  const cases: readonly Case[] = [
    { name: 'Node alone', file: fileURLToPath(new URL('./nothing.cjs', import.meta.url)), environmentVariables: {} },
    { name: 'proxy', file: bundle('mcp-proxy'), event: openApiEvent, environmentVariables: server, answers: 'exec-1' },
    {
      name: 'today',
      file: stacks['assembled-today'],
      event: functionEvent,
      environmentVariables: server,
      answers: 'exec-1',
    },
    { name: 'Python', file: PYTHON_STACK, event: openApiEvent, environmentVariables: server, answers: 'exec-1' },
    {
      name: 'proxy, recording',
      file: bundle('mcp-proxy'),
      event: openApiEvent,
      environmentVariables: { ...server, ...dynamoDb },
      answers: 'exec-1',
    },
    {
      name: 'proxy, traced',
      file: bundle('mcp-proxy'),
      event: openApiEvent,
      environmentVariables: { ...server, _X_AMZN_TRACE_ID: TRACED },
      answers: 'exec-1',
    },
    {
      name: 'chat-handler',
      file: bundle('chat-handler'),
      event: chatEvent,
      environmentVariables: { ...bedrock, ...orchestrator },
      answers: 'Hello',
    },
    {
      name: 'agent-invoker',
      file: bundle('agent-invoker'),
      event: invokeEvent,
      environmentVariables: { ...bedrock, ...agents },
      answers: 'Hello',
    },
    {
      name: 'Bedrock client',
      file: stacks['bedrock-client'],
      event: {},
      environmentVariables: { AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: servers.bedrockHttp2Url },
      answers: 'Hello',
    },
    {
      name: 'memory-manager',
      file: bundle('memory-manager'),
      event: memoryEvent,
      environmentVariables: dynamoDb,
      answers: '200',
    },
    { name: 'document client', file: stacks['document-client'], event: {}, environmentVariables: dynamoDb },
  ];
  return cases
    .filter(({ name }) => name !== 'Python' || hasPythonStack())
    .map((one) => ({ ...one, environmentVariables: { ...LAMBDA, ...one.environmentVariables } }));
}

function bundle(handler: string): string {
  return fileURLToPath(import.meta.resolve(`@sluice/lambda-adapters/bundles/${handler}/index.cjs`));
}
