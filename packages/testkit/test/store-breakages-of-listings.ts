import type { Execution, ExecutionPage } from '@sluice/core';
import type { Breakage } from './store-breakage.ts';

/** Stores that list too much, too little or in the wrong order. */
export const listingBreakages: readonly Breakage[] = [
  [
    'repeats the last execution of a page on the next one',
    'pages without a gap or a repeat, also among executions of the same millisecond',
    (store) => ({
      async listByEnvironment(query) {
        const page = await store.listByEnvironment(query);
        return page.executions.length < 2 ? page : withCursor(page, -2, -1);
      },
    }),
  ],
  [
    'pages by the time alone and skips the rest of a millisecond',
    'pages without a gap or a repeat, also among executions of the same millisecond',
    (store) => ({
      async listByEnvironment(query) {
        const page = await store.listByEnvironment(query);
        return page.cursor === undefined ? page : { ...page, cursor: page.cursor.replace(/,.*/, ',"~"]') };
      },
    }),
  ],
  [
    'pages what is unfinished by the time alone',
    'pages through what has not finished without a gap or a repeat, also within one millisecond',
    (store) => ({
      async listUnfinished(query) {
        const page = await store.listUnfinished(query);
        return page.cursor === undefined ? page : { ...page, cursor: page.cursor.replace(/,.*/, ',"~"]') };
      },
    }),
  ],
  [
    'pages by how many there were before',
    'goes on where a page ended, though newer executions came in between',
    (store) => ({
      async listByEnvironment({ cursor, ...query }) {
        const skipped = Number(cursor ?? 0);
        const { executions } = await store.listByEnvironment({ ...query, limit: 1000 });
        const page = executions.slice(skipped, skipped + query.limit);
        const end = skipped + page.length;
        return end < executions.length ? { executions: page, cursor: String(end) } : { executions: page };
      },
    }),
  ],
  [
    'pages what is unfinished by how many there were before',
    'skips nothing that is still unfinished when executions of earlier pages finish in between',
    (store) => ({
      async listUnfinished({ cursor, limit }) {
        const skipped = Number(cursor ?? 0);
        const { executions } = await store.listUnfinished({ limit: 1000 });
        const page = executions.slice(skipped, skipped + limit);
        const end = skipped + page.length;
        return end < executions.length ? { executions: page, cursor: String(end) } : { executions: page };
      },
    }),
  ],
  [
    'has listings without an end',
    'lists the executions of one environment, newest first, as they are now',
    (store) => ({
      async listByEnvironment({ cursor: _, ...query }) {
        return { ...(await store.listByEnvironment(query)), cursor: 'again' };
      },
    }),
  ],
  [
    'lists the oldest first',
    'lists the executions of one environment, newest first, as they are now',
    (store) => ({
      async listByEnvironment(query) {
        const page = await store.listByEnvironment(query);
        return { ...page, executions: page.executions.toReversed() };
      },
    }),
  ],
  [
    'lists more than was asked for',
    'pages without a gap or a repeat, also among executions of the same millisecond',
    (store) => ({ listByEnvironment: (query) => store.listByEnvironment({ ...query, limit: query.limit + 1 }) }),
  ],
  [
    'sorts times as text',
    'orders by creation as a number, not as text',
    (store) => ({
      async listByEnvironment({ environment }) {
        const { executions } = await store.listByEnvironment({ environment, limit: 1000 });
        return { executions: executions.toSorted((a, b) => (String(a.createdAt) < String(b.createdAt) ? 1 : -1)) };
      },
    }),
  ],
  [
    'filters after it has cut the page, and drops the rest',
    'filters by pipeline, tenant and status, one by one and together, on pages of any size',
    (store) => ({
      async listByEnvironment({ tenantId, ...query }) {
        const page = await store.listByEnvironment(query);
        if (tenantId === undefined) return page;
        const executions = page.executions.filter((execution) => execution.tenantId === tenantId);
        return executions.length === 0 ? { executions } : { ...page, executions };
      },
    }),
  ],
  [
    'ignores a filter',
    'filters by pipeline, tenant and status, one by one and together, on pages of any size',
    (store) => ({ listByEnvironment: ({ tenantId: _, ...query }) => store.listByEnvironment(query) }),
  ],
  [
    'filters by the status that an execution began with',
    'filters by the status that an execution has now',
    (store) => ({
      listByEnvironment: ({ status, ...query }) =>
        store.listByEnvironment({ ...query, ...(status === 'running' ? { status: 'starting' } : {}) }),
    }),
  ],
  [
    'lists what has finished as unfinished',
    'lists what has not finished, longest unchanged first, of all environments',
    (store) => {
      const seen = new Map<string, Execution>();
      return {
        async create(execution, claims) {
          seen.set(execution.executionId, execution);
          return store.create(execution, claims);
        },
        listUnfinished: async () => ({ executions: [...seen.values()].sort((a, b) => a.updatedAt - b.updatedAt) }),
      };
    },
  ],
  [
    'begins anew for a cursor that it does not know',
    'refuses a cursor that it did not give',
    (store) => ({
      listByEnvironment: ({ cursor, ...query }) =>
        store.listByEnvironment({ ...query, ...(cursor?.startsWith('[') ? { cursor } : {}) }),
    }),
  ],
  [
    'writes an event twice',
    'writes an event once, however often and from wherever it is appended',
    (_, data) => ({
      async appendEvent(event) {
        data.events.set(`${event.executionId} ${data.events.size}`, event);
      },
    }),
  ],
  [
    'replaces an event',
    'writes an event once, however often and from wherever it is appended',
    (_, data) => ({
      async appendEvent(event) {
        data.events.set(`${event.executionId} ${event.version}`, event);
      },
    }),
  ],
  [
    'lists events as they came',
    'orders events by version, in whatever order they came: 2 before 10 before 100',
    (_, data) => ({
      listEvents: async (executionId) => [...data.events.values()].filter((event) => event.executionId === executionId),
    }),
  ],
  [
    'lists the events of all executions',
    'keeps the events of executions apart, and has none for an execution without any',
    (_, data) => ({ listEvents: async () => [...data.events.values()] }),
  ],
  [
    'lists a page of events',
    'returns all of a long trail',
    (store) => ({ listEvents: async (executionId) => (await store.listEvents(executionId)).slice(0, 100) }),
  ],
  [
    'forgets who caused an event',
    'returns the events of an execution, every field of them, oldest first',
    (store) => ({ appendEvent: (event) => store.appendEvent({ ...event, actor: 'sluice' }) }),
  ],
];

/** Lets a page go on after another one of its executions than its last. */
function withCursor(page: ExecutionPage, index: number, end: number): ExecutionPage {
  const last = page.executions.at(index);
  if (page.cursor === undefined || last === undefined) return page;
  return {
    executions: page.executions.slice(0, page.executions.length + end + 1),
    cursor: JSON.stringify([-last.createdAt, last.executionId]),
  };
}
