import {
  type Claim,
  type CreateResult,
  type Execution,
  type ExecutionStore,
  isFinished,
  SluiceError,
} from '@sluice/core';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { PENDING_LEASE_MS } from '../src/claims.ts';
import { createStoreOn } from '../src/dynamodb-store.ts';
import { toExecution, type VisibleItem } from '../src/item.ts';
import { executionOf, next } from './execution-of.ts';
import { type Carry, createMemoryTable, type MemoryItems } from './memory-table.ts';

vi.setConfig({ testTimeout: 60_000 });

/** What may go wrong with one request. */
type Fault =
  /** It never arrives. */
  | 'unsent'
  /** It takes place, its answer is lost. */
  | 'unanswered'
  /** It takes place, its answer is lost, the SDK sends it again. */
  | 'repeated'
  /** A copy of it arrives much later. */
  | 'late_copy'
  /** It never arrives, and the process is dead from then on. */
  | 'death_before'
  /** It takes place, and the process is dead from then on. */
  | 'death_after';

interface Server {
  /** Names of the claims that its execution asks for, in this order. */
  readonly claims: readonly string[];
  /** Whether its execution finishes, once it was created. */
  readonly finishes: boolean;
  /** How far its clock is ahead of the others', in milliseconds. */
  readonly clockAheadMs: number;
  /** What goes wrong, by the number of its request. */
  readonly faults: ReadonlyMap<number, Fault>;
}

const CLAIMS = ['key:a', 'slot:b', 'slot:c', 'slot:d'];
const FAULTS: readonly Fault[] = ['unsent', 'unanswered', 'repeated', 'late_copy', 'death_before', 'death_after'];
const KEY_UNTIL = 3_600_000;

const servers: fc.Arbitrary<readonly Server[]> = fc.array(
  fc.record({
    claims: fc.shuffledSubarray(CLAIMS, { minLength: 1 }),
    finishes: fc.boolean(),
    clockAheadMs: fc.constantFrom(0, 0, 2 * PENDING_LEASE_MS),
    faults: fc
      .array(fc.tuple(fc.nat(14), fc.constantFrom(...FAULTS)), { maxLength: 3 })
      .map((entries): ReadonlyMap<number, Fault> => new Map(entries)),
  }),
  { minLength: 2, maxLength: 5 },
);

it('never lets a claim count for two executions, and blocks nobody, in whatever order requests arrive, fail or repeat', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), servers, async (scheduler, plan) => {
      const items: MemoryItems = new Map();
      const answers = plan.map((server, index) => {
        const carry = carryWith(scheduler, server.faults, () => assertClaimsCountOnce(items));
        const store = openStore(items, carry, server.clockAheadMs);
        return run(store, executionOf(`execution-${index}`), server);
      });
      const results = await scheduler.waitFor(Promise.all(answers));
      await scheduler.waitIdle();
      assertClaimsCountOnce(items);
      assertTruthful(items, results);
      await assertNobodyIsBlocked(items);
    }),
    { numRuns: 2000 },
  );
});

it('does not bring back a creation that was aborted, when a copy of its first request arrives late', async () => {
  const items: MemoryItems = new Map();
  const plain: Carry = async (request) => request();
  const store = openStore(items, plain);
  await store.create(executionOf('holder'), [{ name: 'slot:b' }]);

  let late = (): unknown => undefined;
  let writes = 0;
  const failing: Carry = async (request, isWrite) => {
    if (isWrite) writes += 1;
    if (isWrite && writes === 1) late = request;
    // Its claims were free when it looked, and are not when it takes them; it can't release the one that it took.
    if (writes === 0) return undefined as ReturnType<typeof request>;
    if (writes > 4) throw lost();
    return request();
  };
  const loser = openStore(items, failing);
  await loser.create(executionOf('loser'), [{ name: 'slot:a' }, { name: 'slot:b' }]).catch(ignoreLoss);
  expect(items.get('claim#slot:a claim')?.['holder']).toBe('loser');

  expect(late()).toBe('refused');
  expect(await store.create(executionOf('third'), [{ name: 'slot:a' }])).toEqual({ created: true });
  expect(await store.get('loser')).toBeUndefined();
});

