import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { createVirtualClock } from '@sluice/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LambdaHost, startLambdaHost } from '../src/index.ts';

/** Answers as the pipeline server, as DynamoDB that knows nothing, and as Bedrock that lets nobody in. */
let server: Server;
let host: LambdaHost;
let client: LambdaClient;
const asked: string[] = [];
/** For each function, resolved when it has written its metrics. */
const measured = new Map<string, PromiseWithResolvers<void>>();

const execution = {
  execution_id: 'exec-1',
  version: 1,
  pipeline_type: 'bootstrap',
  environment: 'dev',
  parameters: {},
  status: 'queued',
  requested_by: 'agents',
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  last_change: { type: 'execution.queued', actor: 'sluice' },
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    request.resume();
    if (path === '/execute') {
      response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify(execution));
    } else if (path.startsWith('/agents/')) {
      const headers = { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' };
      response.writeHead(403, headers).end('{"message":"No."}');
    } else {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{"Items":[],"Count":0}');
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const bedrock = { AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: url };
  const variables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'chat-handler': { ...bedrock, ORCHESTRATOR_AGENT_ID: 'ORCHESTRAT', ORCHESTRATOR_AGENT_ALIAS_ID: 'TSTALIASID' },
    'agent-invoker': { ...bedrock, AGENT_IDS: '{"app":"AGENT67890"}', AGENT_ALIAS_IDS: '{"app":"TSTALIASID"}' },
    'mcp-proxy': { MCP_SERVER_URL: url, MCP_SERVER_API_KEY: 'sk-local' },
    'memory-manager': { AWS_ENDPOINT_URL_DYNAMODB: url, EXECUTION_TABLE_NAME: 'executions' },
  };
  for (const name of Object.keys(variables)) measured.set(name, Promise.withResolvers());
  host = await startLambdaHost({
    functions: Object.entries(variables).map(([name, environmentVariables]) => ({
      name,
      module: import.meta.resolve(`@sluice/lambda-adapters/bundles/${name}/index.cjs`),
      environmentVariables,
      timeoutMs: 30_000,
    })),
    clock: createVirtualClock(),
    onLog({ functionName, line }) {
      if (line.includes('"_aws"')) measured.get(functionName)?.resolve();
    },
  });
  client = new LambdaClient({
    endpoint: host.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await host.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Makes an event as Bedrock sends it for an operation of an OpenAPI document. */
function event(method: string, path: string, values: Readonly<Record<string, string>>): object {
  const parameters = Object.entries(values).map(([name, value]) => ({ name, type: 'string', value }));
  return {
    messageVersion: '1.0',
    agent: { name: 'orchestrator', id: 'ORCHESTRAT', alias: 'TSTALIASID', version: 'DRAFT' },
    sessionId: 'session-1',
    actionGroup: 'test',
    apiPath: path,
    httpMethod: method,
    ...(method === 'GET'
      ? { parameters }
      : { requestBody: { content: { 'application/json': { properties: parameters } } } }),
    sessionAttributes: {},
    promptSessionAttributes: {},
  };
}

it.each<[string, object, string, RegExp]>([
  [
    'mcp-proxy',
    event('POST', '/pipelines/bootstrap/executions', { environment: 'dev' }),
    '/execute',
    /exec-1 of bootstrap in dev is queued/,
  ],
  ['memory-manager', event('GET', '/memory', { environment: 'dev' }), '/', /"httpStatusCode":200/],
  [
    'agent-invoker',
    event('POST', '/agents/invoke', { agent_type: 'app', input: 'Deploy' }),
    '/agents/AGENT67890/',
    /agent_failed/,
  ],
  [
    'chat-handler',
    { httpMethod: 'POST', path: '/chat', headers: {}, body: '{"message":"Hi"}', requestContext: {} },
    '/agents/ORCHESTRAT/',
    /agent_failed/,
  ],
])('the bundle %s runs in the Lambda host, and reaches whom it asks', async (name, payload, path, answer) => {
  const { Payload, FunctionError } = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }),
  );
  expect(FunctionError).toBeUndefined();
  expect(Payload?.transformToString()).toMatch(answer);
  expect(asked.some((one) => one.startsWith(path))).toBe(true);
  await measured.get(name)?.promise;
});
