import { type Execution, type ExecutionEvent, type ExecutionStore, eventOf, SluiceError } from '@sluice/core';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { createStoreOn } from '../src/dynamodb-store.ts';
import { toExecution, type VisibleItem } from '../src/item.ts';
import { executionOf, next } from './execution-of.ts';
import { type Carry, createMemoryTable, type MemoryItems } from './memory-table.ts';

vi.setConfig({ testTimeout: 60_000 });

const DAY = 24 * 60 * 60 * 1000;

/** What may go wrong with one request; `late_copy`: a copy of it arrives much later. */
type Fault = 'unsent' | 'unanswered' | 'repeated' | 'late_copy' | 'death';

interface Server {
  /** What it changes the execution to, one after the other, each from what it reads. */
  readonly statuses: readonly Execution['status'][];
  readonly faults: ReadonlyMap<number, Fault>;
}

const servers: fc.Arbitrary<readonly Server[]> = fc.array(
  fc.record({
    statuses: fc.array(fc.constantFrom('queued', 'running', 'blocked', 'succeeded'), { minLength: 1, maxLength: 3 }),
    faults: fc
      .array(fc.tuple(fc.nat(12), fc.constantFrom('unsent', 'unanswered', 'repeated', 'late_copy', 'death')), {
        maxLength: 3,
      })
      .map((entries): ReadonlyMap<number, Fault> => new Map(entries)),
  }),
  { minLength: 2, maxLength: 4 },
);

it('has the event of every version and no other at every moment, in whatever order the requests of racing updates arrive, fail or repeat', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), servers, async (scheduler, plan) => {
      const items: MemoryItems = new Map();
      const history: Execution[] = [];
      const watch = (): void => {
        const { execution, version } = items.get('execution#1 execution') as object as VisibleItem;
        history[version - 1] ??= toExecution({ execution });
        expect(keptIn(items)).toEqual(history.slice(0, keptIn(items).length).map(eventOf));
        expect(keptIn(items).length).toBeGreaterThanOrEqual(version - 1);
      };
      const plain = openStore(items, async (request) => request());
      await plain.create(executionOf('1'), []);
      watch();
      const reader = readTrails(openStore(items, carryWith(scheduler, new Map(), watch)), history);
      const changes = plan.map(({ statuses, faults }, index) =>
        changeOneByOne(openStore(items, carryWith(scheduler, faults, watch)), statuses, `server-${index}`),
      );
      await scheduler.waitFor(Promise.all([reader, ...changes]));
      await scheduler.waitIdle();
      expect(await plain.listEvents('1')).toEqual(history.map(eventOf));
    }),
    { numRuns: 1500 },
  );
});

it('does not show an update that was refused after it had kept the event that it wanted to overwrite', async () => {
  const items: MemoryItems = new Map();
  const store = openStore(items, async (request) => request());
  const first = executionOf('1');
  const [mine, theirs] = [next(first, { status: 'running' }), next(first, { status: 'queued' })];
  await store.create(first, []);
  let requests = 0;
  const slow = openStore(items, async (request) => {
    requests += 1;
    if (requests === 3) expect(await store.update(theirs)).toBe(true);
    return request();
  });
  expect(await slow.update(mine)).toBe(false);
  expect(await store.listEvents('1')).toEqual([first, theirs].map(eventOf));
});

function openStore(items: MemoryItems, carry: Carry): ExecutionStore {
  return createStoreOn({ table: createMemoryTable(items, carry), now: () => 0, retentionMs: DAY });
}

/** The events that stand in the table by themselves, in order. */
function keptIn(items: MemoryItems): readonly ExecutionEvent[] {
  return [...items.values()]
    .filter(({ sk }) => sk.startsWith('event#'))
    .sort((a, b) => (a.sk < b.sk ? -1 : 1))
    .map(({ event }) => JSON.parse(String(event)) as ExecutionEvent);
}

/** Reads the trail again and again while others change it: it has no gap, and nothing that was not there. */
async function readTrails(store: ExecutionStore, history: readonly Execution[]): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    const events = await store.listEvents('1');
    expect(events).toEqual(history.slice(0, events.length).map(eventOf));
    expect(events.length).toBeGreaterThan(0);
  }
}

async function changeOneByOne(
  store: ExecutionStore,
  statuses: readonly Execution['status'][],
  actor: string,
): Promise<void> {
  for (const status of statuses) {
    try {
      const execution = await store.get('1');
      if (execution === undefined) continue;
      await store.update(next(execution, { status, lastChange: { type: `execution.${status}`, actor } }));
    } catch (error) {
      if (!SluiceError.isInstance(error) || error.code !== 'store_unavailable') throw error;
    }
  }
}

/** Carries out requests one at a time, in the order that the scheduler picks, with a server's faults. */
function carryWith(scheduler: fc.Scheduler, faults: ReadonlyMap<number, Fault>, watch: () => void): Carry {
  let count = 0;
  let dead = false;

  async function arrive<Result>(request: () => Result): Promise<Result> {
    await scheduler.schedule(Promise.resolve());
    const result = request();
    watch();
    return result;
  }

  return async (request, isWrite) => {
    const fault = dead ? 'unsent' : faults.get(count);
    count += 1;
    dead ||= fault === 'death';
    if (fault === 'unsent') throw lost();
    const result = await arrive(request);
    if (fault === 'unanswered' || fault === 'death') throw lost();
    if (fault === 'late_copy' && isWrite) void scheduler.schedule(Promise.resolve()).then(() => arrive(request));
    if (fault !== 'repeated') return result;
    const again = await arrive(request);
    return (again === 'refused' ? 'unclear' : again) as typeof again;
  };
}

function lost(): SluiceError {
  return new SluiceError({ code: 'store_unavailable', message: 'The request was lost.' });
}