function openStore(items: MemoryItems, carry: Carry, now = 0): ExecutionStore {
  return createStoreOn({ table: createMemoryTable(items, carry), now: () => now, retentionMs: undefined });
}

async function run(
  store: ExecutionStore,
  execution: Execution,
  { claims, finishes }: Server,
): Promise<CreateResult | undefined> {
  try {
    const result = await store.create(execution, claims.map(claimOf));
    if (result.created && finishes) await store.update(next(execution, { status: 'succeeded' })).catch(ignoreLoss);
    return result;
  } catch (error) {
    return ignoreLoss(error);
  }
}

function ignoreLoss(error: unknown): undefined {
  if (SluiceError.isInstance(error) && error.code === 'store_unavailable') return undefined;
  throw error;
}

function claimOf(name: string): Claim {
  return name.startsWith('key:') ? { name, until: KEY_UNTIL } : { name };
}

/** Carries out requests one at a time, in the order that the scheduler picks, with a server's faults. */
function carryWith(scheduler: fc.Scheduler, faults: ReadonlyMap<number, Fault>, check: () => void): Carry {
  let count = 0;
  let dead = false;

  async function arrive<Result>(request: () => Result): Promise<Result> {
    await scheduler.schedule(Promise.resolve());
    const result = request();
    check();
    return result;
  }

  async function repeat<Result>(request: () => Result): Promise<Result> {
    const result = await arrive(request);
    return (result === 'refused' ? 'unclear' : result) as Result;
  }

  return async (request, isWrite) => {
    const fault = dead ? 'unsent' : faults.get(count);
    count += 1;
    dead ||= fault === 'death_before' || fault === 'death_after';
    if (fault === 'unsent' || fault === 'death_before') throw lost();
    const result = await arrive(request);
    if (fault === 'unanswered' || fault === 'death_after') throw lost();
    if (fault === 'late_copy' && isWrite) void scheduler.schedule(Promise.resolve()).then(() => arrive(request));
    return fault === 'repeated' ? repeat(request) : result;
  };
}

function lost(): SluiceError {
  return new SluiceError({ code: 'store_unavailable', message: 'The request was lost.' });
}

interface Visible {
  readonly execution: Execution;
  readonly claims: readonly Claim[];
}

function visibleIn(items: MemoryItems): readonly Visible[] {
  return [...items.values()].flatMap((item) => {
    const { phase, execution, claims = [] } = item as Partial<VisibleItem>;
    return phase === 'visible' && execution !== undefined ? [{ execution: toExecution({ execution }), claims }] : [];
  });
}

function assertClaimsCountOnce(items: MemoryItems): void {
  const holders = new Map<string, string>();
  for (const { execution, claims } of visibleIn(items)) {
    for (const { name, until } of claims) {
      if (until === undefined && isFinished(execution)) continue;
      expect(holders.get(name), `${name} counts twice`).toBeUndefined();
      expect(items.get(`claim#${name} claim`)?.['holder']).toBe(execution.executionId);
      holders.set(name, execution.executionId);
    }
  }
}

function assertTruthful(items: MemoryItems, results: readonly (CreateResult | undefined)[]): void {
  const ids = new Set(visibleIn(items).map(({ execution }) => execution.executionId));
  for (const [index, result] of results.entries()) {
    if (result === undefined) continue;
    expect(ids.has(`execution-${index}`)).toBe(result.created);
    if (!result.created) expect(ids.has(result.heldBy)).toBe(true);
  }
}

/** After the lease, every claim is free, or held by an execution that can be read and finished. */
async function assertNobodyIsBlocked(items: MemoryItems): Promise<void> {
  const store = openStore(items, async (request) => request(), 4 * PENDING_LEASE_MS);
  for (let attempt = 0; ; attempt += 1) {
    const claims = CLAIMS.filter((name) => name.startsWith('slot:')).map((name) => ({ name }));
    const result = await store.create(executionOf(`later-${attempt}`), claims);
    if (result.created) return;
    const holder = await store.get(result.heldBy);
    expect(holder, `${result.claim} is held by an execution that nobody can read`).toBeDefined();
    expect(holder !== undefined && isFinished(holder), `${result.claim} is held by one that has finished`).toBe(false);
    if (holder !== undefined) expect(await store.update(next(holder, { status: 'failed' }))).toBe(true);
  }
}
