import { ExecutorError } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { STORE_DOWN } from '../../support/breakable-store.ts';
import { LEAD, type McpProduct, startMcpProduct, TEAM } from '../../support/mcp-product.ts';

const DEV = { environment: 'dev' };
const TASK = { tasks: true } as const;
const ASKING = { as: LEAD, tasks: true, elicitation: true } as const;
const ID = { taskId: 'execution-1' };

async function started(): Promise<McpProduct> {
  const product = await startMcpProduct();
  await product.call('execute_web-app_pipeline', DEV, TASK);
  return product;
}

describe('a call by a client that knows tasks', () => {
  it('returns a task with the id of the execution, once that is stored, without waiting', async () => {
    const product = await startMcpProduct();
    const before = product.clock.now();
    const { result } = await product.call('execute_web-app_pipeline', DEV, TASK);
    expect(result).toMatchObject({
      resultType: 'task',
      taskId: 'execution-1',
      status: 'working',
      pollIntervalMs: 500,
    });
    expect(result).toHaveProperty('ttlMs', null);
    expect(product.clock.now()).toBe(before);
    expect((await product.store.get('execution-1'))?.status).toBe('queued');
  });

  it('returns the result itself where the execution has finished already', async () => {
    const product = await startMcpProduct();
    const refusal = new ExecutorError({ message: 'refused', outcome: 'not_started', retryable: false });
    product.executor.failWith('start', refusal);
    const { result } = await product.call('execute_web-app_pipeline', DEV, TASK);
    expect(result).toMatchObject({ resultType: 'complete', isError: true, structuredContent: { status: 'failed' } });
  });

  it('asks the person before there is a task', async () => {
    const product = await startMcpProduct();
    const stage = { environment: 'stage' };
    const asked = await product.call('execute_web-app_pipeline', stage, ASKING);
    expect(asked.result.resultType).toBe('input_required');
    const { requestState } = asked.result;
    const answer = { action: 'accept', content: { approve: true } };
    const { result } = await product.call('execute_web-app_pipeline', stage, { ...ASKING, answer, requestState });
    expect(result).toMatchObject({ resultType: 'task', taskId: 'execution-1' });
    expect(product.executor.starts).toHaveLength(1);
  });

  it('never returns a task to a client that did not declare them', async () => {
    const product = await startMcpProduct();
    const { result } = await product.call('execute_web-app_pipeline', DEV);
    expect(result.resultType).toBe('complete');
  });
});

describe('tasks/get', () => {
  it('says how it stands while the run goes on', async () => {
    const product = await started();
    product.executor.setRun('execution-1', { status: 'running', stages: [{ name: 'deploy', status: 'running' }] });
    const { result } = await product.request('tasks/get', ID, TASK);
    expect(result).toMatchObject({
      taskId: 'execution-1',
      status: 'working',
      statusMessage: 'web-app in dev is running (0 of 1 stages done, now deploy).',
    });
  });

  it('wants to be asked the more seldom the longer it goes on', async () => {
    const product = await startMcpProduct({ clock: { mode: 'manual' } });
    await product.call('execute_web-app_pipeline', DEV, TASK);
    const intervals: unknown[] = [];
    for (const seconds of [0, 20, 600]) {
      await product.clock.advance(seconds * 1000);
      intervals.push((await product.request('tasks/get', ID, TASK)).result.pollIntervalMs);
    }
    expect(intervals).toEqual([500, 2000, 5000]);
  });

  it('completes with the result of the call', async () => {
    const product = await started();
    product.executor.setRun('execution-1', { status: 'succeeded' });
    const { result } = await product.request('tasks/get', ID, TASK);
    expect(result).toMatchObject({
      status: 'completed',
      result: { structuredContent: { execution_id: 'execution-1', status: 'succeeded' } },
    });
    expect(result.result.isError).toBeUndefined();
  });

  it('completes with an error result when the pipeline failed', async () => {
    const product = await started();
    product.executor.setRun('execution-1', { status: 'failed', failure: { kind: 'failed', message: 'exit code 1' } });
    const { result } = await product.request('tasks/get', ID, TASK);
    expect(result).toMatchObject({ status: 'completed', result: { isError: true } });
  });

  it('is cancelled when the run was', async () => {
    const product = await started();
    product.executor.setRun('execution-1', { status: 'cancelled' });
    expect((await product.request('tasks/get', ID, TASK)).result.status).toBe('cancelled');
  });

  it.each([
    ['an unknown one', { taskId: 'execution-9' }, TEAM],
    ['one out of reach', ID, { ...TEAM, environments: ['stage'] }],
  ])('does not find %s', async (_, id, as) => {
    const product = await started();
    for (const method of ['tasks/get', 'tasks/update', 'tasks/cancel']) {
      const params = method === 'tasks/update' ? { ...id, inputResponses: {} } : id;
      const { error } = await product.request(method, params, { ...TASK, as });
      expect(error?.code, method).toBe(-32_602);
    }
    expect(product.executor.cancelled).toEqual([]);
  });

  it('is refused to a principal without the scope', async () => {
    const product = await started();
    const { error } = await product.request('tasks/get', ID, { ...TASK, as: { id: 'hook', scopes: ['execute'] } });
    expect(error?.message).toContain('scope "read"');
  });
});

