import { equal, rejects } from 'node:assert/strict';
import { type EnvironmentQuery, SluiceError } from '@sluice/core';
import { START, sampleExecution } from './sample-execution.ts';
import { assertSame, createMany, idsOf, type StoreCaseGroup } from './store-case.ts';

const QUERY: EnvironmentQuery = { environment: 'dev', limit: 2 };

/** Cases about cursors: they lead on where they were given, and nowhere else. */
export const cursorCases: StoreCaseGroup = {
  name: 'cursors',
  cases: [
    {
      name: 'takes a cursor on every server of the same data, however often, and with another page size',
      async run({ store, openAnother }) {
        const executions = await createMany(store, 6, (index) => ({
          createdAt: START - index,
          updatedAt: START + index,
        }));
        const { cursor } = await store.listByEnvironment(QUERY);
        const { cursor: unfinished } = await store.listUnfinished({ limit: 2 });
        for (const server of [store, await openAnother(), store]) {
          for (const limit of [1, 3]) {
            const expected = idsOf(executions.slice(2, 2 + limit));
            assertSame(idsOf((await server.listByEnvironment({ ...QUERY, limit, cursor })).executions), expected);
            assertSame(idsOf((await server.listUnfinished({ limit, cursor: unfinished })).executions), expected);
          }
        }
      },
    },
    {
      name: 'refuses a cursor that it did not give',
      async run({ store }) {
        await createMany(store, 3, () => ({}));
        const foreign = ['', 'x', '%%%', 'bnVsbA', Buffer.from('{"a":1}').toString('base64url'), 'A'.repeat(64)];
        for (const cursor of foreign) {
          await rejects(async () => store.listByEnvironment({ ...QUERY, cursor }), isInvalidRequest);
          await rejects(async () => store.listUnfinished({ limit: 2, cursor }), isInvalidRequest);
        }
      },
    },
    {
      name: 'refuses a cursor that was changed, wherever',
      async run({ store }) {
        await createMany(store, 3, () => ({}));
        const { cursor = '' } = await store.listByEnvironment(QUERY);
        const { cursor: unfinished = '' } = await store.listUnfinished({ limit: 2 });
        for (const changed of changesOf(cursor)) {
          await rejects(async () => store.listByEnvironment({ ...QUERY, cursor: changed }), isInvalidRequest, changed);
        }
        for (const changed of changesOf(unfinished)) {
          await rejects(async () => store.listUnfinished({ limit: 2, cursor: changed }), isInvalidRequest, changed);
        }
      },
    },
    {
      name: 'refuses the cursor of another listing, or of the same one with another filter',
      async run({ store }) {
        await createMany(store, 3, () => ({ status: 'running', createdAt: START }));
        const filters: readonly Partial<EnvironmentQuery>[] = [
          {},
          { pipelineType: 'bootstrap' },
          { tenantId: 'acme' },
          { status: 'running' },
          { status: ['running', 'starting'] },
          { createdFrom: START },
          { createdUntil: START + 1 },
        ];
        const { cursor: unfinished } = await store.listUnfinished({ limit: 2 });
        for (const given of filters) {
          const { cursor } = await store.listByEnvironment({ ...QUERY, ...given });
          equal(typeof cursor, 'string', JSON.stringify(given));
          for (const asked of filters) {
            if (asked === given) continue;
            const wrong = { ...QUERY, ...asked, cursor };
            await rejects(
              async () => store.listByEnvironment(wrong),
              isInvalidRequest,
              JSON.stringify({ given, asked }),
            );
          }
          await rejects(async () => store.listByEnvironment({ ...QUERY, ...given, environment: 'prod', cursor }));
          await rejects(async () => store.listUnfinished({ limit: 2, cursor }), isInvalidRequest);
          await rejects(async () => store.listByEnvironment({ ...QUERY, ...given, cursor: unfinished }));
        }
      },
    },
    {
      name: 'refuses the cursor of another database that holds the same executions',
      async run({ store, openElsewhere }) {
        const elsewhere = await openElsewhere();
        const executions = Array.from({ length: 3 }, () => sampleExecution());
        for (const execution of executions) {
          await store.create(execution, []);
          await elsewhere.create(execution, []);
        }
        const { cursor } = await store.listByEnvironment(QUERY);
        const { cursor: unfinished } = await store.listUnfinished({ limit: 2 });
        await elsewhere.listByEnvironment(QUERY);
        await rejects(async () => elsewhere.listByEnvironment({ ...QUERY, cursor }), isInvalidRequest);
        await rejects(async () => elsewhere.listUnfinished({ limit: 2, cursor: unfinished }), isInvalidRequest);
      },
    },
  ],
};

/** The cursor with one character replaced, at every place; and cut, lengthened, turned round. */
function changesOf(cursor: string): readonly string[] {
  const replaced = Array.from(cursor, (character, index) => {
    const other = character === 'A' ? 'B' : 'A';
    return cursor.slice(0, index) + other + cursor.slice(index + 1);
  });
  const reversed = [...cursor].reverse().join('');
  return [...replaced, cursor.slice(0, -1), cursor.slice(1), `${cursor}A`, `${cursor}=`, ` ${cursor}`, reversed];
}

function isInvalidRequest(error: unknown): boolean {
  return SluiceError.isInstance(error) && error.code === 'invalid_request';
}
