import { ExecutorError, SluiceError } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { createObservedServer } from './support/observed-server.ts';
import { parseScrape } from './support/scrape.ts';

const APP = { pipeline_type: 'app', environment: 'dev' };
const MINUTE_MS = 60_000;

function refusal(outcome: 'not_started' | 'unknown'): ExecutorError {
  return new ExecutorError({ message: 'The CI system said no.', outcome });
}

describe('the starts', () => {
  it('are there from the beginning, at zero, so that the first failure is an increase', async () => {
    const { scrape } = await createObservedServer();
    const numbers = await scrape();
    for (const environment of ['dev', 'gated']) {
      const place = { pipeline_type: 'app', environment };
      expect(numbers.value('sluice_executions_total', { ...place, outcome: 'unknown' })).toBe(0);
      expect(numbers.value('sluice_execution_transitions_total', { ...place, type: 'execution.lost' })).toBe(0);
    }
  });

  it('are counted by what they came to', async () => {
    const { executor, execute, scrape } = await createObservedServer();
    await execute({ parameters: { version: '1' } });
    await execute({ parameters: { version: '1' } });
    executor.failWith('start', refusal('not_started'));
    await execute({ parameters: { version: '2' } });
    executor.failWith('start', refusal('unknown'));
    await execute({ parameters: { version: '3' } });
    await execute({ parameters: { version: 4 } });

    const numbers = await scrape();
    const count = (outcome: string): number | undefined =>
      numbers.value('sluice_executions_total', { ...APP, outcome });
    expect(count('started')).toBe(1);
    expect(count('replayed')).toBe(1);
    expect(count('refused')).toBe(1);
    expect(count('unknown')).toBe(1);
    expect(count('invalid_parameters')).toBe(1);
  });

  it('are counted when they are approved, once however often somebody says so', async () => {
    const { execute, send, scrape } = await createObservedServer();
    const { execution_id } = await execute({ environment: 'gated' });
    const before = await scrape();
    await send('POST', `/executions/${execution_id}/approve`, { key: 'second', body: {} });
    await send('POST', `/executions/${execution_id}/approve`, { key: 'second', body: {} });
    const after = await scrape();

    const gated = { pipeline_type: 'app', environment: 'gated' };
    expect(before.value('sluice_executions_total', { ...gated, outcome: 'awaiting_approval' })).toBe(1);
    expect(before.value('sluice_executions_total', { ...gated, outcome: 'started' })).toBe(0);
    expect(after.value('sluice_executions_total', { ...gated, outcome: 'awaiting_approval' })).toBe(1);
    expect(after.value('sluice_executions_total', { ...gated, outcome: 'started' })).toBe(1);
  });

  it('are not counted again when a run is found after all', async () => {
    const { executor, clock, execute, service, scrape } = await createObservedServer();
    executor.failWith('start', refusal('unknown'));
    const { execution_id } = await execute();
    executor.failWith('start', undefined);
    // The run appears although the start had no answer.
    await executor.start({ executionId: execution_id, target: { project: 'platform/app' }, variables: {} });
    await clock.advance(MINUTE_MS);
    const { execution } = await service.refresh(execution_id);

    expect(execution.status).toBe('queued');
    const numbers = await scrape();
    expect(numbers.value('sluice_executions_total', { ...APP, outcome: 'started' })).toBe(0);
    expect(numbers.value('sluice_executions_total', { ...APP, outcome: 'unknown' })).toBe(1);
    expect(numbers.value('sluice_execution_transitions_total', { ...APP, type: 'execution.queued' })).toBe(1);
  });

  it('have no label that a caller made up', async () => {
    const { execute, scrape } = await createObservedServer();
    await execute({ pipeline_type: 'made-up', environment: 'dev' });
    await execute({ pipeline_type: 'app', environment: 'invented' });
    const numbers = await scrape();

    expect(numbers.text).not.toContain('made-up');
    expect(numbers.text).not.toContain('invented');
    expect(numbers.value('sluice_executions_total', { pipeline_type: 'other', outcome: 'pipeline_not_found' })).toBe(1);
    expect(numbers.value('sluice_executions_total', { pipeline_type: 'other', outcome: 'invalid_parameters' })).toBe(1);
  });
});

