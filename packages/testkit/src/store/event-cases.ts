import { deepStrictEqual } from 'node:assert/strict';
import type { Execution, ExecutionEvent } from '@sluice/core';
import { changed, finished, sampleExecution } from './sample-execution.ts';
import { assertSame, type StoreCaseGroup } from './store-case.ts';

/** Cases about the audit trail. */
export const eventCases: StoreCaseGroup = {
  name: 'events',
  cases: [
    {
      name: 'returns the events of an execution, every field of them, oldest first',
      async run({ store }) {
        const first = sampleExecution();
        const second = changed(first, { status: 'running' });
        const events = [eventOf(first), eventOf(second), eventOf(finished(second))];
        await store.create(first, []);
        for (const event of events) await store.appendEvent(event);
        assertSame(await store.listEvents(first.executionId), events);
      },
    },
    {
      name: 'orders events by version, in whatever order they came: 2 before 10 before 100',
      async run({ store }) {
        const execution = sampleExecution();
        await store.create(execution, []);
        for (const version of [10, 1, 100, 2, 9]) await store.appendEvent(eventOf({ ...execution, version }));
        const events = await store.listEvents(execution.executionId);
        deepStrictEqual(
          events.map(({ version }) => version),
          [1, 2, 9, 10, 100],
        );
      },
    },
    {
      name: 'writes an event once, however often and from wherever it is appended',
      async run({ store, openAnother }) {
        const other = await openAnother();
        const execution = sampleExecution();
        await store.create(execution, []);
        const event = eventOf(execution);
        await store.appendEvent(event);
        await Promise.all([store, other, store].map((each) => each.appendEvent({ ...event, actor: 'mallory' })));
        assertSame(await store.listEvents(execution.executionId), [event]);
      },
    },
    {
      name: 'keeps the events of executions apart, and has none for an execution without any',
      async run({ store }) {
        const [first, second] = [sampleExecution(), sampleExecution()];
        for (const execution of [first, second]) {
          await store.create(execution, []);
          await store.appendEvent(eventOf(execution));
        }
        assertSame(await store.listEvents(second.executionId), [eventOf(second)]);
        deepStrictEqual(await store.listEvents('no-such-execution'), []);
      },
    },
    {
      name: 'returns all of a long trail',
      async run({ store }) {
        const logTail = 'x'.repeat(10_000);
        const execution = sampleExecution({ failure: { code: 'pipeline_failed', message: 'failed', logTail } });
        await store.create(execution, []);
        const events = Array.from({ length: 150 }, (_, index) => eventOf({ ...execution, version: index + 1 }));
        for (const event of events) await store.appendEvent(event);
        assertSame(await store.listEvents(execution.executionId), events);
      },
    },
  ],
};

function eventOf(execution: Execution): ExecutionEvent {
  return {
    type: `execution.${execution.status}`,
    executionId: execution.executionId,
    version: execution.version,
    at: execution.updatedAt,
    actor: 'alice',
    execution,
  };
}
