import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { hashApiKey } from '../src/index.ts';
import { KEYS, startTestServer } from './support/test-server.ts';

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

  it('lists those in one of several statuses', async () => {
    const { call, execute, executor, service } = await startTestServer();
    const ids: string[] = [];
    for (const status of ['succeeded', 'failed', 'running'] as const) {
      const { execution_id } = await execute({ session_id: status });
      executor.setRun(execution_id, { status, rawStatus: status });
      await service.refresh(execution_id);
      ids.push(execution_id);
    }
    const query = 'environment=dev&status=failed&status=succeeded&status=lost';
    const { body } = await call<Wire['ExecutionPage']>('GET', `/executions?${query}`);
    expect(body.executions.map(({ execution_id }) => execution_id).sort()).toEqual(ids.slice(0, 2));
  });

  it.each([
    ['created_from=2026-01-01T00:00:01Z', [1, 2]],
    ['created_from=2026-01-01T00:00:01.001Z', [2]],
    ['created_until=2026-01-01T00:00:01Z', [0]],
    ['created_from=2026-01-01T00:00:01Z&created_until=2026-01-01T00:00:02Z', [1]],
    ['created_from=2026-01-01T02:00:01%2B02:00', [1, 2]],
    ['created_from=2026-01-02T00:00:00Z&created_until=2026-01-01T00:00:00Z', []],
  ])('lists those of ?%s', async (query, expected) => {
    const { call, execute, clock } = await startTestServer();
    const ids: string[] = [];
    for (const session_id of ['one', 'two', 'three']) {
      ids.push((await execute({ session_id })).execution_id);
      await clock.advance(1000);
    }
    const { body } = await call<Wire['ExecutionPage']>('GET', `/executions?environment=dev&${query}`);
    expect(body.executions.map(({ execution_id }) => ids.indexOf(execution_id)).reverse()).toEqual(expected);
  });

  it.each(['yesterday', '2026-01-01', '2026-01-01T00:00:00', '2026-02-30T00:00:00Z', '1767225600000', ''])(
    'refuses the time "%s", and shows one that is right',
    async (time) => {
      const { call } = await startTestServer();
      const { status, body } = await call('GET', `/executions?environment=dev&created_from=${time}`);
      expect([status, body.errors?.[0]?.field]).toEqual([400, 'created_from']);
      expect(body.detail).toContain('such as 2026-01-31T08:00:00Z');
    },
  );

  it('refuses a name that is given twice, where only one value can count', async () => {
    const { call } = await startTestServer();
    const { status, body } = await call('GET', '/executions?environment=dev&environment=prod');
    expect([status, body.errors]).toEqual([400, [{ field: 'environment', message: 'may be given once' }]]);
  });

  it('shows a key that is limited to a pipeline no others', async () => {
    const limited = { id: 'limited', sha256: hashApiKey(KEYS.read), scopes: ['read'] as const, pipelines: ['app'] };
    const team = { id: 'team', sha256: hashApiKey(KEYS.all), scopes: ['read', 'execute'] as const };
    const { call, execute } = await startTestServer({ apiKeys: [team, limited] });
    const { execution_id } = await execute();
    await execute({ pipeline_type: 'bootstrap' });
    const { body } = await call<Wire['ExecutionPage']>('GET', '/executions?environment=dev', { key: 'read' });
    expect(body.executions.map((execution) => execution.execution_id)).toEqual([execution_id]);
  });

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