describe('the duration of an execution', () => {
  it('is the time from the request to its end, once', async () => {
    const { executor, clock, execute, service, scrape } = await createObservedServer();
    const { execution_id } = await execute();
    await clock.advance(7 * MINUTE_MS);
    executor.setRun(execution_id, { status: 'succeeded', rawStatus: 'success' });
    await service.refresh(execution_id);
    await service.refresh(execution_id);

    const numbers = await scrape();
    const succeeded = { ...APP, status: 'succeeded' };
    expect(numbers.value('sluice_execution_duration_seconds_count', succeeded)).toBe(1);
    expect(numbers.value('sluice_execution_duration_seconds_sum', succeeded)).toBe(420);
    expect(numbers.value('sluice_execution_duration_seconds_bucket', { ...succeeded, le: '300' })).toBe(0);
    expect(numbers.value('sluice_execution_duration_seconds_bucket', { ...succeeded, le: '600' })).toBe(1);
  });
});

describe('what is unfinished', () => {
  it('has no number until a sweep has counted it, rather than a wrong one', async () => {
    const { execute, scrape } = await createObservedServer();
    await execute();
    const numbers = await scrape();

    expect(numbers.types.get('sluice_executions_unknown')).toBe('gauge');
    expect(numbers.value('sluice_executions_unknown')).toBeUndefined();
    expect(numbers.value('sluice_executions_unfinished')).toBeUndefined();
    expect(numbers.value('sluice_sweep_left')).toBeUndefined();
  });

  it('is true after a restart, as soon as the new server has swept', async () => {
    const first = await createObservedServer();
    await first.execute({ parameters: { version: '1' } });
    first.executor.failWith('start', refusal('unknown'));
    await first.execute({ parameters: { version: '2' } });
    await first.execute({ environment: 'gated' });

    const second = await first.restart();
    await second.service.sweep();
    const numbers = await second.scrape();

    expect(numbers.value('sluice_executions_unknown')).toBe(1);
    expect(numbers.value('sluice_executions_unfinished', { status: 'unknown' })).toBe(1);
    expect(numbers.value('sluice_executions_unfinished', { status: 'queued' })).toBe(1);
    expect(numbers.value('sluice_executions_unfinished', { status: 'awaiting_approval' })).toBe(1);
    expect(numbers.value('sluice_executions_unfinished', { status: 'running' })).toBe(0);
    expect(numbers.value('sluice_sweep_left')).toBe(0);
  });

  it('goes down when it finishes', async () => {
    const { executor, execute, service, scrape } = await createObservedServer();
    const { execution_id } = await execute();
    await service.sweep();
    executor.setRun(execution_id, { status: 'succeeded', rawStatus: 'success' });
    await service.refresh(execution_id);
    await service.sweep();

    expect((await scrape()).value('sluice_executions_unfinished', { status: 'queued' })).toBe(0);
  });
});

