import { deepStrictEqual, equal, rejects } from 'node:assert/strict';
import { type EnvironmentQuery, type Execution, type ExecutionStore, SluiceError } from '@sluice/core';
import { changed, finished, START, sampleExecution } from './sample-execution.ts';
import { assertSame, idsOf, readPages, type StoreCaseGroup } from './store-case.ts';

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
      name: 'filters by pipeline, tenant and status, one by one and together, on pages of any size',
      async run({ store }) {
        const executions = await createMany(store, 24, (index) => ({
          createdAt: START + index,
          pipelineType: index % 2 === 0 ? 'bootstrap' : 'compute',
          status: index % 3 === 0 ? 'running' : 'succeeded',
          tenantId: ['acme', '租户', undefined, 'Acme'][index % 4],
        }));
        const filters: readonly Partial<EnvironmentQuery>[] = [
          { pipelineType: 'compute' },
          { tenantId: 'acme' },
          { tenantId: '租户' },
          { status: 'running' },
          { pipelineType: 'bootstrap', status: 'succeeded' },
          { pipelineType: 'bootstrap', tenantId: 'acme', status: 'running' },
          { tenantId: 'nobody' },
        ];
        for (const filter of filters) {
          const expected = executions.filter((execution) => matches(execution, filter)).toReversed();
          for (const limit of [1, 3, 50]) {
            const listed = await listAll(store, { environment: 'dev', ...filter }, limit);
            deepStrictEqual(idsOf(listed), idsOf(expected), JSON.stringify({ filter, limit }));
          }
        }
      },
    },
    {
      name: 'filters by the status that an execution has now',
      async run({ store }) {
        const execution = sampleExecution();
        await store.create(execution, []);
        await store.update(changed(execution, { status: 'running' }));
        equal((await listAll(store, { environment: 'dev', status: 'starting' }, 10)).length, 0);
        equal((await listAll(store, { environment: 'dev', status: 'running' }, 10)).length, 1);
      },
    },
    {
      name: 'lists what has not finished, longest unchanged first, of all environments',
      async run({ store }) {
        const statuses = ['starting', 'unknown', 'queued', 'running', 'blocked'] as const;
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
      name: 'refuses a cursor that it did not give',
      async run({ store }) {
        const foreign = ['', 'x', '%%%', 'bnVsbA', Buffer.from('{"a":1}').toString('base64url')];
        for (const cursor of foreign) {
          await rejects(
            async () => store.listByEnvironment({ environment: 'dev', limit: 10, cursor }),
            isInvalidRequest,
          );
          await rejects(async () => store.listUnfinished({ limit: 10, cursor }), isInvalidRequest);
        }
      },
    },
  ],
};

async function createMany(
  store: ExecutionStore,
  count: number,
  fieldsOf: (index: number) => Partial<Execution>,
): Promise<readonly Execution[]> {
  const executions = Array.from({ length: count }, (_, index) => sampleExecution(fieldsOf(index)));
  for (const execution of executions) await store.create(execution, []);
  return executions;
}

async function listAll(
  store: ExecutionStore,
  query: Omit<EnvironmentQuery, 'limit' | 'cursor'>,
  limit: number,
): Promise<readonly Execution[]> {
  return (await readPages((cursor) => store.listByEnvironment({ ...query, limit, cursor }))).flat();
}

async function listUnfinished(store: ExecutionStore, limit: number): Promise<readonly Execution[]> {
  return (await readPages((cursor) => store.listUnfinished({ limit, cursor }))).flat();
}

function matches(execution: Execution, { pipelineType, tenantId, status }: Partial<EnvironmentQuery>): boolean {
  if (pipelineType !== undefined && execution.pipelineType !== pipelineType) return false;
  if (tenantId !== undefined && execution.tenantId !== tenantId) return false;
  return status === undefined || execution.status === status;
}

function isInvalidRequest(error: unknown): boolean {
  return SluiceError.isInstance(error) && error.code === 'invalid_request';
}
