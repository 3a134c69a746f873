import { setImmediate } from 'node:timers/promises';
import { eventOf, isFinished } from '@sluice/core';
import type { Breakage } from './store-breakage.ts';

/** Stores whose audit trail does not tell what was. */
export const eventBreakages: readonly Breakage[] = [
  [
    'begins the trail with the first change',
    'keeps what each version was made by, every field of it, oldest first',
    (store, data) => ({
      async create(execution, claims) {
        const result = await store.create(execution, claims);
        data.events.delete(`${execution.executionId} 1`);
        return result;
      },
    }),
  ],
  [
    'forgets who caused an event',
    'keeps what each version was made by, every field of it, oldest first',
    (store) => ({
      listEvents: async (executionId) =>
        (await store.listEvents(executionId)).map((event) => ({ ...event, actor: 'sluice' })),
    }),
  ],
  [
    'shows what an execution is now in all of its events',
    'keeps what each version was made by, every field of it, oldest first',
    (store) => ({
      async listEvents(executionId) {
        const execution = await store.get(executionId);
        const events = await store.listEvents(executionId);
        return execution === undefined ? events : events.map((event) => ({ ...event, execution }));
      },
    }),
  ],
  [
    'writes the event of an update before it knows whether it is refused',
    'has the event of the update that won a race, and none of those that lost',
    (store, data) => ({
      async update(execution) {
        const written = await store.update(execution);
        data.events.set(`${execution.executionId} ${execution.version}`, eventOf(execution));
        return written;
      },
    }),
  ],
  [
    'writes the event of an update later, of what the execution is by then',
    'has one event for each version after servers have changed an execution at the same time',
    (store, data) => ({
      async update(execution) {
        const written = await store.update(execution);
        if (!written) return false;
        data.events.delete(`${execution.executionId} ${execution.version}`);
        await setImmediate();
        const current = await store.get(execution.executionId);
        if (current !== undefined) data.events.set(`${current.executionId} ${current.version}`, eventOf(current));
        return true;
      },
    }),
  ],
  [
    'keeps what is secret in its events',
    'keeps what is secret for the start of an execution, and in no event, also after it is gone',
    (store, data) => ({
      async create(execution, claims) {
        const result = await store.create(execution, claims);
        data.events.set(`${execution.executionId} 1`, { ...eventOf(execution), execution });
        return result;
      },
    }),
  ],
  [
    'sorts events as text',
    'orders events by version: 2 before 10 before 100',
    (store) => ({
      listEvents: async (executionId) =>
        (await store.listEvents(executionId)).toSorted((a, b) => (String(a.version) < String(b.version) ? -1 : 1)),
    }),
  ],
  [
    'lists the events of all executions',
    'keeps the events of executions apart, and has none for an execution that does not exist',
    (_, data) => ({ listEvents: async () => [...data.events.values()] }),
  ],
  [
    'lists a page of events',
    'returns all of a long trail',
    (store) => ({ listEvents: async (executionId) => (await store.listEvents(executionId)).slice(0, 100) }),
  ],
  [
    'drops the trail of what has finished',
    'keeps the trail of what has finished, and goes on with it',
    (store, data) => ({
      async update(execution) {
        const written = await store.update(execution);
        if (isFinished(execution)) data.events.delete(`${execution.executionId} ${execution.version - 1}`);
        return written;
      },
    }),
  ],
  [
    'makes a trail for copies',
    'has no trail of a copy: that is with whoever owns the execution',
    (store, data) => ({
      async record(execution) {
        data.events.set(`${execution.executionId} ${execution.version}`, eventOf(execution));
        return store.record(execution);
      },
    }),
  ],
];