describe('the sweeps', () => {
  it('lag for as long as none has finished, whatever is tried meanwhile', async () => {
    const { clock, service, store, scrape } = await createObservedServer();
    await service.sweep();
    await clock.advance(90_000);
    expect((await scrape()).value('sluice_sweep_lag_seconds')).toBe(90);

    await store.acquireLease({ name: 'sweep', holder: 'another server', until: clock.now() + 5000 });
    expect(await service.sweep()).toMatchObject({ swept: false });
    const listUnfinished = store.listUnfinished;
    await store.releaseLease({ name: 'sweep', holder: 'another server' });
    store.listUnfinished = () =>
      Promise.reject(new SluiceError({ code: 'store_unavailable', message: 'The store is down.' }));
    await expect(service.sweep()).rejects.toMatchObject({ code: 'store_unavailable' });
    const lagging = await scrape();
    expect(lagging.value('sluice_sweep_lag_seconds')).toBe(90);
    expect(lagging.value('sluice_sweeps_total', { outcome: 'swept' })).toBe(1);
    expect(lagging.value('sluice_sweeps_total', { outcome: 'skipped' })).toBe(1);
    expect(lagging.value('sluice_sweeps_total', { outcome: 'failed' })).toBe(1);

    store.listUnfinished = listUnfinished;
    await service.sweep();
    const swept = await scrape();
    expect(swept.value('sluice_sweep_lag_seconds')).toBe(0);
    expect(swept.value('sluice_sweep_duration_seconds_count')).toBe(2);
  });

  it('that end because the server closes are no failures', async () => {
    const { service, scrape } = await createObservedServer();
    const closing = new AbortController();
    closing.abort();
    await expect(service.sweep(closing.signal)).rejects.toThrow();

    expect((await scrape()).value('sluice_sweeps_total', { outcome: 'failed' })).toBe(0);
  });
});

describe('the calls of executors', () => {
  it('are measured by operation and outcome, under the name of the config', async () => {
    const { executor, clock, execute, service, scrape } = await createObservedServer();
    const release = executor.holdStarts();
    const answer = execute({ parameters: { version: '1' } });
    await clock.untilSleeping(60_000);
    await clock.advance(1500);
    release();
    const { execution_id } = await answer;
    executor.failWith('start', refusal('not_started'));
    await execute({ parameters: { version: '2' } });
    executor.failWith('start', new ExecutorError({ message: 'Slow down.', outcome: 'not_started', retryAfterMs: 1 }));
    await execute({ parameters: { version: '3' } });
    executor.failWith('get', new ExecutorError({ message: 'The CI system is down.' }));
    await service.refresh(execution_id);

    const numbers = await scrape();
    const call = (operation: string, outcome: string): Readonly<Record<string, string>> => ({
      executor: 'team-ci',
      operation,
      outcome,
    });
    expect(numbers.value('sluice_executor_call_duration_seconds_sum', call('start', 'ok'))).toBe(1.5);
    expect(numbers.value('sluice_executor_call_duration_seconds_count', call('start', 'not_started'))).toBe(1);
    expect(numbers.value('sluice_executor_call_duration_seconds_count', call('start', 'held_back'))).toBe(1);
    expect(numbers.value('sluice_executor_call_duration_seconds_count', call('get', 'failed'))).toBe(1);
  });
});

