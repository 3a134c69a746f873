import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildBundle } from '../bundling/build-bundles.ts';
import { startHttpServer, type TestServer } from './support/http-server.ts';
import { openApiEvent, texts } from './support/open-api-event.ts';
import { deployFunction, recordsIn } from './support/runtime-api/deployed-function.ts';
import { startXrayDaemon, type XrayDaemon } from './support/xray-daemon.ts';

const ROOT = '1-58406520-a006649127e371903a2de979';
const TRACE_ID = '58406520a006649127e371903a2de979';
const SAMPLED = `Root=${ROOT};Parent=4c721bf33e3caf8f;Sampled=1;Lineage=a87bd80c:1|68fd508a:5`;

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

let folder: string;
let server: TestServer;
let daemon: XrayDaemon;
let received: IncomingHttpHeaders[] = [];
let answer: { readonly status: number; readonly body: object } = { status: 202, body: execution };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-telemetry-'));
  await buildBundle('mcp-proxy', folder);
  server = await startHttpServer((request, response) => {
    received.push(request.headers);
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
}, 60_000);
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  received = [];
  answer = { status: 202, body: execution };
  daemon = await startXrayDaemon();
  return () => daemon.close();
});

interface Situation {
  readonly event?: unknown;
  readonly traceId?: string | undefined;
  readonly environmentVariables?: Readonly<Record<string, string>> | undefined;
  /** How many parts of the trace are waited for. @defaultValue 0 */
  readonly segments?: number | undefined;
}

const deploy = {
  method: 'POST',
  path: '/pipelines/bootstrap/executions',
  properties: texts({ environment: 'dev' }),
} as const;

/** Has the proxy answer one event, and returns all that it wrote. */
async function observed({ event = openApiEvent(deploy), traceId, environmentVariables, segments = 0 }: Situation) {
  const proxy = await deployFunction({
    folder: join(folder, 'mcp-proxy'),
    environmentVariables: {
      MCP_SERVER_URL: server.url,
      MCP_SERVER_API_KEY: 'sk-secret-of-the-proxy',
      AWS_XRAY_DAEMON_ADDRESS: daemon.address,
      ...environmentVariables,
    },
  });
  const reply = await proxy.invoke(event, { traceId });
  const trace = await daemon.segments(segments);
  const lines = await proxy.close();
  const records = recordsIn(lines);
  const metrics = records.filter((record) => '_aws' in record);
  const log = records.filter((record) => !('_aws' in record));
  return { reply, lines, log, metrics, trace };
}

describe('an invocation', () => {
  it('is one line of log, found by request, session, execution and trace', async () => {
    const { log } = await observed({ traceId: `Root=${ROOT};Parent=4c721bf33e3caf8f;Sampled=0` });
    expect(log).toMatchObject([
      {
        level: 'INFO',
        service: 'sluice-mcp-proxy',
        message: 'The invocation was answered',
        function_request_id: '00000000-0000-4000-8000-000000000001',
        session_id: 'session-1',
        execution_id: 'exec-1',
        operation: 'POST /pipelines/bootstrap/executions',
        outcome: 'queued',
        xray_trace_id: ROOT,
        trace_id: TRACE_ID,
      },
    ]);
  });

  it('is one line of metrics', async () => {
    const { metrics } = await observed({});
    expect(metrics).toEqual([
      expect.objectContaining({
        _aws: expect.objectContaining({
          CloudWatchMetrics: [
            expect.objectContaining({
              Namespace: 'Sluice',
              Dimensions: [['service']],
              Metrics: expect.arrayContaining([
                { Name: 'ColdStart', Unit: 'Count' },
                { Name: 'Answered', Unit: 'Count' },
                { Name: 'Duration', Unit: 'Milliseconds' },
                { Name: 'PipelineServerDuration', Unit: 'Milliseconds' },
              ]),
            }),
          ],
        }),
        service: 'sluice-mcp-proxy',
        outcome: 'queued',
        ColdStart: 1,
        Answered: 1,
        Duration: expect.any(Number),
        PipelineServerDuration: expect.any(Number),
      }),
    ]);
  });

  it('counts as refused or as failed, too, and has its metrics in the namespace that is wanted', async () => {
    answer = {
      status: 409,
      body: { type: 'about:blank', title: 'Conflict', status: 409, detail: 'Busy.', code: 'concurrency_conflict' },
    };
    const environmentVariables = { POWERTOOLS_METRICS_NAMESPACE: 'Platform' };
    const refused = await observed({ environmentVariables });
    expect(refused.metrics).toMatchObject([{ Refused: 1, outcome: 'concurrency_conflict' }]);
    expect(JSON.stringify(refused.metrics)).toContain('"Namespace":"Platform"');
    const failed = await observed({ event: { hello: 'world' } });
    expect(failed.reply.kind).toBe('error');
    expect(failed.metrics).toMatchObject([{ Failed: 1, outcome: 'internal_error' }]);
  });

  it('has no metrics where they are switched off', async () => {
    const { metrics, log } = await observed({ environmentVariables: { POWERTOOLS_METRICS_DISABLED: 'true' } });
    expect({ metrics, lines: log.length }).toEqual({ metrics: [], lines: 1 });
  });
});

