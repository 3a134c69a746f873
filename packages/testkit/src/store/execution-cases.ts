import { equal, ok, rejects } from 'node:assert/strict';
import type { Execution, ExecutionStore } from '@sluice/core';
import { changed, finished, sampleExecution } from './sample-execution.ts';
import { assertCreated, assertSame, type StoreCaseGroup } from './store-case.ts';

/** Cases about one execution: what is written is what is read, and no change is lost. */
export const executionCases: StoreCaseGroup = {
  name: 'executions',
  cases: [
    {
      name: 'returns what was created, every field of it',
      async run({ store }) {
        const execution = fullExecution();
        assertCreated(await store.create(execution, []));
        assertSame(await store.get(execution.executionId), execution);
      },
    },
    {
      name: 'returns an execution without any of the optional fields',
      async run({ store }) {
        const { tenantId: _, sessionId: __, leaseUntil: ___, ...execution } = sampleExecution({ target: null });
        assertCreated(await store.create(execution, []));
        assertSame(await store.get(execution.executionId), execution);
      },
    },
    {
      name: 'keeps parameters exactly: nested, unicode, empty, large and tiny numbers, keys such as __proto__',
      async run({ store }) {
        const execution = sampleExecution({ parameters: awkwardParameters(), target: awkwardParameters() });
        await store.create(execution, []);
        assertSame(await store.get(execution.executionId), execution);
        equal('polluted' in {}, false, 'a key of the parameters reached Object.prototype');
      },
    },
    {
      name: 'returns undefined for an execution that does not exist',
      async run({ store }) {
        equal(await store.get('no-such-execution'), undefined);
      },
    },
    {
      name: 'rejects the creation of an execution whose id is taken, and leaves the first as it was',
      async run({ store }) {
        const first = sampleExecution();
        await store.create(first, []);
        await rejects(async () => store.create({ ...first, requestedBy: 'mallory' }, []));
        assertSame(await store.get(first.executionId), first);
      },
    },
    {
      name: 'replaces an execution by its next version, fields that became undefined included',
      async run({ store }) {
        const first = sampleExecution();
        await store.create(first, []);
        const second = changed(first, { status: 'running', leaseUntil: undefined, run: sampleRun('running') });
        equal(await store.update(second), true);
        assertSame(await store.get(first.executionId), second);
        const third = changed(second, { status: 'blocked', run: undefined });
        equal(await store.update(third), true);
        assertSame(await store.get(first.executionId), third);
      },
    },
    {
      name: 'refuses an update that is not the next version, and leaves the execution as it was',
      async run({ store }) {
        const first = sampleExecution();
        await store.create(first, []);
        const second = changed(first, { status: 'queued' });
        await store.update(second);
        equal(await store.update(changed(first, { status: 'running' })), false, 'the same version again');
        equal(await store.update({ ...first, status: 'running' }), false, 'an older version');
        equal(await store.update(changed(second, { version: 4, status: 'running' })), false, 'a version too far');
        assertSame(await store.get(first.executionId), second);
      },
    },
    {
      name: 'refuses to update an execution that does not exist, and does not create it',
      async run({ store }) {
        const execution = sampleExecution({ version: 2 });
        equal(await store.update(execution), false);
        equal(await store.get(execution.executionId), undefined);
      },
    },
    {
      name: 'lets exactly one of 50 racing updates write each version',
      async run({ store, openAnother }) {
        const stores = [store, await openAnother()];
        let execution = sampleExecution();
        await store.create(execution, []);
        for (let round = 0; round < 3; round += 1) {
          const updates = Array.from({ length: 50 }, (_, index) =>
            changed(execution, { cancelRequestedBy: `racer-${index}` }),
          );
          const written = await Promise.all(updates.map((update, index) => pick(stores, index).update(update)));
          const winners = updates.filter((_, index) => written[index]);
          equal(
            winners.length,
            1,
            `${winners.length} updates to version ${execution.version + 1} were told to have won`,
          );
          const stored = await store.get(execution.executionId);
          assertSame(stored, winners[0]);
          execution = stored ?? execution;
        }
      },
    },
    {
      name: 'loses no change when servers change one execution at the same time, each from what it read',
      async run({ store, openAnother }) {
        const stores = [store, await openAnother()];
        const { executionId } = sampleExecution();
        await store.create(sampleExecution({ executionId, run: { id: '1', rawStatus: '0', stages: [] } }), []);
        await Promise.all(
          Array.from({ length: 8 }, async (_, index) => {
            for (let count = 0; count < 3; count += 1) await increment(pick(stores, index), executionId);
          }),
        );
        const stored = await store.get(executionId);
        equal(stored?.run?.rawStatus, '24');
        equal(stored?.version, 25);
      },
    },
    {
      name: 'returns an update at once to every server, and never an older state after a newer one',
      async run({ store, openAnother }) {
        const other = await openAnother();
        let execution = sampleExecution();
        await store.create(execution, []);
        for (let round = 0; round < 10; round += 1) {
          execution = changed(execution, { cancelRequestedBy: `round-${round}` });
          equal(await pick([store, other], round).update(execution), true);
          assertSame(await other.get(execution.executionId), execution);
          assertSame(await store.get(execution.executionId), execution);
        }
      },
    },
    {
      name: 'keeps an execution after it has finished',
      async run({ store }) {
        const execution = sampleExecution();
        await store.create(execution, [{ name: 'slot:1' }]);
        const done = finished(execution, 'failed');
        equal(await store.update(done), true);
        assertSame(await store.get(execution.executionId), done);
      },
    },
  ],
};

