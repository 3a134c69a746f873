import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { hashApiKey } from '../src/index.ts';
import { KEYS, startTestServer } from './support/test-server.ts';

describe('GET /executions/{execution_id}/events', () => {
  it('is every change of the execution, with who caused it', async () => {
    const { call, execute, executor, clock } = await startTestServer();
    const { execution_id } = await execute({ environment: 'gated' });
    await clock.advance(1000);
    await call('POST', `/executions/${execution_id}/approve`, { key: 'approve', body: { reason: 'Go.' } });
    executor.setRun(execution_id, { status: 'succeeded', rawStatus: 'success' });
    await call('GET', `/executions/${execution_id}`);
    const { body } = await call<Wire['ExecutionEventList']>('GET', `/executions/${execution_id}/events`, {
      key: 'read',
    });
    expect(body.events.map(({ version, type, actor }) => [version, type, actor])).toEqual([
      [1, 'execution.awaiting_approval', 'team'],
      [2, 'execution.starting', 'eve'],
      [3, 'execution.queued', 'sluice'],
      [4, 'execution.succeeded', 'sluice'],
    ]);
    expect(body.events.map(({ at }) => at).slice(0, 2)).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:01.000Z',
    ]);
    expect(body.events.at(-1)?.execution).toMatchObject({ execution_id, status: 'succeeded' });
  });

  it('is not there for a key that may not reach the execution', async () => {
    const far = { id: 'far', sha256: hashApiKey(KEYS.read), scopes: ['read'] as const, environments: ['prod'] };
    const team = { id: 'team', sha256: hashApiKey(KEYS.all), scopes: ['read', 'execute'] as const };
    const { call, execute } = await startTestServer({ apiKeys: [team, far] });
    const { execution_id } = await execute();
    for (const part of ['', '/events', '/log', '/approvals']) {
      const { body } = await call('GET', `/executions/${execution_id}${part}`, { key: 'read' });
      expect([body.status, body.code]).toEqual([404, 'execution_not_found']);
    }
  });
});
