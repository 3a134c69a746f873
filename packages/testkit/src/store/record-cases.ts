import { equal } from 'node:assert/strict';
import { executionFromWire, executionToWire } from '@sluice/core';
import { changed, finished, sampleExecution } from './sample-execution.ts';
import { assertCreated, assertHeld, assertSame, idsOf, type StoreCaseGroup } from './store-case.ts';

/** Cases about copies of executions that another store owns. */
export const recordCases: StoreCaseGroup = {
  name: 'copies',
  cases: [
    {
      name: 'writes a copy of an execution that it has not seen, at whatever version',
      async run({ store }) {
        const copy = executionFromWire(executionToWire(sampleExecution({ version: 3, status: 'running' })));
        equal(await store.record(copy), true);
        assertSame(await store.get(copy.executionId), copy);
        const listed = await store.listByEnvironment({ environment: 'dev', limit: 10 });
        assertSame(listed.executions, [copy]);
      },
    },
    {
      name: 'replaces a copy by a newer one, versions may be missed',
      async run({ store }) {
        const copy = sampleExecution();
        await store.record(copy);
        const newer = finished(changed(copy, { version: 7, status: 'running' }));
        equal(await store.record(newer), true);
        assertSame(await store.get(copy.executionId), newer);
        equal((await store.listUnfinished({ limit: 10 })).executions.length, 0);
      },
    },
    {
      name: 'never goes back: the same version or an older one writes nothing',
      async run({ store }) {
        const copy = sampleExecution({ version: 5, status: 'running' });
        await store.record(copy);
        equal(await store.record({ ...copy, status: 'failed' }), false, 'the same version');
        equal(await store.record({ ...copy, version: 4, status: 'failed' }), false, 'an older version');
        assertSame(await store.get(copy.executionId), copy);
      },
    },
    {
      name: 'ends at the newest copy, in whatever order they arrive, and never shows an older one after a newer',
      async run({ store, openAnother }) {
        const stores = [store, await openAnother()];
        const base = sampleExecution();
        const copies = Array.from({ length: 20 }, (_, index) => ({ ...base, version: ((index * 7) % 20) + 1 }));
        let seen = 0;
        await Promise.all(
          copies.map(async (copy, index) => {
            await stores[index % 2]?.record(copy);
            const version = (await store.get(base.executionId))?.version ?? 0;
            seen = Math.max(seen, version);
            equal(version >= copy.version, true, `version ${version} was read after ${copy.version} was recorded`);
          }),
        );
        equal(seen, 20);
        equal((await store.get(base.executionId))?.version, 20);
      },
    },
    {
      name: 'leaves an execution that this store owns as it is, with all that only its owner knows',
      async run({ store }) {
        const execution = sampleExecution();
        await store.create(execution, [{ name: 'slot:1' }]);
        equal(await store.record(executionFromWire(executionToWire(execution))), false);
        assertSame(await store.get(execution.executionId), execution);
        const running = changed(execution, { status: 'running' });
        await store.update(running);
        equal(await store.record(executionFromWire(executionToWire(execution))), false);
        assertSame(await store.get(execution.executionId), running);
      },
    },
    {
      name: 'neither takes nor frees a claim',
      async run({ store }) {
        const execution = sampleExecution();
        await store.create(execution, [{ name: 'slot:1' }]);
        await store.record({ ...execution, status: 'succeeded' });
        assertHeld(await store.create(sampleExecution(), [{ name: 'slot:1' }]), 'slot:1', execution.executionId);
        await store.record(sampleExecution());
        assertCreated(await store.create(sampleExecution(), [{ name: 'slot:2' }]));
      },
    },
    {
      name: 'lists copies among the executions that it owns',
      async run({ store }) {
        const [older, newer] = [sampleExecution(), sampleExecution({ createdAt: sampleExecution().createdAt + 1 })];
        await store.record(newer);
        await store.create(older, []);
        const { executions } = await store.listByEnvironment({ environment: 'dev', limit: 10 });
        assertSame(idsOf(executions), idsOf([newer, older]));
      },
    },
  ],
};
