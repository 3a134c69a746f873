import {
  createRateLimit,
  ExecutorError,
  type FindResult,
  type LogChunk,
  type PipelineExecutor,
  type Run,
  type RunRequest,
  type RunSummary,
} from '@sluice/core';
import { createVirtualClock } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createServerMetrics, observeExecutor } from '../../src/index.ts';
import { createFakeExecutor } from '../support/fake-executor.ts';
import { parseScrape, type Scrape } from './support/scrape.ts';

const TARGET = { project: 'platform/app' };

interface Observed {
  readonly executor: PipelineExecutor;
  scrape(): Promise<Scrape>;
}

function observed(executor: PipelineExecutor, name?: string): Observed {
  const clock = createVirtualClock();
  const metrics = createServerMetrics({ clock });
  return {
    executor: observeExecutor(executor, { metrics, clock, name }),
    scrape: async () => parseScrape(await metrics.render()),
  };
}

/** An executor as a team might write one: a class, whose methods need `this`. */
class TeamExecutor implements PipelineExecutor<z.output<TeamExecutor['targetSchema']>> {
  readonly specificationVersion = 'v1';
  readonly name = 'team';
  readonly capabilities = { retry: true, approvals: false, webhooks: false, force: ['kill'] as const };
  readonly targetSchema = z.strictObject({ project: z.string() });
  readonly #runs: Run[] = [];
  start(): Promise<Run> {
    this.#runs.push({ id: `${this.name}-1`, url: 'http://ci.test/1', status: 'running', rawStatus: 'on', stages: [] });
    return this.get();
  }
  async find(): Promise<FindResult> {
    return { outcome: 'found', run: await this.get() };
  }
  async get(): Promise<Run> {
    const [run] = this.#runs;
    if (run === undefined) throw new ExecutorError({ message: 'There is no such run.', runIsGone: true });
    return run;
  }
  async list(): Promise<readonly RunSummary[]> {
    return this.#runs;
  }
  async cancel(): Promise<void> {
    this.#runs.length = 0;
  }
  async readLog(): Promise<LogChunk> {
    return { content: this.name, complete: true };
  }
  async retry({ runId }: RunRequest<unknown>): Promise<Run> {
    return { ...(await this.get()), id: runId };
  }
}