describe('a task that waits for a person', () => {
  it('asks where the client can, under a name that stays the same, and takes the answer', async () => {
    const product = await startMcpProduct();
    await product.call('execute_web-app_pipeline', { environment: 'prod' }, TASK);
    const first = await product.request('tasks/get', ID, ASKING);
    expect(first.result).toMatchObject({
      status: 'input_required',
      inputRequests: { approval: { method: 'elicitation/create' } },
    });
    const again = await product.request('tasks/get', ID, ASKING);
    expect(Object.keys(again.result.inputRequests)).toEqual(['approval']);
    const approval = { action: 'accept', content: { approve: true } };
    await product.request('tasks/update', { ...ID, inputResponses: { approval } }, ASKING);
    expect(product.executor.starts).toHaveLength(1);
    expect((await product.service.get('execution-1', TEAM)).execution.approval?.decidedBy).toBe('lead');
  });

  it('says who may approve where the client can not ask', async () => {
    const product = await startMcpProduct();
    await product.call('execute_web-app_pipeline', { environment: 'prod' }, TASK);
    const { result } = await product.request('tasks/get', ID, TASK);
    expect(result.status).toBe('working');
    expect(result.statusMessage).toMatch(/awaiting_approval.*scope "approve" and is not team/);
  });

  it('is not approved by whoever asked for it where a second person is wanted', async () => {
    const product = await startMcpProduct();
    await product.call('execute_web-app_pipeline', { environment: 'prod' }, ASKING);
    expect((await product.request('tasks/get', ID, ASKING)).result.status).toBe('working');
    const approval = { action: 'accept', content: { approve: true } };
    const { error } = await product.request('tasks/update', { ...ID, inputResponses: { approval } }, ASKING);
    expect(error?.message).toContain('somebody else must approve it');
    expect(product.executor.starts).toHaveLength(0);
  });

  it.each([
    ['turned away', { approval: { action: 'decline' } }],
    ['to another question', { other: { action: 'accept', content: { approve: true } } }],
    ['that does not fit', { approval: { action: 'accept', content: { approve: 'yes' } } }],
  ])('ignores an answer %s', async (_, inputResponses) => {
    const product = await startMcpProduct();
    await product.call('execute_web-app_pipeline', { environment: 'prod' }, TASK);
    const { error } = await product.request('tasks/update', { ...ID, inputResponses }, ASKING);
    expect(error).toBeUndefined();
    expect((await product.service.get('execution-1', TEAM)).execution.status).toBe('awaiting_approval');
  });

  it('passes on each answer to what its run asks', async () => {
    const product = await started();
    product.executor.ask(
      'execution-1',
      { id: 'a', title: 'First?', canReject: true },
      { id: 'b', title: 'Second?', canReject: true },
    );
    const { result } = await product.request('tasks/get', ID, ASKING);
    expect(Object.keys(result.inputRequests)).toEqual(['question:a', 'question:b']);
    const inputResponses = {
      'question:a': { action: 'accept', content: { approve: true } },
      'question:b': { action: 'accept', content: { approve: false } },
    };
    await product.request('tasks/update', { ...ID, inputResponses }, ASKING);
    expect(product.executor.answers.map(({ approvalId, decision }) => [approvalId, decision])).toEqual([
      ['a', 'approve'],
      ['b', 'reject'],
    ]);
  });
});

describe('tasks/cancel', () => {
  it('asks the run to stop', async () => {
    const product = await started();
    expect((await product.request('tasks/cancel', ID, TASK)).error).toBeUndefined();
    expect(product.executor.cancelled).toEqual(['run-execution-1']);
  });

  it('is acknowledged also when the CI system does not answer, since the wish is kept', async () => {
    const product = await started();
    product.executor.failWith(
      'cancel',
      new ExecutorError({ message: 'no answer', outcome: 'unknown', retryable: true }),
    );
    expect((await product.request('tasks/cancel', ID, TASK)).error).toBeUndefined();
    expect((await product.store.get('execution-1'))?.cancelRequestedBy).toBe('team');
  });

  it('is an error where the wish could not be stored', async () => {
    const product = await started();
    product.store.breakWith(STORE_DOWN);
    const { error } = await product.request('tasks/cancel', ID, TASK);
    product.store.breakWith(undefined);
    expect(error?.message).toContain('The store can not be reached');
  });
});
