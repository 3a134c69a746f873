import { SpanKind, trace } from '@opentelemetry/api';
import { ExecutorError } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { activeTraceContext } from '../../src/index.ts';
import { traceMcp } from '../../src/telemetry/trace-mcp.ts';
import { createObservedServer } from './support/observed-server.ts';
import { recordSpans } from './support/recorded-spans.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';
const TRACEPARENT = `00-${TRACE_ID}-${PARENT_ID}-01`;

const spans = recordSpans();

describe('a request that starts a run', () => {
  it('is one trace, from whoever asks to the run at the CI system', async () => {
    const { executor, execute } = await createObservedServer();
    const headers = { traceparent: TRACEPARENT, tracestate: 'team=42' };
    const { execution_id } = await execute({}, { headers });

    const server = spans.one('POST /execute');
    const call = spans.one('executor start');
    expect(server).toMatchObject({ kind: SpanKind.SERVER, traceId: TRACE_ID, parentId: PARENT_ID });
    expect(call).toMatchObject({ kind: SpanKind.CLIENT, traceId: TRACE_ID, parentId: server.spanId });
    expect(executor.starts[0]?.variables).toMatchObject({
      SLUICE_EXECUTION_ID: execution_id,
      TRACEPARENT: `00-${TRACE_ID}-${call.parentId}-01`,
      TRACESTATE: 'team=42',
    });
  });

  it('is described as the semantic conventions have it', async () => {
    const { execute } = await createObservedServer();
    const { execution_id } = await execute({}, { headers: { 'x-request-id': 'request-1' } });

    expect(spans.one('POST /execute').attributes).toEqual({
      'http.request.method': 'POST',
      'http.response.status_code': 202,
      'http.route': '/execute',
      'url.path': '/execute',
      'sluice.request_id': 'request-1',
      'sluice.principal': 'team',
      'sluice.execution_id': execution_id,
      'sluice.pipeline_type': 'app',
      'sluice.environment': 'dev',
    });
    expect(spans.one('executor start').attributes).toEqual({
      'sluice.executor': 'team-ci',
      'sluice.execution_id': execution_id,
    });
  });

  it('has its trace in every line that it writes', async () => {
    const { execute, log } = await createObservedServer();
    await execute({}, { headers: { traceparent: TRACEPARENT } });

    expect(log.lines.map(({ message }) => message)).toEqual([
      'execution.starting app in dev',
      'execution.queued app in dev',
      'POST /execute 202',
    ]);
    const { spanId } = spans.one('POST /execute');
    for (const line of log.lines) expect(line).toMatchObject({ trace_id: TRACE_ID, span_id: spanId });
  });

  it('begins a trace where whoever asks has none', async () => {
    const { executor, execute } = await createObservedServer();
    await execute();
    const { traceId, parentId } = spans.one('POST /execute');

    expect(parentId).toBeUndefined();
    expect(executor.starts[0]?.variables['TRACEPARENT']).toContain(traceId);
  });

  it('begins a trace where what it was given is none', async () => {
    const { execute } = await createObservedServer();
    await execute({}, { headers: { traceparent: '00-$(id)-x-01' } });

    expect(spans.one('POST /execute').parentId).toBeUndefined();
  });
});

