import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDynamoDbStore, createRequestJournal, type JournalRequest, type RequestJournal } from '../src/index.ts';
import { createJournalOn } from '../src/request-journal.ts';
import { type DynamoDbServer, startDynamoDb } from './dynamodb-server.ts';
import { executionOf } from './execution-of.ts';
import { createMemoryTable, type MemoryItems } from './memory-table.ts';

vi.setConfig({ testTimeout: 60_000 });

const START = 1_767_225_600_000;
const DAYS_7_MS = 7 * 24 * 60 * 60 * 1000;

let server: DynamoDbServer;
beforeAll(async () => {
  server = await startDynamoDb();
});
afterAll(() => server.close());

let tableName: string;
let journal: RequestJournal;
beforeEach(async () => {
  tableName = `table-${randomUUID()}`;
  await server.createTable(tableName);
  journal = createRequestJournal({ client: server.createClient(), tableName });
});

function requestOf(requestId: string, fields: Partial<JournalRequest> = {}): JournalRequest {
  return { requestId, pipelineType: 'bootstrap', environment: 'dev', askedAt: START, ...fields };
}

async function openIds(query: { environment?: string; now?: number; limit?: number } = {}): Promise<readonly string[]> {
  const open = await journal.listOpen({ environment: 'dev', now: START, limit: 10, ...query });
  return open.map(({ requestId }) => requestId);
}

describe('a request', () => {
  it('is open until it is settled', async () => {
    const request = requestOf('1', { tenantId: 'acme', sessionId: 'session-1' });
    await journal.open(request);
    expect(await journal.listOpen({ environment: 'dev', now: START, limit: 10 })).toEqual([request]);
    await journal.settle(request, { executionId: 'exec-1' });
    expect(await openIds()).toEqual([]);
  });

  it('is settled with what became of it, which stays in the table for 7 days', async () => {
    await journal.open(requestOf('1'));
    await journal.settle(requestOf('1'), { refusal: 'concurrency_conflict' });
    await journal.settle(requestOf('2'), { executionId: 'exec-2' });
    const expiresAt = (START + DAYS_7_MS) / 1000;
    expect(await server.readTable(tableName)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ sk: 'request#1', refusal: 'concurrency_conflict', settled: 1, expiresAt }),
        expect.objectContaining({ sk: 'request#2', executionId: 'exec-2', settled: 1, expiresAt }),
      ]),
    );
  });

  it('is not opened again by an opening that comes late', async () => {
    await journal.settle(requestOf('1'), { executionId: 'exec-1' });
    await journal.open(requestOf('1'));
    expect(await openIds()).toEqual([]);
  });

  it('keeps the first of two outcomes', async () => {
    await journal.settle(requestOf('1'), { executionId: 'exec-1' });
    await journal.settle(requestOf('1'), { refusal: 'rate_limited' });
    const [item] = await server.readTable(tableName);
    expect(item).toMatchObject({ executionId: 'exec-1' });
    expect(item).not.toHaveProperty('refusal');
  });

  it('keeps nothing that it was not asked to keep', async () => {
    const withMore = { ...requestOf('1'), parameters: { password: 'hunter2' } };
    await journal.open(withMore);
    await journal.settle(withMore, { executionId: 'exec-1' });
    expect(JSON.stringify(await server.readTable(tableName))).not.toContain('hunter2');
  });
});

describe('open requests', () => {
  it('are listed newest first, as many as are asked for', async () => {
    for (const age of [3, 1, 2, 0]) await journal.open(requestOf(`${age}`, { askedAt: START - age }));
    expect(await openIds()).toEqual(['0', '1', '2', '3']);
    expect(await openIds({ limit: 2 })).toEqual(['0', '1']);
  });

  it('are those of one environment', async () => {
    await journal.open(requestOf('1'));
    await journal.open(requestOf('2', { environment: 'dev#2' }));
    expect(await openIds({ environment: 'dev#2' })).toEqual(['2']);
    expect(await openIds({ environment: 'prod' })).toEqual([]);
  });

  it('are forgotten after 7 days, also while DynamoDB has not removed them', async () => {
    await journal.open(requestOf('1'));
    expect(await openIds({ now: START + DAYS_7_MS - 1 })).toEqual(['1']);
    expect(await openIds({ now: START + DAYS_7_MS + 1 })).toEqual([]);
  });

  it('are no executions to any listing of the store', async () => {
    const store = createDynamoDbStore({ client: server.createClient(), tableName, now: () => START });
    await store.create(executionOf('exec-1'), []);
    await journal.open(requestOf('1'));
    await journal.settle(requestOf('2'), { executionId: 'exec-1' });
    const unfinished = await store.listUnfinished({ limit: 10 });
    const listed = await store.listByEnvironment({ environment: 'dev', limit: 10 });
    for (const { executions } of [unfinished, listed]) {
      expect(executions.map(({ executionId }) => executionId)).toEqual(['exec-1']);
    }
    expect(await store.get('1')).toBeUndefined();
  });
});

describe('a table that fails', () => {
  it('is told as such', async () => {
    const lost = createRequestJournal({ client: server.createClient(), tableName: 'no-such-table' });
    const failure = { code: 'store_unavailable' };
    await expect(lost.open(requestOf('1'))).rejects.toMatchObject(failure);
    await expect(lost.settle(requestOf('1'), { executionId: 'exec-1' })).rejects.toMatchObject(failure);
    await expect(lost.listOpen({ environment: 'dev', now: START, limit: 1 })).rejects.toMatchObject(failure);
  });

  it.each([
    ['open', 'open', 'settle', 'settle'],
    ['settle', 'open', 'settle', 'open'],
    ['open', 'settle', 'open', 'settle'],
  ] as const)(
    'and has the writes sent again in any order, leaves a settled request settled: %s %s %s %s',
    async (...order) => {
      const items: MemoryItems = new Map();
      const inMemory = createJournalOn(createMemoryTable(items, async (request) => request()));
      const request = requestOf('1');
      for (const step of order) {
        await (step === 'open' ? inMemory.open(request) : inMemory.settle(request, { executionId: 'exec-1' }));
      }
      const [item] = items.values();
      expect(item).toMatchObject({ settled: 1, executionId: 'exec-1' });
      expect(item).not.toHaveProperty('unfinishedShard');
    },
  );
});
