import { randomBytes } from 'node:crypto';
import { type CursorCodec, createCursorCodec, type ExecutionStore, SluiceError } from '@sluice/core';
import type { Breakage } from './store-breakage.ts';
import { cursorsOf, environmentListing, type MemoryData, UNFINISHED } from './store-in-memory.ts';

/** Stores whose cursors lead where they should not, or not where they should. */
export const cursorBreakages: readonly Breakage[] = [
  [
    'gives cursors that hold on one server only',
    'takes a cursor on every server of the same data, however often, and with another page size',
    (store, data) => withCodec(store, data, createCursorCodec(randomBytes(32))),
  ],
  [
    'begins anew for a cursor that it does not know',
    'refuses a cursor that it did not give',
    (store) => ({
      listByEnvironment: ({ cursor, ...query }) =>
        store.listByEnvironment({ ...query, cursor }).catch(() => store.listByEnvironment(query)),
    }),
  ],
  [
    'gives cursors that anybody can write',
    'refuses a cursor that was changed, wherever',
    (store, data) => withCodec(store, data, UNSIGNED),
  ],
  [
    'reads cursors generously',
    'refuses a cursor that was changed, wherever',
    (store, data) =>
      withCodec(store, data, {
        encode: data.cursors.encode,
        decode: (listing, cursor) =>
          data.cursors.decode(listing, Buffer.from(cursor, 'base64url').toString('base64url')),
      }),
  ],
  [
    'takes a cursor for any filter',
    'refuses the cursor of another listing, or of the same one with another filter',
    (store, data) =>
      withCodec(store, data, {
        encode: (listing, position) => data.cursors.encode(withoutFilter(listing), position),
        decode: (listing, cursor) => data.cursors.decode(withoutFilter(listing), cursor),
      }),
  ],
  [
    'takes a cursor for any listing',
    'refuses the cursor of another listing, or of the same one with another filter',
    (store, data) =>
      withCodec(store, data, {
        encode: (_, position) => data.cursors.encode('any', position),
        decode: (_, cursor) => data.cursors.decode('any', cursor),
      }),
  ],
  [
    'signs cursors with the same key everywhere',
    'refuses the cursor of another database that holds the same executions',
    (store, data) => withCodec(store, data, createCursorCodec(Buffer.alloc(32))),
  ],
];

const UNSIGNED: CursorCodec = {
  encode: (_, { time, executionId }) => Buffer.from(`${time} ${executionId}`).toString('base64url'),
  decode(_, cursor) {
    const [, time, executionId] = /^(\d+) (.+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
    if (executionId !== undefined) return { time: Number(time), executionId };
    throw new SluiceError({ code: 'invalid_request', message: 'The cursor is not ours.' });
  },
};

function withoutFilter(listing: unknown): unknown {
  return Array.isArray(listing) ? [listing[0], listing[1]?.environment] : listing;
}

/** Lets a store's listings have other cursors. */
function withCodec(
  store: ExecutionStore,
  data: MemoryData,
  codec: CursorCodec,
): Pick<ExecutionStore, 'listByEnvironment' | 'listUnfinished'> {
  const toOurs = (listing: unknown, cursor: string | undefined): string | undefined =>
    cursor === undefined ? undefined : cursorsOf(data, listing).encode(codec.decode(listing, cursor));
  const toTheirs = (listing: unknown, cursor: string | undefined): string | undefined =>
    cursor === undefined ? undefined : codec.encode(listing, cursorsOf(data, listing).decode(cursor));
  return {
    async listByEnvironment(query) {
      const listing = environmentListing(query);
      const page = await store.listByEnvironment({ ...query, cursor: toOurs(listing, query.cursor) });
      return { ...page, cursor: toTheirs(listing, page.cursor) };
    },
    async listUnfinished(query) {
      const page = await store.listUnfinished({ ...query, cursor: toOurs(UNFINISHED, query.cursor) });
      return { ...page, cursor: toTheirs(UNFINISHED, page.cursor) };
    },
  };
}
