import { randomUUID } from 'node:crypto';
import { type ExecutionStore, isFinished } from '@sluice/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PENDING_LEASE_MS } from '../src/claims.ts';
import { createDynamoDbStore } from '../src/index.ts';
import { type DynamoDbServer, startDynamoDb } from './dynamodb-server.ts';
import { executionOf, next } from './execution-of.ts';
import { type Fault, type FaultPlan, injectFaults, RETRY_AT_ONCE } from './faults.ts';

vi.setConfig({ testTimeout: 60_000 });

const FAULTS: readonly Fault[] = ['unsent', 'unanswered'];
const CLAIMS = [{ name: 'fingerprint:1' }, { name: 'slot:1' }, { name: 'slot:2' }];

let server: DynamoDbServer;
beforeAll(async () => {
  server = await startDynamoDb();
});
afterAll(() => server.close());

interface Faulty {
  readonly store: ExecutionStore;
  readonly requestCount: () => number;
}

/** Opens a table of its own name, as a server whose requests fail as planned. */
function openFaulty(tableName: string, plan: FaultPlan, maxAttempts: 1 | 3 = 3): Faulty {
  const client = server.createClient(maxAttempts === 1 ? { maxAttempts } : { retryStrategy: RETRY_AT_ONCE });
  return { store: createDynamoDbStore({ client, tableName, now: () => 0 }), requestCount: injectFaults(client, plan) };
}

async function newTable(): Promise<string> {
  const tableName = `table-${randomUUID()}`;
  await server.createTable(tableName);
  return tableName;
}

function open(tableName: string, now = 0): ExecutionStore {
  return createDynamoDbStore({ client: server.createClient(), tableName, now: () => now });
}

/** Calls with 0, 1, 2, ... until there is no such request any more. */
async function forEveryRequest(body: (index: number) => Promise<number>): Promise<number> {
  for (let index = 0; ; index += 1) {
    if ((await body(index)) <= index) return index;
  }
}

describe.each(FAULTS)('a request that is %s once', (fault) => {
  it('changes no answer, whichever request of the life of an execution it is', async () => {
    const requests = await forEveryRequest(async (failing) => {
      const tableName = await newTable();
      const { store, requestCount } = openFaulty(tableName, (index) => (index === failing ? fault : undefined));
      const first = executionOf('1');
      const second = next(first, { status: 'running' });
      const third = next(second, { status: 'succeeded' });
      const event = {
        type: 'execution.starting',
        executionId: '1',
        version: 1,
        at: 1,
        actor: 'alice',
        execution: first,
      } as const;

      expect(await store.create(first, CLAIMS)).toEqual({ created: true });
      expect(await store.create(executionOf('2'), CLAIMS)).toEqual({
        created: false,
        claim: 'fingerprint:1',
        heldBy: '1',
      });
      await store.appendEvent(event);
      expect(await store.update(second)).toBe(true);
      expect(await store.update(second)).toBe(false);
      expect(await store.record(first)).toBe(false);
      expect(await store.record(executionOf('3', { version: 5 }))).toBe(true);
      expect(await store.update(third)).toBe(true);
      expect(await store.get('1')).toEqual(third);
      expect(await store.listEvents('1')).toEqual([event]);
      expect((await store.listByEnvironment({ environment: 'dev', limit: 10 })).executions).toHaveLength(2);
      expect(await open(tableName).create(executionOf('4'), CLAIMS)).toEqual({ created: true });
      return requestCount();
    });
    expect(requests).toBeGreaterThan(20);
  });
});

