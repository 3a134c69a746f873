import { describe, expect, it } from 'vitest';
import { failure, setUp, TARGET } from './jenkins.ts';

const START = { executionId: 'e-1', target: TARGET, variables: {} };
const HELD_BACK = { name: 'ExecutorError', outcome: 'not_started', retryable: true };

describe('after a 429', () => {
  it('nothing is sent for as long as it asks to wait, then all is as before', async () => {
    const { clock, jenkins, executor, starts } = await setUp();
    jenkins.simulator.injectFault({ kind: 'too-many-requests', retryAfterSeconds: 11, route: 'list-queue' });
    const list = { target: TARGET, since: 0 };
    expect(await failure(executor.list(list))).toMatchObject({ ...HELD_BACK, retryAfterMs: 11_000 });
    const sent = jenkins.simulator.requests().length;

    await clock.advance(4000);
    for (const attempt of [executor.start(START), executor.list(list), executor.find({ ...START, startedAt: 0 })]) {
      expect(await failure(attempt)).toMatchObject({ ...HELD_BACK, retryAfterMs: 7000 });
    }
    expect(jenkins.simulator.requests()).toHaveLength(sent);

    await clock.advance(7000);
    expect(await executor.start(START)).toMatchObject({ status: 'queued' });
    expect(starts()).toBe(1);
  });

  it('that does not say how long, the wait doubles until a request is let through', async () => {
    const { clock, jenkins, executor } = await setUp({}, { random: () => 0 });
    const list = { target: TARGET, since: 0 };
    jenkins.simulator.injectFault({ kind: 'too-many-requests', times: 3, route: 'list-queue' });
    for (const retryAfterMs of [500, 1000, 2000]) {
      expect(await failure(executor.list(list))).toMatchObject({ ...HELD_BACK, retryAfterMs });
      await clock.advance(retryAfterMs);
    }
    expect(await executor.list(list)).toEqual([]);
    jenkins.simulator.injectFault({ kind: 'too-many-requests', route: 'list-queue' });
    expect(await failure(executor.list(list))).toMatchObject({ retryAfterMs: 500 });
  });

  it('to the start itself nothing was started, and it may be asked for again', async () => {
    const { clock, jenkins, executor, starts } = await setUp();
    jenkins.simulator.injectFault({ kind: 'too-many-requests', retryAfterSeconds: 30, route: 'trigger-build' });
    expect(await failure(executor.start(START))).toMatchObject({ ...HELD_BACK, retryAfterMs: 30_000 });
    expect(jenkins.simulator.queue()).toEqual([]);
    expect(await failure(executor.start(START))).toMatchObject(HELD_BACK);
    expect(starts()).toBe(1);
    await clock.advance(30_000);
    await executor.start(START);
    expect(jenkins.simulator.queue()).toHaveLength(1);
  });

  it('a time to wait that makes no sense is none', async () => {
    const { jenkins, executor } = await setUp({}, { random: () => 0 });
    const headers = { 'retry-after': 'soon' };
    jenkins.simulator.injectFault({ kind: 'status', status: 429, headers, route: 'list-queue' });
    expect(await failure(executor.list({ target: TARGET, since: 0 }))).toMatchObject({ retryAfterMs: 500 });
  });
});

it('a Jenkins that is starting may say when to come back, and is not left alone for it', async () => {
  const { jenkins, executor } = await setUp();
  const headers = { 'x-jenkins': '2.555', 'retry-after': '20' };
  jenkins.simulator.injectFault({ kind: 'status', status: 503, headers, route: 'list-queue' });
  const list = { target: TARGET, since: 0 };
  expect(await failure(executor.list(list))).toMatchObject({ retryable: true, retryAfterMs: 20_000 });
  expect(await executor.list(list)).toEqual([]);
});
