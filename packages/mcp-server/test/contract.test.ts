import { ExecutorError } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { hashApiKey } from '../src/index.ts';
import { STORE_DOWN } from './support/breakable-store.ts';
import { checkAgainstDocument, documentedResponses } from './support/open-api-contract.ts';
import { type Answer, startTestServer, type TestServer } from './support/test-server.ts';

const EXECUTE = { pipeline_type: 'bootstrap', environment: 'dev' };
const EXECUTION = {
  ...EXECUTE,
  execution_id: 'some-id',
  version: 1,
  parameters: {},
  status: 'queued',
  requested_by: 'team',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  last_change: { type: 'execution.queued', actor: 'sluice' },
};
const LONG_ID = 'x'.repeat(101);
const UNFORESEEN = new TypeError('glpat-secret0secret0secret is undefined at ci.internal.example');

/** How to get each of the answers that the document promises. `call` checks the answer's shape. */
const SCENARIOS: Record<string, (server: TestServer) => Promise<Answer<unknown>>> = {
  'execute 202': ({ call }) => call('POST', '/execute', { body: EXECUTE }),
  'execute 200': async ({ call }) => {
    await call('POST', '/execute', { body: EXECUTE });
    return call('POST', '/execute', { body: EXECUTE });
  },
  'execute 400': ({ call }) => call('POST', '/execute', { body: { pipeline_type: 'bootstrap' } }),
  'execute 401': ({ call }) => call('POST', '/execute', { key: 'none', body: EXECUTE }),
  'execute 403': ({ call }) => call('POST', '/execute', { key: 'read', body: EXECUTE }),
  'execute 404': ({ call }) => call('POST', '/execute', { body: { ...EXECUTE, pipeline_type: 'dns' } }),
  'execute 409': async ({ call }) => {
    await call('POST', '/execute', { body: EXECUTE });
    return call('POST', '/execute', { body: { ...EXECUTE, parameters: { region: 'eu' } } });
  },
  'execute 413': ({ call }) => call('POST', '/execute', { body: { ...EXECUTE, tenant_id: 'x'.repeat(70_000) } }),
  'execute 422': ({ call }) => call('POST', '/execute', { body: { ...EXECUTE, environment: 'moon' } }),
  'execute 500': ({ call, store }) => {
    store.breakWith(UNFORESEEN);
    return call('POST', '/execute', { body: EXECUTE });
  },
  'execute 503': ({ call, store }) => {
    store.breakWith(STORE_DOWN);
    return call('POST', '/execute', { body: EXECUTE });
  },
  'listExecutions 200': async ({ call, execute }) => {
    await execute();
    await execute({ session_id: 'another' });
    return call('GET', '/executions?environment=dev&limit=1');
  },
  'listExecutions 400': ({ call }) => call('GET', '/executions'),
  'listExecutions 401': ({ call }) => call('GET', '/executions?environment=dev', { key: 'none' }),
  'listExecutions 500': ({ call, store }) => {
    store.breakWith(UNFORESEEN);
    return call('GET', '/executions?environment=dev');
  },
  'listExecutions 503': ({ call, store }) => {
    store.breakWith(STORE_DOWN);
    return call('GET', '/executions?environment=dev');
  },
  'getExecution 200': async ({ call, execute, executor }) => {
    const { execution_id } = await execute();
    executor.setRun(execution_id, {
      status: 'failed',
      rawStatus: 'failed',
      failure: {
        kind: 'failed',
        message: 'The job deploy failed.',
        job: 'deploy',
        stage: 'deploy',
        logTail: 'no space left',
      },
    });
    return call('GET', `/executions/${execution_id}`);
  },
  'getExecution 400': ({ call }) => call('GET', '/executions/some-id?wait=26'),
  'getExecution 401': ({ call }) => call('GET', '/executions/some-id', { key: 'none' }),
  'getExecution 404': ({ call }) => call('GET', '/executions/some-id'),
  'getExecution 500': async ({ call, execute, executor }) => {
    const { execution_id } = await execute();
    executor.failWith('get', UNFORESEEN);
    return call('GET', `/executions/${execution_id}`);
  },
  'getExecution 503': ({ call, store }) => {
    store.breakWith(STORE_DOWN);
    return call('GET', '/executions/some-id');
  },
  'cancelExecution 202': async ({ call, execute }) =>
    call('POST', `/executions/${(await execute()).execution_id}/cancel`),
  'cancelExecution 200': async ({ call, execute, executor }) => {
    const { execution_id } = await execute();
    executor.setRun(execution_id, { status: 'succeeded', rawStatus: 'success' });
    return call('POST', `/executions/${execution_id}/cancel`);
  },
  'cancelExecution 400': ({ call }) => call('POST', `/executions/${LONG_ID}/cancel`),
  'cancelExecution 401': ({ call }) => call('POST', '/executions/some-id/cancel', { key: 'none' }),
  'cancelExecution 403': ({ call }) => call('POST', '/executions/some-id/cancel', { key: 'read' }),
  'cancelExecution 404': ({ call }) => call('POST', '/executions/some-id/cancel'),
  'cancelExecution 500': async ({ call, execute, executor }) => {
    const { execution_id } = await execute();
    executor.failWith('cancel', UNFORESEEN);
    return call('POST', `/executions/${execution_id}/cancel`);
  },
  'cancelExecution 502': async ({ call, execute, executor }) => {
    const { execution_id } = await execute();
    executor.failWith('cancel', new ExecutorError({ message: 'The token may not cancel pipelines.' }));
    return call('POST', `/executions/${execution_id}/cancel`);
  },
  'cancelExecution 503': async ({ call, execute, executor }) => {
    const { execution_id } = await execute();
    executor.failWith('cancel', new ExecutorError({ message: 'The CI system is busy.', retryable: true }));
    return call('POST', `/executions/${execution_id}/cancel`);
  },
  'getExecutionLog 200': async ({ call, execute }) => call('GET', `/executions/${(await execute()).execution_id}/log`),
  'getExecutionLog 400': ({ call }) => call('GET', '/executions/some-id/log?cursor='),
  'getExecutionLog 401': ({ call }) => call('GET', '/executions/some-id/log', { key: 'none' }),
  'getExecutionLog 404': ({ call }) => call('GET', '/executions/some-id/log'),
  'getExecutionLog 409': async ({ call, execute, executor }) => {
    executor.failWith('start', new ExecutorError({ message: 'No answer.', outcome: 'unknown' }));
    return call('GET', `/executions/${(await execute()).execution_id}/log`);
  },
  'getExecutionLog 500': async ({ call, execute, executor }) => {
    const { execution_id } = await execute();
    executor.failWith('readLog', UNFORESEEN);
    return call('GET', `/executions/${execution_id}/log`);
  },
  'getExecutionLog 502': async ({ call, execute, executor }) => {
    const { execution_id } = await execute();
    executor.failWith('readLog', new ExecutorError({ message: 'The CI system does not know the run.' }));
    return call('GET', `/executions/${execution_id}/log`);
  },
  'getExecutionLog 503': async ({ call, execute, executor }) => {
    const { execution_id } = await execute();
    executor.failWith('readLog', new ExecutorError({ message: 'The CI system is busy.', retryable: true }));
    return call('GET', `/executions/${execution_id}/log`);
  },
  'listPipelines 200': ({ call }) => call('GET', '/pipelines'),
  'listPipelines 401': ({ call }) => call('GET', '/pipelines', { key: 'none' }),
  'getHealth 200': ({ call }) => call('GET', '/healthz', { key: 'none' }),
};

