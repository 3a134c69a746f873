import { deepStrictEqual, equal } from 'node:assert/strict';
import { type Execution, type ExecutionStore, eventOf } from '@sluice/core';
import { changed, finished, sampleExecution } from './sample-execution.ts';
import { assertSame, type StoreCaseGroup } from './store-case.ts';

/** Cases about the audit trail. */
export const eventCases: StoreCaseGroup = {
  name: 'events',
  cases: [
    {
      name: 'keeps what each version was made by, every field of it, oldest first',
      async run({ store }) {
        const first = sampleExecution();
        const second = changed(first, { status: 'running' });
        const third = finished(second);
        await store.create(first, []);
        await store.update(second);
        await store.update(third);
        assertSame(await store.listEvents(first.executionId), [first, second, third].map(eventOf));
      },
    },
    {
      name: 'keeps what is secret for the start of an execution, and in no event, also after it is gone',
      async run({ store }) {
        const first = sampleExecution({ secretParameters: { password: 'hunter2' } });
        await store.create(first, []);
        assertSame(await store.get(first.executionId), first);
        const events = JSON.stringify(await store.listEvents(first.executionId));
        equal(events.includes('hunter2'), false, 'while it is there');
        await store.update(changed(first, { status: 'queued', secretParameters: undefined }));
        const after = [await store.listEvents(first.executionId), await store.get(first.executionId)];
        equal(JSON.stringify(after).includes('hunter2'), false, 'after it is gone');
      },
    },
    {
      name: 'orders events by version: 2 before 10 before 100',
      async run({ store }) {
        let execution = sampleExecution();
        await store.create(execution, []);
        for (let version = 2; version <= 101; version += 1) {
          execution = changed(execution);
          await store.update(execution);
        }
        const events = await store.listEvents(execution.executionId);
        deepStrictEqual(
          events.map(({ version }) => version),
          Array.from({ length: 101 }, (_, index) => index + 1),
        );
      },
    },
    {
      name: 'has the event of the update that won a race, and none of those that lost',
      async run({ store, openAnother }) {
        const other = await openAnother();
        const execution = sampleExecution();
        await store.create(execution, []);
        const rivals = ['alice', 'bob', 'carol'].map((actor) =>
          changed(execution, { lastChange: { type: 'execution.progressed', actor } }),
        );
        await Promise.all(rivals.map((rival, index) => (index % 2 === 0 ? store : other).update(rival)));
        const current = await store.get(execution.executionId);
        const events = await other.listEvents(execution.executionId);
        assertSame(
          events.map(({ version, actor }) => [version, actor]),
          [
            [1, 'alice'],
            [2, current?.lastChange.actor],
          ],
        );
      },
    },
    {
      name: 'has one event for each version after servers have changed an execution at the same time',
      async run({ store, openAnother }) {
        const stores = [store, await openAnother()];
        const { executionId } = sampleExecution();
        await store.create(sampleExecution({ executionId }), [{ name: 'slot:1' }]);
        const written = await Promise.all(
          Array.from({ length: 8 }, (_, index) => changeThreeTimes(stores[index % 2] ?? store, executionId, index)),
        );
        const events = await store.listEvents(executionId);
        const expected = written.flat().sort((a, b) => a.version - b.version);
        assertSame(events.slice(1), expected.map(eventOf));
        assertSame(await stores[1]?.listEvents(executionId), events);
      },
    },
    {
      name: 'keeps the trail of what has finished, and goes on with it',
      async run({ store }) {
        const first = sampleExecution();
        const second = finished(first);
        const third = changed(second, { lastChange: { type: 'execution.progressed', actor: 'bob', cause: 'a look' } });
        await store.create(first, [{ name: 'slot:1' }]);
        for (const version of [second, third]) await store.update(version);
        assertSame(await store.listEvents(first.executionId), [first, second, third].map(eventOf));
      },
    },
    {
      name: 'has no trail of a copy: that is with whoever owns the execution',
      async run({ store }) {
        const copy = sampleExecution({ version: 3 });
        await store.record(copy);
        await store.record(changed(copy, { status: 'running' }));
        deepStrictEqual(await store.listEvents(copy.executionId), []);
      },
    },
    {
      name: 'keeps the events of executions apart, and has none for an execution that does not exist',
      async run({ store }) {
        const [first, second] = [sampleExecution(), sampleExecution()];
        for (const execution of [first, second]) await store.create(execution, []);
        assertSame(await store.listEvents(second.executionId), [eventOf(second)]);
        deepStrictEqual(await store.listEvents('no-such-execution'), []);
      },
    },
    {
      name: 'returns all of a long trail',
      async run({ store }) {
        const logTail = 'x'.repeat(10_000);
        let execution = sampleExecution({ failure: { code: 'pipeline_failed', message: 'failed', logTail } });
        const trail = [execution];
        await store.create(execution, []);
        for (let count = 1; count < 150; count += 1) {
          execution = changed(execution);
          trail.push(execution);
          await store.update(execution);
        }
        assertSame(await store.listEvents(execution.executionId), trail.map(eventOf));
      },
    },
  ],
};

/** Changes an execution until three changes are stored, and returns them. */
async function changeThreeTimes(
  store: ExecutionStore,
  executionId: string,
  racer: number,
): Promise<readonly Execution[]> {
  const written: Execution[] = [];
  for (let attempt = 0; written.length < 3; attempt += 1) {
    const execution = await store.get(executionId);
    if (execution === undefined || attempt === 1000) throw new Error('The execution is gone, or can not be changed.');
    const lastChange = { type: 'execution.progressed', actor: `racer-${racer}`, cause: `${written.length}` } as const;
    const next = changed(execution, { lastChange });
    if (await store.update(next)) written.push(next);
  }
  return written;
}
