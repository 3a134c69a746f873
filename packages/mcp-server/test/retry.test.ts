import { ExecutorError, type Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.ts';

async function startFailed(): Promise<TestServer & { readonly id: string; readonly path: string }> {
  const server = await startTestServer();
  const { execution_id: id } = await server.execute({ tenant_id: 'acme' });
  server.executor.setRun(id, { status: 'failed', rawStatus: 'failed' });
  return { ...server, id, path: `/executions/${id}/retry` };
}

describe('POST /executions/{execution_id}/retry', () => {
  it('makes a new execution of the same, and says where it is', async () => {
    const { call, executor, id, path } = await startFailed();
    const { status, headers, body } = await call<Wire['Execution']>('POST', path);
    expect(status).toBe(202);
    expect(body).toMatchObject({ retry_of: id, tenant_id: 'acme', status: 'queued' });
    expect(headers.get('location')).toBe(`/executions/${body.execution_id}`);
    expect(executor.starts).toHaveLength(2);
  });

  it('makes one, however often it is asked for', async () => {
    const { call, executor, path } = await startFailed();
    const answers = await Promise.all(Array.from({ length: 5 }, () => call<Wire['Execution']>('POST', path)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 202]);
    expect(new Set(answers.map(({ body }) => body.execution_id)).size).toBe(1);
    expect(executor.starts).toHaveLength(2);
    const later = await call('POST', path);
    expect([later.status, later.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
  });

  it('refuses what has succeeded, and what runs', async () => {
    const { call, execute, executor } = await startTestServer();
    const { execution_id } = await execute();
    for (const why of ['it is queued', 'it has succeeded']) {
      const { status, body } = await call('POST', `/executions/${execution_id}/retry`);
      expect([status, body.code]).toEqual([409, 'retry_not_allowed']);
      expect(body.detail).toContain(why);
      executor.setRun(execution_id, { status: 'succeeded', rawStatus: 'success' });
    }
    expect(executor.starts).toHaveLength(1);
  });

  it('retries what is lost only when somebody who may approve says that nothing runs', async () => {
    const { call, execute, executor } = await startTestServer();
    const { execution_id } = await execute();
    executor.failWith('get', new ExecutorError({ message: 'The run is gone.', runIsGone: true }));
    await call('GET', `/executions/${execution_id}`);
    const path = `/executions/${execution_id}/retry`;
    expect((await call('POST', path)).body).toMatchObject({ status: 409, code: 'retry_not_allowed' });
    const body = { nothing_runs: true };
    expect((await call('POST', path, { body })).body).toMatchObject({ status: 403, code: 'forbidden' });
    const retried = await call<Wire['Execution']>('POST', path, { key: 'approve', body });
    expect([retried.status, retried.body.retry_of]).toEqual([202, execution_id]);
  });
});
