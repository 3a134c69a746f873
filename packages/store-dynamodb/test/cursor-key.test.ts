import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { executionOf } from './execution-of.ts';
import { FAULTS, type FaultyWorld, startFaultyWorld } from './faulty-world.ts';

vi.setConfig({ testTimeout: 60_000 });

let world: FaultyWorld;
let tableName: string;
beforeAll(async () => {
  world = await startFaultyWorld();
  tableName = await world.newTable();
  for (const id of ['1', '2']) await world.open(tableName).create(executionOf(id), []);
});
afterAll(() => world.close());

const QUERY = { environment: 'dev', limit: 1 };

async function readKeys(): Promise<readonly unknown[]> {
  return (await world.server.readTable(tableName)).filter(({ pk }) => pk === 'meta');
}

it('is not made before a page has a cursor', async () => {
  await world.open(tableName).listByEnvironment({ ...QUERY, limit: 2 });
  await world.open(tableName).listUnfinished({ limit: 2 });
  expect(await readKeys()).toEqual([]);
});

it('is one for all servers, also for those that need it first at the same moment', async () => {
  const servers = Array.from({ length: 8 }, () => world.open(tableName));
  const pages = await Promise.all(servers.map((store) => store.listByEnvironment(QUERY)));
  expect(new Set(pages.map(({ cursor }) => cursor)).size).toBe(1);
  expect(await readKeys()).toHaveLength(1);
});

it.each(FAULTS)('is asked for again after the request for it was %s', async (fault) => {
  const { store } = world.openFaulty(tableName, (index) => (index > 0 && index < 4 ? fault : undefined));
  await expect(store.listByEnvironment(QUERY)).rejects.toMatchObject({ code: 'store_unavailable', retryable: true });
  const { cursor } = await store.listByEnvironment(QUERY);
  expect((await world.open(tableName).listByEnvironment({ ...QUERY, cursor })).executions).toHaveLength(1);
});