describe.each(FAULTS)('a server whose last request is %s, and that is dead from then on', (fault) => {
  it("leaves a claim to one execution at the most, in nobody's way, whichever request of a creation it is", async () => {
    const requests = await forEveryRequest(async (failing) => {
      const tableName = await newTable();
      const plan: FaultPlan = (index) => (index < failing ? undefined : index === failing ? fault : 'unsent');
      const { store, requestCount } = openFaulty(tableName, plan, 1);
      const answer = await store.create(executionOf('dead'), CLAIMS).catch((error: unknown) => error);
      if (requestCount() > failing) expect(answer).toMatchObject({ code: 'store_unavailable', retryable: true });

      const other = open(tableName);
      const retried = await other.create(executionOf('other'), CLAIMS);
      if (!retried.created) {
        expect(retried).toEqual({ created: false, claim: 'fingerprint:1', heldBy: 'dead' });
        expect(await other.get('dead')).toEqual(executionOf('dead'));
      }
      const listed = await other.listByEnvironment({ environment: 'dev', limit: 10 });
      expect(listed.executions.filter((execution) => !isFinished(execution))).toHaveLength(1);
      return requestCount();
    });
    expect(requests).toBeGreaterThan(8);
  });

  it('leaves nothing but free claims once its lease is over, whichever request of a creation it is', async () => {
    await forEveryRequest(async (failing) => {
      const tableName = await newTable();
      const plan: FaultPlan = (index) => (index < failing ? undefined : index === failing ? fault : 'unsent');
      const { store, requestCount } = openFaulty(tableName, plan, 1);
      await store.create(executionOf('dead'), CLAIMS).catch(() => undefined);

      const later = open(tableName, PENDING_LEASE_MS);
      const visible = await later.get('dead');
      const result = await later.create(executionOf('later'), CLAIMS);
      expect(result.created).toBe(visible === undefined);
      if (visible !== undefined) {
        await later.update(next(visible, { status: 'failed' }));
        expect(await later.create(executionOf('last'), CLAIMS)).toEqual({ created: true });
      }
      expect(await later.get('dead')).toEqual(visible === undefined ? undefined : next(visible, { status: 'failed' }));
      return requestCount();
    });
  });

  it('leaves claims free, whichever request of the update that finishes an execution it is', async () => {
    await forEveryRequest(async (failing) => {
      const tableName = await newTable();
      const healthy = open(tableName);
      await healthy.create(executionOf('1'), CLAIMS);
      const plan: FaultPlan = (index) => (index < failing ? undefined : index === failing ? fault : 'unsent');
      const { store, requestCount } = openFaulty(tableName, plan, 1);
      const answer = await store.update(next(executionOf('1'), { status: 'succeeded' })).catch(() => 'unknown');
      const stored = await healthy.get('1');
      if (answer === true) expect(stored?.version).toBe(2);
      const created = await healthy.create(executionOf('2'), CLAIMS);
      expect(created.created).toBe(stored?.version === 2);
      return requestCount();
    });
  });
});

it('lets one of two creations win, wherever in the first the second takes place, and tells the other who', async () => {
  const requests = await forEveryRequest(async (interrupted) => {
    const tableName = await newTable();
    let second: Awaited<ReturnType<ExecutionStore['create']>> | undefined;
    const { store, requestCount } = openFaulty(tableName, async (index) => {
      if (index === interrupted) second = await open(tableName).create(executionOf('second'), CLAIMS.toReversed());
      return undefined;
    });
    const first = await store.create(executionOf('first'), CLAIMS);
    second ??= await open(tableName).create(executionOf('second'), CLAIMS.toReversed());
    if (first.created) expect(second).toEqual({ created: false, claim: 'slot:2', heldBy: 'first' });
    else
      expect([first, second]).toEqual([
        { created: false, claim: 'fingerprint:1', heldBy: 'second' },
        { created: true },
      ]);
    const listed = await store.listByEnvironment({ environment: 'dev', limit: 10 });
    expect(listed.executions).toHaveLength(1);
    return requestCount();
  });
  expect(requests).toBeGreaterThan(8);
});

describe('an update whose answer is lost', () => {
  it('is reported as written when it was, though the repeat is refused', async () => {
    const tableName = await newTable();
    const healthy = open(tableName);
    await healthy.create(executionOf('1'), []);
    const { store } = openFaulty(tableName, (index) => (index === 0 ? 'unanswered' : undefined));
    expect(await store.update(next(executionOf('1'), { status: 'running' }))).toBe(true);
  });

  it('is reported as lost when another update made the version before it was repeated', async () => {
    const tableName = await newTable();
    const healthy = open(tableName);
    await healthy.create(executionOf('1'), []);
    const { store } = openFaulty(tableName, async (index) => {
      if (index === 1) expect(await healthy.update(next(executionOf('1'), { status: 'queued' }))).toBe(true);
      return index === 0 ? 'unsent' : undefined;
    });
    expect(await store.update(next(executionOf('1'), { status: 'running' }))).toBe(false);
  });

  it('is store_unavailable when others have changed the execution since, so that it can not be told', async () => {
    const tableName = await newTable();
    const healthy = open(tableName);
    await healthy.create(executionOf('1'), []);
    const second = next(executionOf('1'), { status: 'running' });
    const { store } = openFaulty(tableName, async (index) => {
      if (index === 1) expect(await healthy.update(next(second))).toBe(true);
      return index === 0 ? 'unanswered' : undefined;
    });
    await expect(store.update(second)).rejects.toMatchObject({ code: 'store_unavailable', retryable: true });
  });
});