describe('the requests', () => {
  it('are measured by the template of their path', async () => {
    const { execute, send, scrape } = await createObservedServer();
    const { execution_id } = await execute();
    await send('GET', `/executions/${execution_id}`);
    await send('GET', '/executions/another');
    const numbers = await scrape();

    const route = '/executions/:execution_id';
    const get = { method: 'GET', route, kind: 'plain' };
    expect(numbers.value('sluice_http_request_duration_seconds_count', { ...get, status: '200' })).toBe(1);
    expect(numbers.value('sluice_http_request_duration_seconds_count', { ...get, status: '404' })).toBe(1);
    expect(numbers.text).not.toContain(execution_id);
  });

  it('are of their own kind when they ask to wait', async () => {
    const { clock, execute, send, scrape } = await createObservedServer();
    const { execution_id } = await execute();
    const answer = send('GET', `/executions/${execution_id}?wait=20`);
    await clock.untilSleeping(1000);
    await clock.advance(20_000);
    await answer;
    const numbers = await scrape();

    const route = '/executions/:execution_id';
    expect(numbers.value('sluice_http_request_duration_seconds_sum', { route, kind: 'wait' })).toBe(20);
    expect(numbers.value('sluice_http_request_duration_seconds_sum', { route, kind: 'plain' })).toBeUndefined();
  });

  it('are measured to their end when they are streams', async () => {
    const { clock, executor, execute, send, scrape } = await createObservedServer();
    const { execution_id } = await execute();
    executor.writeLog(execution_id, 'first\n');
    const headers = { accept: 'text/event-stream' };
    const response = await send('GET', `/executions/${execution_id}/log`, { headers });
    expect((await scrape()).labelValues('sluice_http_request_duration_seconds_count', 'kind')).not.toContain('stream');
    const text = response.text();
    await clock.untilSleeping(2000);
    executor.writeLog(execution_id, 'last\n', 'end');
    await clock.advance(2000);
    expect(await text).toContain('last');

    const numbers = await scrape();
    expect(numbers.value('sluice_http_request_duration_seconds_sum', { kind: 'stream' })).toBe(2);
  });

  it('have no label that a caller made up', async () => {
    const { send, scrape } = await createObservedServer();
    await send('MADEUP', '/invented');
    await send('GET', '/invented');
    const numbers = await scrape();

    expect(numbers.labelValues('sluice_http_request_duration_seconds_count', 'method')).toContain('other');
    expect(numbers.labelValues('sluice_http_request_duration_seconds_count', 'route')).toContain('none');
    expect(numbers.text).not.toMatch(/invented|MADEUP/);
  });

  it('that were turned away are counted by reason', async () => {
    const { execute, send, scrape } = await createObservedServer();
    await send('GET', '/pipelines', { key: 'none' });
    await send('GET', '/pipelines', { key: 'runner' });
    await execute({}, { key: 'second' });
    const numbers = await scrape();

    expect(numbers.value('sluice_requests_refused_total', { reason: 'unauthenticated' })).toBe(1);
    expect(numbers.value('sluice_requests_refused_total', { reason: 'forbidden' })).toBe(2);
    expect(numbers.value('sluice_requests_refused_total', { reason: 'overloaded' })).toBe(0);
  });

  it('of MCP are measured by method and tool', async () => {
    const { metrics } = await createObservedServer();
    const request = { method: 'POST', route: '/mcp', status: 200, kind: 'plain', durationMs: 40 } as const;
    metrics.onRequest({ ...request, mcp: { method: 'tools/call', tool: 'get_execution', errorType: 'tool_error' } });
    metrics.onRequest({ ...request, mcp: { method: 'tools/list' } });
    const numbers = parseScrape(await metrics.render());

    const name = 'mcp_server_operation_duration_seconds';
    const call = { mcp_method_name: 'tools/call', gen_ai_tool_name: 'get_execution', error_type: 'tool_error' };
    expect(numbers.value(`${name}_sum`, call)).toBe(0.04);
    expect(numbers.value(`${name}_count`, { mcp_method_name: 'tools/list', error_type: '' })).toBe(1);
  });
});

describe('GET /metrics', () => {
  it('needs a key with the scope "read"', async () => {
    const { send } = await createObservedServer();
    expect((await send('GET', '/metrics', { key: 'none' })).status).toBe(401);
    const forbidden = await send('GET', '/metrics', { key: 'runner' });
    expect(forbidden.status).toBe(403);
    expect(await forbidden.json()).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('"read"') });
  });

  it('answers in the text format, with the numbers of the process', async () => {
    const { send } = await createObservedServer();
    const response = await send('GET', '/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const { types, value } = parseScrape(await response.text());
    expect(types.get('nodejs_eventloop_lag_p99_seconds')).toBe('gauge');
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  });

  it('has the numbers of its own server only', async () => {
    const first = await createObservedServer();
    const second = await createObservedServer();
    await first.execute();
    expect((await second.scrape()).value('sluice_executions_total', { ...APP, outcome: 'started' })).toBe(0);
  });

  it('is not there where there are no numbers', async () => {
    const { service, log } = await createObservedServer();
    const { createPipelineServerApp, loopbackAuthenticator } = await import('../../src/index.ts');
    const app = createPipelineServerApp({ service, authenticate: loopbackAuthenticator(), logger: log.logger });
    expect((await app.fetch(new Request('http://localhost/metrics'), {})).status).toBe(404);
  });
});
