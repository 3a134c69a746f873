import { deepStrictEqual, equal } from 'node:assert/strict';
import type { Execution, ExecutionStore } from '@sluice/core';
import { changed, finished, START, sampleExecution } from './sample-execution.ts';
import { assertSame, createMany, idsOf, listAll, readPages, type StoreCaseGroup } from './store-case.ts';

/** Cases about listings: the right executions, in order, each once. */
export const listingCases: StoreCaseGroup = {
  name: 'listings',
  cases: [
    {
      name: 'lists the executions of one environment, newest first, as they are now',
      async run({ store }) {
        const executions = await createMany(store, 5, (index) => ({ createdAt: START + ((index * 3) % 5) }));
        await store.create(sampleExecution({ environment: 'prod' }), []);
        await store.create(sampleExecution({ environment: 'dev2' }), []);
        const running = changed(executions[0] as Execution, { status: 'running' });
        await store.update(running);
        const expected = [running, ...executions.slice(1)].sort((a, b) => b.createdAt - a.createdAt);
        assertSame(await listAll(store, { environment: 'dev' }, 10), expected);
        deepStrictEqual(await listAll(store, { environment: 'nowhere' }, 10), []);
      },
    },
    {
      name: 'orders by creation as a number, not as text',
      async run({ store }) {
        const times = [9, 10, 99, 100, 999_999_999_999, 1_000_000_000_000];
        for (const createdAt of times) await store.create(sampleExecution({ createdAt }), []);
        const listed = await listAll(store, { environment: 'dev' }, 2);
        deepStrictEqual(
          listed.map(({ createdAt }) => createdAt),
          times.toReversed(),
        );
      },
    },
    {
      name: 'pages without a gap or a repeat, also among executions of the same millisecond',
      async run({ store }) {
        const executions = await createMany(store, 23, (index) => ({ createdAt: START + Math.floor(index / 8) }));
        const whole = await listAll(store, { environment: 'dev' }, 100);
        for (const limit of [1, 4, 7, 22, 23, 24]) {
          const pages = await readPages((cursor) => store.listByEnvironment({ environment: 'dev', limit, cursor }));
          equal(Math.max(...pages.map((page) => page.length)) <= limit, true, `a page had more than ${limit}`);
          deepStrictEqual(idsOf(pages.flat()), idsOf(whole), `pages of ${limit}`);
        }
        deepStrictEqual([...idsOf(whole)].sort(), [...idsOf(executions)].sort());
      },
    },
    {
      name: 'goes on where a page ended, though newer executions came in between',
      async run({ store }) {
        const executions = await createMany(store, 6, (index) => ({ createdAt: START + index }));
        const first = await store.listByEnvironment({ environment: 'dev', limit: 3 });
        await createMany(store, 3, (index) => ({ createdAt: START + 100 + index }));
        const second = await store.listByEnvironment({ environment: 'dev', limit: 10, cursor: first.cursor });
        const ids = idsOf([...first.executions, ...second.executions]);
        deepStrictEqual(ids, idsOf(executions.toReversed()));
      },
    },
    {
      name: 'lists what has not finished, longest unchanged first, of all environments',
      async run({ store }) {
        const statuses = ['starting', 'unknown', 'queued', 'awaiting_approval', 'blocked'] as const;
        const executions = await createMany(store, 10, (index) => ({
          environment: index % 2 === 0 ? 'dev' : 'prod',
          createdAt: START - index,
          updatedAt: START + ((index * 7) % 10),
          status: statuses[index % 5] ?? 'starting',
        }));
        const [first, second] = executions as [Execution, Execution];
        await store.update(changed(first, { updatedAt: START + 100 }));
        await store.update(finished(second, 'lost'));
        const expected = executions
          .filter(({ executionId }) => executionId !== second.executionId)
          .map((execution) => (execution === first ? changed(first, { updatedAt: START + 100 }) : execution))
          .sort((a, b) => a.updatedAt - b.updatedAt);
        assertSame(await listUnfinished(store, 100), expected);
      },
    },
    {
      name: 'pages through what has not finished without a gap or a repeat, also within one millisecond',
      async run({ store }) {
        const executions = await createMany(store, 23, (index) => ({ updatedAt: START + Math.floor(index / 8) }));
        for (const done of await createMany(store, 4, () => ({}))) await store.update(finished(done));
        const whole = idsOf(await listUnfinished(store, 100));
        for (const limit of [1, 4, 7, 22, 23, 24]) {
          deepStrictEqual(idsOf(await listUnfinished(store, limit)), whole, `pages of ${limit}`);
        }
        deepStrictEqual([...whole].sort(), [...idsOf(executions)].sort());
      },
    },
    {
      name: 'skips nothing that is still unfinished when executions of earlier pages finish in between',
      async run({ store }) {
        const executions = await createMany(store, 9, (index) => ({ updatedAt: START + index }));
        const seen: Execution[] = [];
        await readPages(async (cursor) => {
          const page = await store.listUnfinished({ limit: 2, cursor });
          for (const execution of page.executions) await store.update(finished(execution));
          seen.push(...page.executions);
          return page;
        });
        deepStrictEqual(idsOf(seen), idsOf(executions));
      },
    },
    {
      name: 'neither skips nor repeats an execution while others create and change executions at the same time',
      async run({ store, openAnother }) {
        const other = await openAnother();
        const executions = await createMany(store, 30, (index) => ({ createdAt: START + Math.floor(index / 4) }));
        const writing = writeMeanwhile(other, executions);
        const pages = await readPages((cursor) => store.listByEnvironment({ environment: 'dev', limit: 4, cursor }));
        await writing;
        const listed = idsOf(pages.flat());
        equal(new Set(listed).size, listed.length, 'an execution was listed twice');
        const missing = executions.filter(({ executionId }) => !listed.includes(executionId));
        deepStrictEqual(idsOf(missing), []);
      },
    },
    {
      name: 'lists once what stays unfinished and unchanged, while others create, change and finish executions',
      async run({ store, openAnother }) {
        const other = await openAnother();
        const executions = await createMany(store, 30, (index) => ({ updatedAt: START + Math.floor(index / 4) }));
        const [untouched, touched] = [
          executions.filter(isEven),
          executions.filter((each, index) => !isEven(each, index)),
        ];
        const writing = writeMeanwhile(other, touched);
        const pages = await readPages((cursor) => store.listUnfinished({ limit: 4, cursor }));
        await writing;
        const listed = idsOf(pages.flat());
        deepStrictEqual(
          listed.filter((id) => idsOf(untouched).includes(id)),
          idsOf(await sortedByChange(store, untouched)),
        );
        const versions = pages.flat().map(({ executionId, version }) => `${executionId} ${version}`);
        equal(new Set(versions).size, versions.length, 'an execution was listed twice though it had not changed');
      },
    },
  ],
};

async function listUnfinished(store: ExecutionStore, limit: number): Promise<readonly Execution[]> {
  return (await readPages((cursor) => store.listUnfinished({ limit, cursor }))).flat();
}

function isEven(_: unknown, index: number): boolean {
  return index % 2 === 0;
}

/** Creates executions of any age, and changes and finishes those given. */
async function writeMeanwhile(store: ExecutionStore, executions: readonly Execution[]): Promise<void> {
  for (const [index, execution] of executions.entries()) {
    await store.create(sampleExecution({ createdAt: START + (index % 9), updatedAt: START + 1000 + index }), []);
    const running = changed(execution, { status: 'running', updatedAt: START + 2000 + index });
    await store.update(running);
    if (isEven(execution, index)) await store.update(finished(running));
  }
}

/** Returns executions in the order in which the listing has them when nobody writes. */
async function sortedByChange(store: ExecutionStore, executions: readonly Execution[]): Promise<readonly Execution[]> {
  const ids = new Set(idsOf(executions));
  return (await listUnfinished(store, 1000)).filter(({ executionId }) => ids.has(executionId));
}