/** Adds one to the number that an execution carries, however often another server comes first. */
async function increment(store: ExecutionStore, executionId: string): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    const execution = await store.get(executionId);
    ok(execution?.run !== undefined);
    const rawStatus = String(Number(execution.run.rawStatus) + 1);
    if (await store.update(changed(execution, { run: { ...execution.run, rawStatus } }))) return;
  }
  throw new Error('An update of what was just read was refused 1000 times.');
}

function pick(stores: readonly ExecutionStore[], index: number): ExecutionStore {
  const store = stores[index % stores.length];
  ok(store !== undefined);
  return store;
}

function sampleRun(rawStatus: string): Execution['run'] {
  return {
    id: '4711',
    url: 'https://ci.example.com/infra/bootstrap/-/pipelines/4711',
    rawStatus,
    stages: [
      { name: 'plan', status: 'succeeded' },
      { name: 'apply', status: 'running' },
    ],
  };
}

function fullExecution(): Execution {
  return sampleExecution({
    status: 'failed',
    finishedAt: 1_767_225_600_123,
    secretParameters: { password: 'pässword "1"', nested: { token: ['a', null] } },
    retryOf: 'an-earlier-execution',
    approval: {
      kind: 'second-person',
      requestedAt: 1_767_225_600_001,
      expiresAt: 1_767_225_600_999,
      decision: 'approved',
      decidedAt: 1_767_225_600_002,
      decidedBy: 'carol',
      reason: 'as agreed',
    },
    unknownSince: 1_767_225_600_003,
    cancelRequestedBy: 'bob',
    cancellation: { requestedAt: 1_767_225_600_004, attempts: 2, failure: 'refused' },
    unexpectedRunIds: ['4712', '4713'],
    lastChange: { type: 'execution.failed', actor: 'sluice', cause: 'webhook' },
    run: sampleRun('failed'),
    failure: {
      code: 'pipeline_failed',
      message: 'Job "apply" failed.',
      job: 'apply',
      stage: 'apply',
      logTail: 'line 1\nline 2 — ✗\n',
    },
  });
}

function awkwardParameters(): Record<string, unknown> {
  const text =
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"hasOwnProperty":"mine","toString":null,' +
    '"":"empty key","a.b":1,"$ref":"#/x","#name":":value"}';
  let deep: unknown = 'bottom';
  for (let level = 0; level < 40; level += 1) deep = level % 2 === 0 ? { deep } : [deep];
  return {
    ...JSON.parse(text),
    keys: JSON.parse(text),
    deep,
    texts: ['', ' ', 'null', '0', 'naïve – 租户 🚀 \u202e', 'line\nbreak\ttab \u0001', "'; DROP TABLE executions; --"],
    numbers: [0, -1, 0.1 + 0.2, 1e300, 5e-324, Number.MAX_SAFE_INTEGER, 12_345_678_901_234_567_000],
    values: [true, false, null, [], {}, [[]], [null]],
  };
}
