import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { type Call, startTestServer, type TestServer } from './support/test-server.ts';

const APPROVER = { key: 'approve' } as const;

async function startGated(): Promise<TestServer & { readonly id: string }> {
  const server = await startTestServer();
  const { execution_id: id } = await server.execute({ environment: 'gated' });
  return { ...server, id };
}

describe('POST /executions/{execution_id}/approve', () => {
  it('starts the run, once, and tells who approved it and why', async () => {
    const { call, executor, id } = await startGated();
    const path = `/executions/${id}/approve`;
    const { status, body } = await call<Wire['Execution']>('POST', path, { ...APPROVER, body: { reason: 'Go.' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'queued',
      approval: { decision: 'approved', decided_by: 'eve', reason: 'Go.' },
      last_change: { type: 'execution.queued' },
    });
    const again = await call<Wire['Execution']>('POST', path, APPROVER);
    expect([again.status, again.body.execution_id]).toEqual([200, id]);
    expect(executor.starts).toHaveLength(1);
  });

  it('refuses whoever asked for the execution where a second person is wanted', async () => {
    const { call, executor } = await startTestServer();
    const asked = await call<Wire['Execution']>('POST', '/execute', {
      ...APPROVER,
      body: { pipeline_type: 'app', environment: 'gated' },
    });
    const { status, body } = await call('POST', `/executions/${asked.body.execution_id}/approve`, APPROVER);
    expect([status, body.code, body.execution_id]).toEqual([403, 'forbidden', asked.body.execution_id]);
    expect(executor.starts).toEqual([]);
  });

  it('refuses an approval that comes too late', async () => {
    const { call, clock, executor, id } = await startGated();
    await clock.advance(7 * 24 * 3_600_000);
    const { status, body } = await call('POST', `/executions/${id}/approve`, APPROVER);
    expect([status, body.code]).toEqual([409, 'approval_not_pending']);
    expect(executor.starts).toEqual([]);
  });

  it('starts nothing when one approves and another denies at the same time', async () => {
    const { call, executor, id } = await startGated();
    const answers = await Promise.all(
      ['approve', 'deny'].map((decision) => call('POST', `/executions/${id}/${decision}`, APPROVER)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { body } = await call<Wire['Execution']>('GET', `/executions/${id}`);
    expect(executor.starts).toHaveLength(body.approval?.decision === 'approved' ? 1 : 0);
  });
});

describe('POST /executions/{execution_id}/deny', () => {
  it('ends the execution without a start', async () => {
    const { call, executor, id } = await startGated();
    const { body } = await call<Wire['Execution']>('POST', `/executions/${id}/deny`, {
      ...APPROVER,
      body: { reason: 'Not on a Friday.' },
    });
    expect(body).toMatchObject({ status: 'denied', approval: { decision: 'denied', reason: 'Not on a Friday.' } });
    const { status } = await call('POST', `/executions/${id}/approve`, APPROVER);
    expect(status).toBe(409);
    expect(executor.starts).toEqual([]);
  });
});

describe('a body that may be left out', () => {
  it.each<[string, Call]>([
    ['left out', {}],
    ['empty, as JSON', { headers: { 'content-type': 'application/json' } }],
    ['empty, as the form that curl -d "" sends', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    ['an empty object', { body: {} }],
  ])('is taken when it is %s', async (_, request) => {
    const { call, id } = await startGated();
    expect((await call('POST', `/executions/${id}/deny`, { ...APPROVER, ...request })).status).toBe(200);
  });

  it.each<[string, string, Call, string]>([
    ['no JSON', 'deny', { body: '{"reason":' }, 'The body is not valid JSON.'],
    ['JSON that is not called so', 'deny', { body: '{}', headers: { 'content-type': '' } }, 'Send the body as JSON'],
    [
      'a form',
      'deny',
      { body: 'reason=no', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      'Send the body as JSON',
    ],
    ['null', 'deny', { body: 'null' }, 'body must be an object'],
    ['a list', 'retry', { body: [] }, 'body must be an object'],
    ['a misspelt name', 'approve', { body: { reasons: 'x' } }, 'reasons is not known here, allowed: reason'],
    ['an empty reason', 'approve', { body: { reason: '' } }, 'reason must not be empty'],
    ['a reason of another type', 'deny', { body: { reason: 1 } }, 'reason must be a string'],
    [
      'a word where yes or no is asked',
      'retry',
      { body: { nothing_runs: 'yes' } },
      'nothing_runs must be true or false',
    ],
    [
      'an unknown force',
      'cancel',
      { body: { force: 'nuke' } },
      'force is not one of the allowed values, allowed: terminate, kill',
    ],
  ])('is refused when it is %s', async (_, action, request, detail) => {
    const { call, executor, id } = await startGated();
    const { status, body } = await call('POST', `/executions/${id}/${action}`, { ...APPROVER, ...request });
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.detail).toContain(detail);
    const unchanged = await call<Wire['Execution']>('GET', `/executions/${id}`);
    expect([unchanged.body.status, executor.starts]).toEqual(['awaiting_approval', []]);
  });
});
