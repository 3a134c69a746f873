import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBundle, HANDLERS, type Handler } from '../bundling/build-bundles.ts';
import { gatewayEvent } from './support/agent-events.ts';
import { type BedrockServer, startBedrockServer } from './support/bedrock-server.ts';
import { startDynamoDb, type TestDynamoDb } from './support/dynamodb.ts';
import { startHttpServer, type TestServer } from './support/http-server.ts';
import { opened } from './support/lambda.ts';
import { openApiEvent, texts } from './support/open-api-event.ts';
import { type DeployedFunction, deployFunction, recordsIn } from './support/runtime-api/deployed-function.ts';
import type { RuntimeAnswer } from './support/runtime-api/runtime-api.ts';

let folder: string;
let dynamoDb: TestDynamoDb;
let bedrock: BedrockServer;
let server: TestServer;
let isServerSilent = false;

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
  // Nothing is installed there: a bundle has all that it needs.
  folder = await mkdtemp(join(tmpdir(), 'sluice-bundles-'));
  for (const handler of HANDLERS) await buildBundle(handler, folder);
  dynamoDb = await startDynamoDb();
  await dynamoDb.createStore('executions');
  bedrock = await startBedrockServer();
  server = await startHttpServer((_, response) => {
    if (isServerSilent) return;
    response.writeHead(202, { 'content-type': 'application/json' });
    response.end(JSON.stringify(execution));
  });
}, 120_000);
afterAll(async () => {
  await Promise.all([server.close(), bedrock.close(), dynamoDb.close()]);
  await rm(folder, { recursive: true });
});

const VARIABLES: Readonly<Record<Handler, () => Record<string, string>>> = {
  'chat-handler': () => ({
    AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: bedrock.url,
    ORCHESTRATOR_AGENT_ID: 'ORCHESTRAT',
    ORCHESTRATOR_AGENT_ALIAS_ID: 'TSTALIASID',
  }),
  'agent-invoker': () => ({
    AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: bedrock.url,
    AGENT_IDS: '{"compute":"AGENT67890"}',
    AGENT_ALIAS_IDS: '{"compute":"TSTALIASID"}',
  }),
  'mcp-proxy': () => ({
    ...dynamoDb.environmentVariables,
    MCP_SERVER_URL: server.url,
    MCP_SERVER_API_KEY: 'sk-secret',
    EXECUTION_TABLE_NAME: 'executions',
  }),
  'memory-manager': () => ({ ...dynamoDb.environmentVariables, EXECUTION_TABLE_NAME: 'executions' }),
};

/** Deploys a bundle, has a test use it, and returns the lines that it wrote. */
async function withFunction(
  handler: Handler,
  use: (deployed: DeployedFunction) => Promise<void>,
  environmentVariables: Readonly<Record<string, string>> = VARIABLES[handler](),
): Promise<readonly Record<string, unknown>[]> {
  const deployed = await deployFunction({ folder: join(folder, handler), environmentVariables });
  try {
    await use(deployed);
  } finally {
    await deployed.close();
  }
  return recordsIn(await deployed.close());
}

function replyIn(answer: RuntimeAnswer): ReturnType<typeof opened> {
  expect(answer.kind).toBe('response');
  return opened(JSON.parse(answer.body));
}

const deploy = openApiEvent({
  method: 'POST',
  path: '/pipelines/bootstrap/executions',
  properties: texts({ environment: 'dev' }),
});
const chat = { httpMethod: 'POST', path: '/chat', headers: {}, body: '{"message":"Hi"}', requestContext: {} };

