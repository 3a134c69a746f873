import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { startTestServer } from './support/test-server.ts';

describe('GET /executions', () => {
  it('lists the executions of an environment by pages, newest first', async () => {
    const { call, execute, clock } = await startTestServer();
    const ids: string[] = [];
    for (const session_id of ['one', 'two', 'three']) {
      ids.unshift((await execute({ session_id })).execution_id);
      await clock.advance(1000);
    }
    const first = await call<Wire['ExecutionPage']>('GET', '/executions?environment=dev&limit=2');
    const cursor = encodeURIComponent(first.body.next_cursor ?? '');
    const second = await call<Wire['ExecutionPage']>('GET', `/executions?environment=dev&limit=2&cursor=${cursor}`);
    const pages = [first, second].map(({ body }) => body.executions.map(({ execution_id }) => execution_id));
    expect(pages).toEqual([ids.slice(0, 2), ids.slice(2)]);
    expect(second.body).not.toHaveProperty('next_cursor');
    const other = await call<Wire['ExecutionPage']>('GET', '/executions?environment=prod');
    expect(other.body).toEqual({ executions: [] });
  });

  it.each(['pipeline_type=bootstrap', 'tenant_id=acme', 'status=succeeded'])(
    'lists only those with %s',
    async (filter) => {
      const { call, execute, executor, service } = await startTestServer();
      await execute();
      const wanted = await execute({ pipeline_type: 'bootstrap' });
      const tenant = await execute({ tenant_id: 'acme' });
      const finished = await execute({ session_id: 'finished' });
      executor.setRun(finished.execution_id, { status: 'succeeded', rawStatus: 'success' });
      await service.refresh(finished.execution_id);
      const expected = { pipeline_type: wanted, tenant_id: tenant, status: finished }[filter.split('=')[0] ?? ''];
      const { body } = await call<Wire['ExecutionPage']>('GET', `/executions?environment=dev&${filter}`);
      expect(body.executions.map(({ execution_id }) => execution_id)).toEqual([expected?.execution_id]);
    },
  );

  it.each([
    ['', 'environment', 'is required'],
    ['environment=', 'environment', 'must not be empty'],
    ['environment=dev&limit=0', 'limit', 'must be 1 or more'],
    ['environment=dev&limit=101', 'limit', 'must be 100 or less'],
    ['environment=dev&limit=1.5', 'limit', 'must be a whole number'],
    ['environment=dev&limit=', 'limit', 'must be a whole number'],
    ['environment=dev&cursor=', 'cursor', 'must not be empty'],
  ])('refuses ?%s', async (query, field, message) => {
    const { call } = await startTestServer();
    const { status, body } = await call('GET', `/executions?${query}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ field, message }]);
  });

  it('refuses a cursor that is not one of ours', async () => {
    const { call } = await startTestServer();
    const { status, body } = await call('GET', '/executions?environment=dev&cursor=made-up');
    expect([status, body.code]).toEqual([400, 'invalid_request']);
  });

  it('says what is allowed to whoever misspells a name or a status', async () => {
    const { call } = await startTestServer();
    const { body } = await call('GET', '/executions?environment=dev&pipline_type=app&status=done');
    expect(body.errors).toEqual([
      expect.objectContaining({ field: 'status', allowed: expect.arrayContaining(['succeeded', 'lost']) }),
      expect.objectContaining({ field: 'pipline_type', allowed: expect.arrayContaining(['pipeline_type']) }),
    ]);
  });
});