describe('an executor that is watched', () => {
  it('says of itself what it said before', () => {
    const inner = new TeamExecutor();
    const { executor } = observed(inner, 'ours');

    expect(executor.name).toBe('team');
    expect(executor.specificationVersion).toBe('v1');
    expect(executor.capabilities).toBe(inner.capabilities);
    expect(executor.targetSchema).toBe(inner.targetSchema);
  });

  it('has the methods that it had, and no others', () => {
    expect(observed(new TeamExecutor()).executor.retry).toBeTypeOf('function');
    expect(observed(new TeamExecutor()).executor).not.toHaveProperty('receiveWebhook');
    expect(observed(new TeamExecutor()).executor).not.toHaveProperty('pendingApprovals');
    const fake = observed(createFakeExecutor()).executor;
    expect(fake.receiveWebhook).toBeTypeOf('function');
    expect(fake.pendingApprovals).toBeTypeOf('function');
    expect(fake.answerApproval).toBeTypeOf('function');
    expect(fake).not.toHaveProperty('retry');
  });

  it('answers as it did, with the methods of a class too', async () => {
    const { executor } = observed(new TeamExecutor());
    const run = await executor.start({ executionId: 'e', target: TARGET, variables: {} });

    expect(run.id).toBe('team-1');
    expect(await executor.find({ executionId: 'e', target: TARGET, startedAt: 0 })).toEqual({ outcome: 'found', run });
    expect(await executor.get({ runId: 'team-1', target: TARGET })).toBe(run);
    expect(await executor.list({ target: TARGET, since: 0 })).toEqual([run]);
    expect(await executor.readLog({ runId: 'team-1', target: TARGET })).toEqual({ content: 'team', complete: true });
    expect(await executor.retry?.({ runId: 'again', target: TARGET })).toMatchObject({ id: 'again' });
    await executor.cancel({ runId: 'team-1', target: TARGET });
    await expect(executor.get({ runId: 'team-1', target: TARGET })).rejects.toMatchObject({ runIsGone: true });
  });

  it('is measured under every operation', async () => {
    const { executor, scrape } = observed(createFakeExecutor(), 'ours');
    const run = { runId: 'run-e', target: TARGET };
    await executor.start({ executionId: 'e', target: TARGET, variables: {} });
    await executor.find({ executionId: 'e', target: TARGET, startedAt: 0 });
    await executor.get(run);
    await executor.list({ target: TARGET, since: 0 });
    await executor.readLog(run);
    await executor.pendingApprovals?.(run);
    await executor.answerApproval?.({ ...run, approvalId: 'none', decision: 'approve' });
    await executor.receiveWebhook?.({
      url: '/webhooks/ours',
      headers: new Headers(),
      body: new Uint8Array(),
      receivedAt: 0,
    });
    await executor.cancel(run);

    const numbers = await scrape();
    expect(numbers.labelValues('sluice_executor_call_duration_seconds_count', 'executor')).toEqual(['ours']);
    expect(numbers.labelValues('sluice_executor_call_duration_seconds_count', 'outcome')).toEqual(['ok']);
    expect(numbers.labelValues('sluice_executor_call_duration_seconds_count', 'operation')).toEqual([
      'start',
      'find',
      'get',
      'list',
      'read_log',
      'pending_approvals',
      'answer_approval',
      'receive_webhook',
      'cancel',
    ]);
  });

  it('goes under the name of its CI system where it is given none', async () => {
    const { executor, scrape } = observed(createFakeExecutor());
    await executor.list({ target: TARGET, since: 0 });

    expect((await scrape()).value('sluice_executor_call_duration_seconds_count', { executor: 'fake' })).toBe(1);
  });

  it.each([
    ['is one that the caller gave up on', 'aborted', new Error('gone')],
    ['fails in a way that it should not', 'failed', new TypeError('a bug')],
    ['is refused', 'failed', new ExecutorError({ message: 'No.' })],
    ['is held back', 'held_back', new ExecutorError({ message: 'Later.', retryAfterMs: 1000 })],
  ])('rejects as it did when a call %s, and is counted as %s', async (_, outcome, failure) => {
    const signal = outcome === 'aborted' ? AbortSignal.abort(failure) : undefined;
    const fake = createFakeExecutor();
    fake.failWith('get', failure);
    const { executor, scrape } = observed(fake);

    await expect(executor.get({ runId: 'run-e', target: TARGET, signal })).rejects.toBe(failure);
    expect((await scrape()).value('sluice_executor_call_duration_seconds_count', { operation: 'get', outcome })).toBe(
      1,
    );
  });

  it('tells a start that may have made a run from one that did not', async () => {
    const fake = createFakeExecutor();
    const { executor, scrape } = observed(fake);
    for (const failure of [
      new ExecutorError({ message: 'No.', outcome: 'not_started' }),
      new ExecutorError({ message: 'No answer.', outcome: 'unknown' }),
      new TypeError('a bug'),
    ]) {
      fake.failWith('start', failure);
      await expect(executor.start({ executionId: 'e', target: TARGET, variables: {} })).rejects.toBe(failure);
    }

    const numbers = await scrape();
    const start = { operation: 'start' };
    expect(numbers.value('sluice_executor_call_duration_seconds_count', { ...start, outcome: 'not_started' })).toBe(1);
    expect(numbers.value('sluice_executor_call_duration_seconds_count', { ...start, outcome: 'unknown' })).toBe(2);
  });
});

describe('the answers with 429', () => {
  it('are counted for the executor and the server whose call they were an answer to', async () => {
    const limit = createRateLimit({ now: () => 0, random: () => 0 });
    const refused = (waitMs: number): PipelineExecutor => ({
      ...createFakeExecutor(),
      async list() {
        await Promise.resolve();
        limit.refused(waitMs);
        throw new ExecutorError({ message: 'Later.', retryAfterMs: waitMs });
      },
    });
    const one = observed(refused(45_000), 'one');
    const other = observed(refused(90_000), 'other');
    await Promise.allSettled([
      one.executor.list({ target: TARGET, since: 0 }),
      other.executor.list({ target: TARGET, since: 0 }),
    ]);
    // Outside of any call.
    limit.refused(1000);

    const numbers = await one.scrape();
    expect(numbers.value('sluice_executor_rate_limited_total', { executor: 'one' })).toBe(1);
    expect(numbers.value('sluice_executor_rate_limit_wait_seconds_sum', { executor: 'one' })).toBe(45);
    expect(numbers.value('sluice_executor_rate_limited_total', { executor: 'other' })).toBeUndefined();
    expect((await other.scrape()).value('sluice_executor_rate_limited_total', { executor: 'other' })).toBe(1);
  });
});
