import { deepStrictEqual, equal } from 'node:assert/strict';
import type { EnvironmentQuery, Execution } from '@sluice/core';
import { changed, START, sampleExecution } from './sample-execution.ts';
import { createMany, idsOf, listAll, type StoreCaseGroup } from './store-case.ts';

/** Cases about filters: what matches, all of it, and nothing else, on pages of any size. */
export const filterCases: StoreCaseGroup = {
  name: 'filters',
  cases: [
    {
      name: 'filters by pipeline, tenant, status and time, one by one and together, on pages of any size',
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
          { pipelineType: 'bootstrap', tenantId: 'acme' },
          { pipelineType: 'bootstrap', tenantId: 'acme', status: 'running' },
          { pipelineType: 'compute', tenantId: 'acme' },
          { tenantId: 'nobody' },
          { createdFrom: START + 20 },
          { createdUntil: START + 4 },
          { createdFrom: START + 5, createdUntil: START + 9 },
          { createdFrom: START + 4, createdUntil: START + 19, pipelineType: 'compute', status: ['running'] },
          { createdFrom: START + 24 },
          { createdFrom: START + 5, createdUntil: START + 5 },
          { createdFrom: START + 9, createdUntil: START + 5 },
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
      name: 'filters by several statuses at once, in any order; an empty list matches nothing',
      async run({ store }) {
        const statuses = ['starting', 'running', 'succeeded', 'failed'] as const;
        const executions = await createMany(store, 12, (index) => ({
          createdAt: START - index,
          status: statuses[index % 4] ?? 'starting',
        }));
        for (const status of [
          ['failed', 'running'],
          ['running', 'failed', 'running'],
          statuses,
          ['lost'],
          [],
        ] as const) {
          const expected = executions.filter((execution) => matches(execution, { status }));
          deepStrictEqual(idsOf(await listAll(store, { environment: 'dev', status }, 2)), idsOf(expected), `${status}`);
        }
        const first = await store.listByEnvironment({ environment: 'dev', status: ['failed', 'running'], limit: 1 });
        const again = { environment: 'dev', status: ['running', 'failed'], limit: 1, cursor: first.cursor } as const;
        deepStrictEqual(idsOf((await store.listByEnvironment(again)).executions), [executions[3]?.executionId]);
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
      name: 'finds all of the few that a filter matches among many, and comes to an end',
      async run({ store }) {
        const executions = await createMany(store, 260, (index) => ({
          createdAt: START - index,
          status: index % 100 === 50 ? 'failed' : 'succeeded',
          tenantId: index % 100 === 50 ? 'rare' : 'acme',
        }));
        const rare = idsOf(executions.filter(({ tenantId }) => tenantId === 'rare'));
        for (const filter of [{ status: 'failed' }, { tenantId: 'rare' }] as const) {
          deepStrictEqual(idsOf(await listAll(store, { environment: 'dev', ...filter }, 2)), rare);
        }
      },
    },
  ],
};

function matches(execution: Execution, filter: Partial<EnvironmentQuery>): boolean {
  const { pipelineType, tenantId, status, createdFrom = 0, createdUntil = Number.POSITIVE_INFINITY } = filter;
  if (pipelineType !== undefined && execution.pipelineType !== pipelineType) return false;
  if (tenantId !== undefined && execution.tenantId !== tenantId) return false;
  if (execution.createdAt < createdFrom || execution.createdAt >= createdUntil) return false;
  return status === undefined || [status].flat().includes(execution.status);
}
