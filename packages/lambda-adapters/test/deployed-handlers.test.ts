import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OpenApiEventReply } from '../src/index.ts';
import { startDynamoDb, type TestDynamoDb } from './support/dynamodb.ts';
import { startHttpServer, type TestServer } from './support/http-server.ts';
import { opened } from './support/lambda.ts';
import { openApiEvent, texts } from './support/open-api-event.ts';

let dynamoDb: TestDynamoDb;
let server: TestServer;

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
  dynamoDb = await startDynamoDb();
  await dynamoDb.createStore('executions');
  server = await startHttpServer((_, response) => {
    response.writeHead(202, { 'content-type': 'application/json' });
    response.end(JSON.stringify(execution));
  });
});
afterAll(async () => {
  await server.close();
  await dynamoDb.close();
});

/** Invokes a handler as it is deployed: in a process of its own, configured by its environment. */
async function invoke(
  handler: string,
  event: unknown,
  environmentVariables: Readonly<Record<string, string>>,
): Promise<{ reply: OpenApiEventReply & { statusCode?: number }; log: readonly Record<string, unknown>[] }> {
  const module = fileURLToPath(new URL(`../src/${handler}/index.ts`, import.meta.url));
  const program = `
    const { handler } = await import(${JSON.stringify(module)});
    const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 20000 };
    const reply = await handler(${JSON.stringify(event)}, context);
    process.stdout.write('\\nREPLY ' + JSON.stringify(reply) + '\\n');
    process.exit(0);`;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program],
    {
      env: environmentVariables,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  const lines = `${output}\n${errors}`.split('\n').filter((line) => line !== '');
  const reply = lines.find((line) => line.startsWith('REPLY '))?.slice('REPLY '.length);
  if (reply === undefined) throw new Error(`The handler did not reply: ${lines.join('\n')}`);
  return {
    reply: JSON.parse(reply),
    log: lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)),
  };
}

const deploy = openApiEvent({
  method: 'POST',
  path: '/pipelines/bootstrap/executions',
  properties: texts({ environment: 'dev' }),
});

it('what the proxy records, the memory manager recalls, each in a process configured by its environment', async () => {
  const environmentVariables = { ...dynamoDb.environmentVariables, EXECUTION_TABLE_NAME: 'executions' };
  const proxied = await invoke('mcp-proxy', deploy, {
    ...environmentVariables,
    MCP_SERVER_URL: server.url,
    MCP_SERVER_API_KEY: 'sk-secret',
  });
  expect(opened(proxied.reply)).toMatchObject({ status: 200, body: { execution_id: 'exec-1', status: 'queued' } });
  expect(proxied.log).toMatchObject([
    {
      level: 'INFO',
      service: 'sluice-mcp-proxy',
      message: 'The invocation was answered',
      execution_id: 'exec-1',
      operation: 'POST /pipelines/bootstrap/executions',
      outcome: 'queued',
    },
  ]);

  const question = openApiEvent({ method: 'GET', path: '/memory', parameters: texts({ environment: 'dev' }) });
  const remembered = await invoke('memory-manager', question, environmentVariables);
  expect(opened(remembered.reply).body['under_way']).toMatchObject([{ execution_id: 'exec-1', status: 'queued' }]);
}, 30_000);

it.each(['mcp-proxy', 'memory-manager', 'agent-invoker'])(
  'a %s without its environment replies, and logs what is missing',
  async (handler) => {
    const { reply, log } = await invoke(handler, deploy, {});
    expect(opened(reply)).toMatchObject({ status: 500, body: { code: 'invalid_configuration' } });
    expect(JSON.stringify(log)).toMatch(/is not set: expected/);
  },
  20_000,
);

it('a chat handler without its environment replies, and logs what is missing', async () => {
  const event = { httpMethod: 'POST', body: '{"message":"Hi"}', requestContext: {} };
  const { reply, log } = await invoke('chat-handler', event, {});
  expect(reply.statusCode).toBe(500);
  expect(JSON.stringify(log)).toMatch(/ORCHESTRATOR_AGENT_ID: is not set: .*ORCHESTRATOR_AGENT_ALIAS_ID: is not set/);
}, 20_000);
