import { setImmediate } from 'node:timers/promises';
import type { Execution } from '@sluice/core';
import type { Breakage } from './store-breakage.ts';

/** Stores that lose or bend what they are given. */
export const executionBreakages: readonly Breakage[] = [
  [
    'updates whatever the version',
    'refuses an update that is not the next version, and leaves the execution as it was',
    (_, data) => ({
      async update(execution) {
        data.executions.set(execution.executionId, JSON.stringify(execution));
        return true;
      },
    }),
  ],
  [
    'reads the version, then writes',
    'lets exactly one of 50 racing updates write each version',
    (store, data) => ({
      async update(execution) {
        const before = await store.get(execution.executionId);
        await setImmediate();
        if (before?.version !== execution.version - 1) return false;
        data.executions.set(execution.executionId, JSON.stringify(execution));
        return true;
      },
    }),
  ],
  [
    'creates what it is to update',
    'refuses to update an execution that does not exist, and does not create it',
    (store) => ({
      update: async (execution) =>
        (await store.get(execution.executionId)) ? store.update(execution) : store.record(execution),
    }),
  ],
  [
    'merges an update into what was there',
    'replaces an execution by its next version, fields that became undefined included',
    (store) => ({
      async update(execution) {
        const before = await store.get(execution.executionId);
        const given = Object.entries(execution).filter(([, value]) => value !== undefined);
        return store.update({ ...execution, ...before, ...(Object.fromEntries(given) as Partial<Execution>) });
      },
    }),
  ],
  [
    'replaces an execution that has the same id',
    'rejects the creation of an execution whose id is taken, and leaves the first as it was',
    (store, data) => ({
      async create(execution, claims) {
        data.executions.delete(execution.executionId);
        return store.create(execution, claims);
      },
    }),
  ],
  [
    'answers from a cache of its own',
    'returns an update at once to every server, and never an older state after a newer one',
    (store) => {
      const cache = new Map<string, Execution | undefined>();
      return {
        async get(executionId) {
          if (!cache.has(executionId)) cache.set(executionId, await store.get(executionId));
          return cache.get(executionId);
        },
      };
    },
  ],
  [
    'loses keys such as __proto__',
    'keeps parameters exactly: nested, unicode, empty, large and tiny numbers, keys such as __proto__',
    (store) => ({ create: (execution, claims) => store.create(copied(execution), claims) }),
  ],
  [
    'records an older copy',
    'never goes back: the same version or an older one writes nothing',
    (_, data) => ({
      async record(execution) {
        data.executions.set(execution.executionId, JSON.stringify(execution));
        return true;
      },
    }),
  ],
  [
    'reads the version of a copy, then records',
    'ends at the newest copy, in whatever order they arrive, and never shows an older one after a newer',
    (store, data) => ({
      async record(execution) {
        const before = await store.get(execution.executionId);
        await setImmediate();
        if ((before?.version ?? 0) >= execution.version) return false;
        data.executions.set(execution.executionId, JSON.stringify(execution));
        return true;
      },
    }),
  ],
  [
    'records the same version again',
    'leaves an execution that this store owns as it is, with all that only its owner knows',
    (store, data) => ({
      async record(execution) {
        if (((await store.get(execution.executionId))?.version ?? 0) > execution.version) return false;
        data.executions.set(execution.executionId, JSON.stringify(execution));
        return true;
      },
    }),
  ],
  [
    'records only what follows the version that it has',
    'writes a copy of an execution that it has not seen, at whatever version',
    (store) => ({
      async record(execution) {
        const version = (await store.get(execution.executionId))?.version ?? 0;
        return version === execution.version - 1 ? store.record(execution) : false;
      },
    }),
  ],
  [
    'frees claims for a copy',
    'neither takes nor frees a claim',
    (store, data) => ({
      async record(execution) {
        data.claims.clear();
        return store.record(execution);
      },
    }),
  ],
  [
    'makes up what does not exist',
    'returns undefined for an execution that does not exist',
    (store, data) => ({
      get: async (executionId) => (data.executions.size === 0 ? madeUp(executionId) : store.get(executionId)),
    }),
  ],
];

/** Copies by assignment, as many a mapper does. */
function copied<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) copy[key] = copied(member);
  return copy as Value;
}

function madeUp(executionId: string): Execution {
  return {
    executionId,
    version: 1,
    pipelineType: 'bootstrap',
    environment: 'dev',
    parameters: {},
    status: 'starting',
    requestedBy: 'alice',
    requestDigest: '',
    createdAt: 0,
    updatedAt: 0,
    lastChange: { type: 'execution.starting', actor: 'alice' },
    executor: 'gitlab',
    target: null,
  };
}
