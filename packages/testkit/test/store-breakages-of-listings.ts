import type { Execution } from '@sluice/core';
import type { Breakage } from './store-breakage.ts';
import { cursorsOf, environmentListing, UNFINISHED } from './store-in-memory.ts';

/** Stores that list too much, too little or in the wrong order. */
export const listingBreakages: readonly Breakage[] = [
  [
    'repeats the last execution of a page on the next one',
    'pages without a gap or a repeat, also among executions of the same millisecond',
    (store, data) => ({
      async listByEnvironment(query) {
        const page = await store.listByEnvironment(query);
        const last = page.executions.at(-2);
        if (page.cursor === undefined || last === undefined) return page;
        const cursors = cursorsOf(data, environmentListing(query));
        return { ...page, cursor: cursors.encode({ time: last.createdAt, executionId: last.executionId }) };
      },
    }),
  ],
  [
    'pages by the time alone and skips the rest of a millisecond',
    'pages without a gap or a repeat, also among executions of the same millisecond',
    (store, data) => ({
      async listByEnvironment(query) {
        const page = await store.listByEnvironment(query);
        const cursors = cursorsOf(data, environmentListing(query));
        if (page.cursor === undefined) return page;
        return { ...page, cursor: cursors.encode({ ...cursors.decode(page.cursor), executionId: '' }) };
      },
    }),
  ],
  [
    'pages what is unfinished by the time alone',
    'pages through what has not finished without a gap or a repeat, also within one millisecond',
    (store, data) => ({
      async listUnfinished(query) {
        const page = await store.listUnfinished(query);
        const cursors = cursorsOf(data, UNFINISHED);
        if (page.cursor === undefined) return page;
        return { ...page, cursor: cursors.encode({ ...cursors.decode(page.cursor), executionId: '~' }) };
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
];