describe('a request that fails', () => {
  it('has the code of its error, and is no fault of the server', async () => {
    const { send } = await createObservedServer();
    await send('GET', '/executions/none?wait=0');

    const span = spans.one('GET /executions/:execution_id');
    expect(span.attributes).toMatchObject({ 'http.response.status_code': 404, 'error.type': 'execution_not_found' });
    expect(span.isError).toBe(false);
  });

  it('is an error where the server failed', async () => {
    const { store, send } = await createObservedServer();
    store.get = () => Promise.reject(new TypeError('a bug with glpat-secret0secret0secret'));
    await send('GET', '/executions/one');

    const span = spans.one('GET /executions/:execution_id');
    expect(span.attributes).toMatchObject({ 'http.response.status_code': 500, 'error.type': 'internal_error' });
    expect(span.isError).toBe(true);
    expect(spans.text()).not.toContain('a bug');
  });

  it('has the method as its name where there is no such path', async () => {
    const { send } = await createObservedServer();
    await send('GET', '/glpat-secret0secret0secret?token=secret');

    expect(spans.one('GET').attributes).toMatchObject({ 'url.path': '/[redacted]', 'http.response.status_code': 404 });
    expect(spans.one('GET').attributes).not.toHaveProperty('http.route');
    expect(spans.text()).not.toContain('secret0');
  });

  it('has no key, in whatever way it was sent', async () => {
    const { send } = await createObservedServer();
    await send('GET', '/pipelines', { headers: { 'x-api-key': 'key-for-everything-1' } });
    await send('GET', '/pipelines', { key: 'none', headers: { authorization: 'Bearer key-for-everything-1' } });

    expect(spans.all()).toHaveLength(2);
    expect(spans.text()).not.toContain('key-for-everything-1');
  });
});

describe('a call of an executor that fails', () => {
  it('says why, without secrets', async () => {
    const { executor, execute } = await createObservedServer();
    const message = 'The CI system refuses glpat-secret0secret0secret.';
    executor.failWith('start', new ExecutorError({ message, outcome: 'not_started' }));
    await execute();

    const span = spans.one('executor start');
    expect(span).toMatchObject({ isError: true, message: 'The CI system refuses [redacted].' });
    expect(span.attributes).toMatchObject({ 'error.type': 'not_started' });
  });

  it('says only what kind of error it was, where that may say anything', async () => {
    const { executor, execute } = await createObservedServer();
    executor.failWith('start', new TypeError('fetch https://gitlab.internal/?token=abc failed'));
    await execute();

    expect(spans.one('executor start')).toMatchObject({ isError: true, message: undefined });
    expect(spans.one('executor start').attributes).toMatchObject({ 'error.type': 'TypeError' });
    expect(spans.text()).not.toContain('gitlab.internal');
  });
});

describe('what is asked every few seconds', () => {
  it.each(['/healthz', '/readyz', '/metrics'])('has no server span: %s', async (path) => {
    const { send } = await createObservedServer();
    expect((await send('GET', path)).status).toBe(200);
    expect(spans.all().filter(({ kind }) => kind === SpanKind.SERVER)).toEqual([]);
  });
});

describe('a sweep', () => {
  it('is a trace of its own, with what it asked of the CI systems', async () => {
    const { execute, service } = await createObservedServer();
    await execute();
    await service.sweep();

    const sweep = spans.one('sweep');
    expect(sweep.parentId).toBeUndefined();
    expect(sweep.attributes).toEqual({
      'sluice.swept': true,
      'sluice.unfinished': 1,
      'sluice.looks': 0,
      'sluice.left': 0,
    });
    expect(spans.one('executor list')).toMatchObject({ traceId: sweep.traceId, parentId: sweep.spanId });
  });

  it('is an error when it fails', async () => {
    const { store, service } = await createObservedServer();
    store.listUnfinished = () => Promise.reject(new Error('The store is down.'));
    await expect(service.sweep()).rejects.toThrow('The store is down.');
    expect(spans.one('sweep').isError).toBe(true);
  });
});

