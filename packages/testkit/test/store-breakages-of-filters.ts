import type { Breakage } from './store-breakage.ts';

/** Stores whose filters let too much through, or too little. */
export const filterBreakages: readonly Breakage[] = [
  [
    'filters after it has cut the page, and drops the rest',
    'filters by pipeline, tenant, status and time, one by one and together, on pages of any size',
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
    'filters by pipeline, tenant, status and time, one by one and together, on pages of any size',
    (store) => ({ listByEnvironment: ({ tenantId: _, ...query }) => store.listByEnvironment(query) }),
  ],
  [
    'filters by the status that an execution began with',
    'filters by the status that an execution has now',
    (store) => ({
      listByEnvironment: ({ status, ...query }) =>
        store.listByEnvironment({ ...query, status: status === 'running' ? 'starting' : status }),
    }),
  ],
  [
    'takes the end of a time range for its last moment',
    'filters by pipeline, tenant, status and time, one by one and together, on pages of any size',
    (store) => ({
      listByEnvironment: ({ createdUntil, ...query }) =>
        store.listByEnvironment({ ...query, createdUntil: createdUntil === undefined ? undefined : createdUntil + 1 }),
    }),
  ],
  [
    'leaves out what was created right at the beginning of a time range',
    'filters by pipeline, tenant, status and time, one by one and together, on pages of any size',
    (store) => ({
      listByEnvironment: ({ createdFrom, ...query }) =>
        store.listByEnvironment({ ...query, createdFrom: createdFrom === undefined ? undefined : createdFrom + 1 }),
    }),
  ],
  [
    'heeds the first of several statuses',
    'filters by several statuses at once, in any order; an empty list matches nothing',
    (store) => ({
      listByEnvironment: (query) =>
        store.listByEnvironment({
          ...query,
          status: Array.isArray(query.status) ? query.status.slice(0, 1) : query.status,
        }),
    }),
  ],
  [
    'takes an empty list of statuses for no filter',
    'filters by several statuses at once, in any order; an empty list matches nothing',
    (store) => ({
      listByEnvironment: ({ status, ...query }) =>
        store.listByEnvironment({ ...query, status: status?.length === 0 ? undefined : status }),
    }),
  ],
  [
    'gives up where a filter has matched nothing for a while',
    'finds all of the few that a filter matches among many, and comes to an end',
    (store) => ({
      async listByEnvironment({ status, ...query }) {
        if (status === undefined) return store.listByEnvironment(query);
        const { executions } = await store.listByEnvironment({ ...query, limit: 100 });
        return { executions: executions.filter((execution) => [status].flat().includes(execution.status)) };
      },
    }),
  ],
  [
    'goes on for ever where a filter matches no more',
    'finds all of the few that a filter matches among many, and comes to an end',
    (store) => ({
      async listByEnvironment(query) {
        const page = await store.listByEnvironment(query);
        return query.status === undefined ? page : { ...page, cursor: page.cursor ?? query.cursor };
      },
    }),
  ],
];