describe('a traced invocation', () => {
  it('is a part of its trace, with a part for each call', async () => {
    const { trace } = await observed({ traceId: SAMPLED, segments: 2 });
    const handler = trace.find(({ name }) => name === '## index.handler');
    expect(handler).toMatchObject({
      trace_id: ROOT,
      parent_id: '4c721bf33e3caf8f',
      annotations: {
        Service: 'sluice-mcp-proxy',
        ColdStart: true,
        execution_id: 'exec-1',
        operation: 'POST /pipelines/bootstrap/executions',
        outcome: 'queued',
      },
    });
    expect(trace).toContainEqual(
      expect.objectContaining({ name: 'PipelineServer', namespace: 'remote', parent_id: handler?.id }),
    );
  });

  it('is marked where it was refused', async () => {
    const event = openApiEvent({ ...deploy, properties: [] });
    const { trace } = await observed({ event, traceId: SAMPLED, segments: 1 });
    expect(trace).toMatchObject([{ error: true, annotations: { outcome: 'invalid_parameters' } }]);
  });

  it('is not, where tracing is switched off or the invocation is not sampled', async () => {
    await observed({ traceId: SAMPLED, environmentVariables: { POWERTOOLS_TRACE_ENABLED: 'false' } });
    await observed({ traceId: SAMPLED.replace('Sampled=1', 'Sampled=0') });
    expect(daemon.datagrams).toEqual([]);
  });
});

describe('the trace that is passed on', () => {
  const given = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

  it.each<[string, string | undefined, string | undefined, string | undefined]>([
    ["is X-Ray's", SAMPLED, undefined, `00-${TRACE_ID}-4c721bf33e3caf8f-01`],
    [
      "is X-Ray's, unsampled",
      SAMPLED.replace('Sampled=1', 'Sampled=0'),
      undefined,
      `00-${TRACE_ID}-4c721bf33e3caf8f-00`,
    ],
    ['is that of the conversation, where there is one', SAMPLED, given, given],
    ['is that of the conversation, without X-Ray', undefined, given, given],
    ["is X-Ray's, where the conversation's is none", SAMPLED, 'nonsense', `00-${TRACE_ID}-4c721bf33e3caf8f-01`],
    ['is none of zeros', undefined, `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`, undefined],
    ['is none without a parent', `Root=${ROOT};Sampled=0`, undefined, undefined],
    ['is none without a trace', undefined, undefined, undefined],
  ])('%s', async (_, traceId, traceparent, expected) => {
    const sessionAttributes = traceparent === undefined ? {} : { sluice_traceparent: traceparent };
    const { log } = await observed({
      event: openApiEvent({ ...deploy, sessionAttributes }),
      traceId,
      environmentVariables: { POWERTOOLS_TRACE_ENABLED: 'false' },
    });
    expect(received.map((headers) => headers['traceparent'])).toEqual([expected]);
    expect(log[0]?.['trace_id']).toBe(expected?.slice(3, 35));
  });
});

describe('no secret is told', () => {
  const TOKEN = `glpat-${'x'.repeat(20)}`;

  it('that stands in any part of an event, or in an answer', async () => {
    const told = { ...openApiEvent(deploy), agent: { name: TOKEN, id: TOKEN, alias: TOKEN, version: TOKEN } };
    const everywhere = [
      { ...told, sessionId: TOKEN },
      { ...told, actionGroup: TOKEN, apiPath: `/${TOKEN}` },
      { ...told, httpMethod: TOKEN },
      { ...told, inputText: TOKEN, sessionAttributes: { a: TOKEN, sluice_traceparent: TOKEN } },
      openApiEvent({ method: 'GET', path: '/executions/{execution_id}', parameters: texts({ execution_id: TOKEN }) }),
      openApiEvent({ ...deploy, properties: texts({ environment: TOKEN, [TOKEN]: TOKEN }) }),
      { [TOKEN]: TOKEN },
    ];
    for (const event of everywhere) {
      answer = {
        status: 400,
        body: { type: 'about:blank', title: TOKEN, status: 400, detail: TOKEN, code: 'invalid_request' },
      };
      const { lines } = await observed({ event, traceId: SAMPLED, segments: 1 });
      expect(lines.join('\n')).not.toContain(TOKEN);
      expect(lines.join('\n')).not.toContain('sk-secret-of-the-proxy');
    }
    expect(daemon.datagrams.join('\n')).not.toContain(TOKEN);
  }, 60_000);

  it.each<[string, object]>([
    ['writeOnly', { type: 'string', writeOnly: true }],
    ['format: password', { type: 'string', format: 'password' }],
    ['x-secret', { type: 'string', 'x-secret': true }],
  ])('that a parameter holds which the document marks as secret: %s', async (_, schema) => {
    const properties = { environment: { type: 'string' }, database: schema };
    const operation = {
      operationId: 'execute-bootstrap-pipeline',
      requestBody: { content: { 'application/json': { schema: { type: 'object', properties } } } },
    };
    const document = { openapi: '3.0.0', info: { title: 'T' }, paths: { [deploy.path]: { post: operation } } };
    const file = join(folder, 'action-groups.json');
    await writeFile(file, JSON.stringify([{ name: 'bootstrap', document }]));
    // The server quotes it, as one with a fault might.
    answer = {
      status: 400,
      body: {
        type: 'about:blank',
        title: 'Bad',
        status: 400,
        detail: 'No database opens-sesame.',
        code: 'invalid_request',
      },
    };
    const event = openApiEvent({ ...deploy, properties: texts({ environment: 'dev', database: 'opens-sesame' }) });
    const { lines, log } = await observed({ event, environmentVariables: { ACTION_GROUPS_FILE: file } });
    expect(received).toHaveLength(1);
    expect(log[0]?.['reason']).toContain('No database [redacted]');
    expect(lines.join('\n')).not.toContain('opens-sesame');
  });
});