describe('an MCP message', () => {
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_execution' } };
  const facts = { method: 'tools/call', tool: 'get_execution', protocolVersion: '2026-07-28' };

  it('is a span within that of the request which carries it', async () => {
    const carried = await trace.getTracer('test').startActiveSpan('POST /mcp', async (span) => {
      await traceMcp(call, async (note) => note({ ...facts, executionId: 'execution-1' }));
      span.end();
      return span.spanContext();
    });

    expect(spans.one('tools/call get_execution')).toMatchObject({
      kind: SpanKind.SERVER,
      parentId: carried.spanId,
      linkedTo: [],
      attributes: {
        'mcp.method.name': 'tools/call',
        'gen_ai.tool.name': 'get_execution',
        'mcp.protocol.version': '2026-07-28',
        'sluice.execution_id': 'execution-1',
      },
    });
  });

  it('belongs to the trace that it names, and points to the request that carries it', async () => {
    const body = { ...call, params: { ...call.params, _meta: { traceparent: TRACEPARENT } } };
    const carried = await trace.getTracer('test').startActiveSpan('POST /mcp', async (span) => {
      await traceMcp(body, async (note) => {
        expect(activeTraceContext()?.traceparent).toContain(TRACE_ID);
        note(facts);
      });
      span.end();
      return span.spanContext();
    });

    expect(spans.one('tools/call get_execution')).toMatchObject({
      traceId: TRACE_ID,
      parentId: PARENT_ID,
      linkedTo: [carried.spanId],
    });
  });

  it.each([
    ['no object', 'text'],
    ['no parameters', { method: 'ping' }],
    ['parameters that are null', { params: null }],
    ['a trace that is no text', { params: { _meta: { traceparent: [TRACEPARENT] } } }],
    ['a trace that is none', { params: { _meta: { traceparent: 'x', tracestate: {} } } }],
    ['a trace of its prototype', { params: { _meta: JSON.parse(`{"__proto__":{"traceparent":"${TRACEPARENT}"}}`) } }],
  ])('with %s begins a trace', async (_, body) => {
    await traceMcp(body, async (note) => note({ method: 'unknown' }));
    expect(spans.one('unknown').parentId).toBeUndefined();
    expect(spans.one('unknown').traceId).not.toBe(TRACE_ID);
  });

  it('that fails has the type of its error', async () => {
    await traceMcp(call, async (note) => note({ ...facts, errorType: 'tool_error' }));
    expect(spans.one('tools/call get_execution')).toMatchObject({
      isError: true,
      attributes: { 'error.type': 'tool_error' },
    });
  });

  it.each([
    ['2025-11-25', {}],
    [
      '2026-07-28',
      {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    ],
  ])('of %s is traced from the host that asks to the CI system', async (version, envelope) => {
    const { send, execute, executor, log, scrape } = await createObservedServer();
    const { execution_id } = await execute();
    executor.setRun(execution_id, { status: 'running', rawStatus: 'running' });
    const params = {
      name: 'get_execution',
      arguments: { execution_id },
      _meta: { ...envelope, traceparent: TRACEPARENT },
    };
    const response = await send('POST', '/mcp', {
      headers: {
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': version,
        'mcp-method': 'tools/call',
        'mcp-name': 'get_execution',
      },
      body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
    });
    expect(await response.text()).toContain(execution_id);

    const span = spans.one('tools/call get_execution');
    expect(span).toMatchObject({ traceId: TRACE_ID, parentId: PARENT_ID, linkedTo: [spans.one('POST /mcp').spanId] });
    expect(span.attributes).toMatchObject({ 'mcp.protocol.version': version, 'sluice.execution_id': execution_id });
    expect(spans.one('executor get')).toMatchObject({ traceId: TRACE_ID, parentId: span.spanId });
    expect(log.lines.at(-1)).toMatchObject({
      message: 'POST /mcp 200 tools/call get_execution',
      mcp_protocol_version: version,
      execution_id,
    });
    const tool = { mcp_method_name: 'tools/call', gen_ai_tool_name: 'get_execution', error_type: '' };
    expect((await scrape()).value('mcp_server_operation_duration_seconds_count', tool)).toBe(1);
  });

  it('goes on until its answer does', async () => {
    const notes: (() => void)[] = [];
    await traceMcp(call, async (note) => void notes.push(() => note(facts)));
    expect(spans.all()).toEqual([]);
    for (const note of notes) note();
    expect(spans.one('tools/call get_execution').isError).toBe(false);
  });

  it('ends its span when handling it throws, and lets the error through', async () => {
    const failure = new Error('a bug');
    await expect(traceMcp(call, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(spans.one('mcp').isError).toBe(true);
  });
});