describe('a bundle', () => {
  it.each(HANDLERS)(
    'is one file, with its source map and the licences of what is in it beside: %s',
    async (handler) => {
      expect((await readdir(join(folder, handler))).sort()).toEqual([
        'THIRD-PARTY-LICENSES.txt',
        'index.cjs',
        'index.cjs.map',
      ]);
      const map = JSON.parse(await readFile(join(folder, handler, 'index.cjs.map'), 'utf8'));
      const own = map.sources.findIndex((source: string) => source.endsWith(`src/${handler}/index.ts`));
      expect(map.sourcesContent[own]).toContain('export const handler');
      const licenses = await readFile(join(folder, handler, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
      expect(licenses).toMatch(/^@aws-lambda-powertools\/logger \d/m);
      expect(licenses).toMatch(/^@smithy\/core \d.* \(Apache-2.0\)$/m);
      expect(licenses).toContain('Apache License');
      expect(licenses).not.toContain('@sluice/');
    },
  );
});

describe('on Lambda', () => {
  it('a proxy starts once for two events, counts its cold start once, and has its work remembered', async () => {
    const records = await withFunction('mcp-proxy', async (proxy) => {
      for (let count = 0; count < 2; count += 1) {
        expect(replyIn(await proxy.invoke(deploy))).toMatchObject({ status: 200, body: { execution_id: 'exec-1' } });
      }
      expect(proxy.coldStarts).toBe(1);
    });
    expect(records.filter(({ message }) => message === 'The invocation was answered')).toHaveLength(2);
    expect(records.filter((record) => '_aws' in record).map((metrics) => metrics['ColdStart'])).toEqual([1, undefined]);

    await withFunction('memory-manager', async (memory) => {
      const question = openApiEvent({ method: 'GET', path: '/memory', parameters: texts({ environment: 'dev' }) });
      const { body } = replyIn(await memory.invoke(question));
      expect(body['under_way']).toMatchObject([{ execution_id: 'exec-1', status: 'queued' }]);
    });
  }, 30_000);

  it('a call through AgentCore Gateway is known by the client context', async () => {
    const { event, context } = gatewayEvent('execute-bootstrap-pipeline', { environment: 'dev' });
    await withFunction('mcp-proxy', async (proxy) => {
      const answer = await proxy.invoke(event, { clientContext: { ...context.clientContext } });
      expect(JSON.parse(answer.body)).toMatchObject({ execution_id: 'exec-1', status: 'queued' });
    });
  }, 30_000);

  it('a chat handler asks the agent through the SDK that it brings along', async () => {
    bedrock.script([{ chunk: 'Hello' }]);
    await withFunction('chat-handler', async (handler) => {
      const answer = JSON.parse((await handler.invoke(chat)).body);
      expect(answer).toMatchObject({ statusCode: 200 });
      expect(JSON.parse(answer.body)).toMatchObject({ answer: 'Hello' });
    });
    expect(bedrock.invocations).toMatchObject([{ body: { inputText: 'Hi' } }]);
  }, 30_000);

  it('an agent invoker asks the specialised agent through the SDK that it brings along', async () => {
    bedrock.script([{ chunk: 'Done' }]);
    const event = openApiEvent({
      method: 'POST',
      path: '/agents/invoke',
      properties: texts({ agent_type: 'compute', input: 'Deploy' }),
    });
    await withFunction('agent-invoker', async (invoker) => {
      expect(replyIn(await invoker.invoke(event))).toMatchObject({ status: 200, body: { answer: 'Done' } });
    });
  }, 30_000);

  it.each(HANDLERS)(
    'a function without its variables answers, and logs what is missing: %s',
    async (handler) => {
      const records = await withFunction(
        handler,
        async (deployed) => {
          const { kind, body } = await deployed.invoke(handler === 'chat-handler' ? chat : deploy);
          expect(kind).toBe('response');
          expect(body).toContain('invalid_configuration');
        },
        {},
      );
      expect(JSON.stringify(records)).toMatch(/is not set: expected/);
    },
    30_000,
  );

  it('a function answers before its time is over, though the server does not', async () => {
    isServerSilent = true;
    await withFunction('mcp-proxy', async (proxy) => {
      const { status, body } = replyIn(await proxy.invoke(deploy, { timeoutMs: 2500 }));
      expect({ status, body }).toMatchObject({ status: 504, body: { code: 'outcome_unknown' } });
      isServerSilent = false;
      expect(replyIn(await proxy.invoke(deploy)).status).toBe(200);
      expect(proxy.coldStarts).toBe(1);
    }).finally(() => {
      isServerSilent = false;
    });
  }, 30_000);

  it('credentials may come from where SnapStart and containers have them', async () => {
    const authorizations: (string | undefined)[] = [];
    const aws = await startHttpServer((request, response) => {
      if (request.url === '/credentials') {
        const expiration = new Date(Date.now() + 3_600_000).toISOString();
        const credentials = { AccessKeyId: 'AKIDCONTAINER', SecretAccessKey: 's', Token: 't', Expiration: expiration };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(credentials));
        return;
      }
      authorizations.push(request.headers.authorization);
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{"Items":[],"Count":0}');
    });
    const question = openApiEvent({ method: 'GET', path: '/memory', parameters: texts({ environment: 'dev' }) });
    await withFunction(
      'memory-manager',
      async (memory) => {
        expect(replyIn(await memory.invoke(question)).status).toBe(200);
      },
      {
        EXECUTION_TABLE_NAME: 'executions',
        AWS_ENDPOINT_URL_DYNAMODB: aws.url,
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws.url}/credentials`,
      },
    ).finally(() => aws.close());
    expect(authorizations[0]).toContain('Credential=AKIDCONTAINER/');
  }, 30_000);

  it('an event that is none of ours fails, is logged, and leaves the function fit for the next', async () => {
    const records = await withFunction('mcp-proxy', async (proxy) => {
      const { kind, body } = await proxy.invoke({ hello: 'world' });
      expect(kind).toBe('error');
      expect(JSON.parse(body).errorMessage).toContain('The event it got has the keys: hello');
      expect(replyIn(await proxy.invoke(deploy)).status).toBe(200);
      expect(proxy.coldStarts).toBe(1);
    });
    expect(records).toContainEqual(expect.objectContaining({ level: 'ERROR', message: 'The invocation failed' }));
    expect(records).toContainEqual(expect.objectContaining({ Failed: 1 }));
  }, 30_000);
});

describe('a chat handler that streams', () => {
  const NULLS = '\0'.repeat(8);

  it('sends status and headers, and then events as the agent writes', async () => {
    bedrock.script([{ chunk: 'Hel' }, { chunk: 'lo' }]);
    const event = {
      version: '2.0',
      rawPath: '/chat',
      headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
      body: '{"message":"Hi"}',
      isBase64Encoded: false,
      requestContext: { http: { method: 'POST', path: '/chat' } },
    };
    const deployed = await deployFunction({
      folder: join(folder, 'chat-handler'),
      handler: 'index.streamHandler',
      environmentVariables: VARIABLES['chat-handler'](),
    });
    const { kind, headers, body } = await deployed.invoke(event);
    const lines = await deployed.close();
    expect(kind).toBe('response');
    expect(headers).toMatchObject({
      'content-type': 'application/vnd.awslambda.http-integration-response',
      'lambda-runtime-function-response-mode': 'streaming',
    });
    const [prelude = '', events = ''] = body.split(NULLS);
    expect(JSON.parse(prelude)).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': expect.stringContaining('text/event-stream') },
    });
    expect(events).toMatch(/^event: session$/m);
    expect(events).toMatch(/^event: done$/m);
    expect(events).toContain('Hello');
    expect(recordsIn(lines)).toContainEqual(expect.objectContaining({ message: 'The invocation was answered' }));
  }, 30_000);
});

describe('the Lambda that these tests play', () => {
  /** Deploys a function that is written here. */
  async function deploySource(source: string, handler?: string): Promise<DeployedFunction> {
    const place = await mkdtemp(join(folder, 'source-'));
    await writeFile(join(place, 'index.cjs'), source);
    return deployFunction({ folder: place, handler });
  }

  it('stops a function that takes too long, and starts another for the next event', async () => {
    const deployed = await deploySource(
      'exports.handler = (event) => (event.hang ? new Promise(() => setInterval(() => {}, 1000)) : {})',
    );
    expect(await deployed.invoke({ hang: true }, { timeoutMs: 300 })).toMatchObject({ kind: 'timed out' });
    expect(await deployed.invoke({})).toMatchObject({ kind: 'response' });
    expect(deployed.coldStarts).toBe(2);
    await deployed.close();
  }, 30_000);

  it('is told of a handler that is not there', async () => {
    const deployed = await deploySource('exports.handler = () => {}', 'index.missing');
    const { kind, body } = await deployed.invoke({});
    expect({ kind, body }).toMatchObject({ kind: 'init error', body: expect.stringContaining('index.missing') });
    await deployed.close();
  }, 30_000);
});
