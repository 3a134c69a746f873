import { ExecutorError, type Principal, type Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { KEYS, startTestServer } from './support/test-server.ts';

const POLL = 1000;

describe('GET /executions/{execution_id}', () => {
  it('looks at the CI system before it answers', async () => {
    const { call, execute, executor } = await startTestServer();
    const { execution_id } = await execute();
    executor.setRun(execution_id, { status: 'running', rawStatus: 'running' });
    const { body } = await call<Wire['Execution']>('GET', `/executions/${execution_id}`);
    expect(body).toMatchObject({ execution_id, status: 'running', run: { raw_status: 'running' } });
  });

  it('answers with what is known and says so when the CI system can not be asked', async () => {
    const { call, execute, executor } = await startTestServer();
    const { execution_id } = await execute();
    executor.failWith('get', new ExecutorError({ message: 'GitLab did not answer.', retryable: true }));
    const { status, body } = await call<Wire['Execution']>('GET', `/executions/${execution_id}?wait=0`);
    expect([status, body.status]).toEqual([200, 'queued']);
    expect(body.note).toBe('GitLab did not answer. This is what was known at 2026-01-01T00:00:00.000Z.');
  });

  it.each([
    ['succeeded', 'success'],
    ['blocked', 'manual'],
  ] as const)('waits until the run is %s', async (status, rawStatus) => {
    const { call, execute, executor, clock } = await startTestServer();
    const { execution_id } = await execute();
    const answer = call<Wire['Execution']>('GET', `/executions/${execution_id}?wait=25`);
    await clock.untilSleeping(POLL);
    executor.setRun(execution_id, { status, rawStatus });
    await clock.advance(POLL);
    expect((await answer).body.status).toBe(status);
  });

  it('answers for a finished one each time with the same body and a head of its own', async () => {
    const { server, execute, executor } = await startTestServer();
    const { execution_id } = await execute();
    executor.setRun(execution_id, { status: 'succeeded', rawStatus: 'success' });
    const ask = async (): Promise<[body: string, headers: Headers]> => {
      const response = await fetch(`${server.url}/executions/${execution_id}`, { headers: { 'x-api-key': KEYS.all } });
      return [await response.text(), response.headers];
    };
    const [seenToEnd] = await ask();
    const [first, second] = [await ask(), await ask()];
    expect([first[0], second[0]]).toEqual([seenToEnd, seenToEnd]);
    expect(JSON.parse(seenToEnd)).toMatchObject({ execution_id, status: 'succeeded' });
    expect(second[1].get('content-type')).toBe('application/json');
    expect(second[1].get('x-request-id')).not.toBe(first[1].get('x-request-id'));
    expect(second[1].get('ratelimit')).not.toBe(first[1].get('ratelimit'));
  });

  it('waits no longer than it was asked to', async () => {
    const { call, execute, clock } = await startTestServer();
    const { execution_id } = await execute();
    const answer = call<Wire['Execution']>('GET', `/executions/${execution_id}?wait=1`);
    await clock.untilSleeping(POLL);
    await clock.advance(POLL);
    expect((await answer).body.status).toBe('queued');
  });

  it('refuses to be told twice how long to wait', async () => {
    const { call } = await startTestServer();
    const { status, body } = await call('GET', '/executions/some-id?wait=1&wait=25');
    expect([status, body.errors]).toEqual([400, [{ field: 'wait', message: 'may be given once' }]]);
  });

  it.each(['26', '-1', '1e1', '0x5', 'soon', ''])('refuses to wait "%s" seconds', async (wait) => {
    const { call } = await startTestServer();
    const { status, body } = await call('GET', `/executions/some-id?wait=${wait}`);
    expect([status, body.errors?.[0]?.field]).toEqual([400, 'wait']);
  });

  it('ends the wait, and not the run, when the reader goes away', async () => {
    const { call, execute, executor, clock, log } = await startTestServer();
    const { execution_id } = await execute();
    const reader = new AbortController();
    const answer = call('GET', `/executions/${execution_id}?wait=25`, { signal: reader.signal });
    await clock.untilSleeping(POLL);
    reader.abort();
    await expect(answer).rejects.toThrow();
    expect(await log.until(({ status }) => status === 499)).toMatchObject({ level: 'info', execution_id });
    expect(executor.cancelled).toEqual([]);
    const { body } = await call<Wire['Execution']>('GET', `/executions/${execution_id}`);
    expect(body).not.toHaveProperty('cancel_requested_by');
  });

  it('tells a waiting reader how things are when the server closes', async () => {
    const { call, execute, server, clock } = await startTestServer();
    const { execution_id } = await execute();
    const answer = call<Wire['Execution']>('GET', `/executions/${execution_id}?wait=25`);
    await clock.untilSleeping(POLL);
    await server.close();
    const { status, headers, body } = await answer;
    expect([status, body.status, headers.get('connection')]).toEqual([200, 'queued', 'close']);
  });
});

describe('POST /executions/{execution_id}/cancel', () => {
  it('asks the CI system to stop the run, once or twice', async () => {
    const { call, execute, executor } = await startTestServer();
    const { execution_id } = await execute();
    const path = `/executions/${execution_id}/cancel`;
    const first = await call<Wire['Execution']>('POST', path);
    expect([first.status, first.body.cancel_requested_by]).toEqual([202, 'team']);
    expect((await call('POST', path)).status).toBe(202);
    executor.setRun(execution_id, { status: 'cancelled', rawStatus: 'canceled' });
    const stopped = await call<Wire['Execution']>('POST', path);
    expect([stopped.status, stopped.body.status]).toEqual([200, 'cancelled']);
    expect(executor.cancelled).toEqual([`run-${execution_id}`, `run-${execution_id}`]);
  });

  it('goes as far as it is told to, for whoever may', async () => {
    const { call, execute, executor } = await startTestServer();
    const { execution_id } = await execute();
    const path = `/executions/${execution_id}/cancel`;
    const refused = await call('POST', path, { body: { force: 'terminate' } });
    expect([refused.status, refused.body.detail]).toEqual([
      403,
      'This needs the scope "admin"; team has: read, execute.',
    ]);
    const taken = await call<Wire['Execution']>('POST', path, { key: 'approve', body: { force: 'terminate' } });
    expect([taken.status, taken.body.cancellation?.force]).toEqual([202, 'terminate']);
    expect(executor.cancelRequests).toMatchObject([{ force: 'terminate' }]);
  });

  it('refuses to go further than the CI system can', async () => {
    const { call, execute, executor } = await startTestServer();
    const { execution_id } = await execute();
    const request = { key: 'approve', body: { force: 'kill' } } as const;
    const { status, body } = await call('POST', `/executions/${execution_id}/cancel`, request);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(executor.cancelRequests).toEqual([]);
  });

  it('tells a reader without the scope "execute" that it may not', async () => {
    const { call, execute, executor } = await startTestServer();
    const { execution_id } = await execute();
    const { body } = await call('POST', `/executions/${execution_id}/cancel`, { key: 'read' });
    expect(body.detail).toBe('This needs the scope "execute"; auditor has: read.');
    expect(executor.cancelled).toEqual([]);
  });
});

describe('an execution that somebody must approve', () => {
  const GATED = { environment: 'gated' } as const;
  const APPROVER: Principal = { id: 'eve', scopes: ['approve'] };

  it('is answered as awaiting that, without a wait and without a start', async () => {
    const { call, execute, executor } = await startTestServer();
    const { execution_id, status, approval } = await execute(GATED);
    expect([status, approval?.kind]).toEqual(['awaiting_approval', 'second-person']);
    const { body } = await call<Wire['Execution']>('GET', `/executions/${execution_id}?wait=25`);
    expect(body.status).toBe('awaiting_approval');
    expect(executor.starts).toEqual([]);
    const list = await call<Wire['ExecutionPage']>('GET', '/executions?environment=gated&status=awaiting_approval');
    expect(list.body.executions).toHaveLength(1);
  });

  it('is answered with who approved it', async () => {
    const { call, execute, service } = await startTestServer();
    const { execution_id } = await execute(GATED);
    await service.approve(execution_id, APPROVER, { reason: 'fine' });
    const { body } = await call<Wire['Execution']>('GET', `/executions/${execution_id}`);
    expect(body).toMatchObject({
      status: 'queued',
      approval: { decision: 'approved', decided_by: 'eve', reason: 'fine' },
    });
  });

  it('is answered as denied, and has nothing left to stop', async () => {
    const { call, execute, service } = await startTestServer();
    const { execution_id } = await execute(GATED);
    await service.deny(execution_id, APPROVER);
    const { status, body } = await call<Wire['Execution']>('POST', `/executions/${execution_id}/cancel`);
    expect([status, body.status]).toEqual([200, 'denied']);
  });

  it('is cancelled at once', async () => {
    const { call, execute } = await startTestServer();
    const { execution_id } = await execute(GATED);
    const { status, body } = await call<Wire['Execution']>('POST', `/executions/${execution_id}/cancel`);
    expect([status, body.status, body.cancel_requested_by]).toEqual([200, 'cancelled', 'team']);
  });
});

describe('GET /executions/{execution_id}/log', () => {
  it('reads on from the cursor until the log is complete, as plain untrusted text', async () => {
    const { call, execute } = await startTestServer();
    const { execution_id } = await execute();
    const first = await call<Wire['LogChunk']>('GET', `/executions/${execution_id}/log`);
    expect(first.body).toEqual({ content: 'first\n', next_cursor: 'second', complete: false, untrusted: true });
    const second = await call<Wire['LogChunk']>('GET', `/executions/${execution_id}/log?cursor=second`);
    expect(second.body).toEqual({ content: 'last\n', complete: true, untrusted: true });
  });
});