/** What a key without the scope `read` would get; the suite's keys all have it. */
const WITHOUT_READ = ['listExecutions 403', 'getExecution 403', 'getExecutionLog 403', 'listPipelines 403'];
/** The catalog is in memory: nothing there can fail. */
const UNREACHABLE = ['listPipelines 500'];

describe('the OpenAPI document', () => {
  it('has no answer that this suite does not get', () => {
    const covered = [...Object.keys(SCENARIOS), ...WITHOUT_READ, ...UNREACHABLE];
    expect([...documentedResponses].sort()).toEqual(covered.sort());
  });

  it.each(Object.entries(SCENARIOS))('describes %s as the server answers it', async (name, scenario) => {
    const answer = await scenario(await startTestServer());
    expect(`${name.split(' ')[0]} ${answer.status}`).toBe(name);
  });

  it.each(['/executions?environment=dev', '/executions/some-id', '/executions/some-id/log', '/pipelines'])(
    'describes what a key without the scope "read" gets from GET %s',
    async (path) => {
      const writeOnly = { id: 'writer', sha256: hashApiKey('key-for-everything-1'), scopes: ['execute'] as const };
      const { call } = await startTestServer({ apiKeys: [writeOnly] });
      const { status, body } = await call('GET', path);
      expect(status).toBe(403);
      expect(body).toMatchObject({ code: 'forbidden', detail: 'This needs the scope "read"; writer has: execute.' });
    },
  );
});

describe('the check against the document', () => {
  const health = {
    method: 'GET',
    path: '/healthz',
    status: 200,
    headers: new Headers({ 'content-type': 'application/json' }),
  };

  it('accepts what the document has', () => {
    expect(() => checkAgainstDocument({ ...health, body: { status: 'ok' } })).not.toThrow();
  });

  it('accepts a header that the document has', () => {
    const headers = new Headers({ 'content-type': 'application/json', 'idempotency-replayed': 'true' });
    const response = { method: 'POST', path: '/execute', status: 200, headers, body: EXECUTION };
    expect(() => checkAgainstDocument(response)).not.toThrow();
  });

  it.each([
    ['another body', { body: { status: 'fine' } }],
    ['another property', { body: { status: 'ok', version: 1 } }],
    ['another status', { body: { status: 'ok' }, status: 204 }],
    ['another content type', { body: { status: 'ok' }, headers: new Headers({ 'content-type': 'text/html' }) }],
    ['a path that is not there', { body: { status: 'ok' }, path: '/health' }],
    ['a missing header', { method: 'POST', path: '/execute', body: EXECUTION }],
  ])('refuses %s', (_, change) => {
    expect(() => checkAgainstDocument({ ...health, ...change })).toThrow();
  });
});
