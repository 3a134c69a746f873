import type { Execution, ExecutionStore } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import type { components } from '../src/generated/memory.ts';
import { createMemoryManager, type MemoryManagerOptions } from '../src/memory-manager/index.ts';
import { gatewayEvent } from './support/agent-events.ts';
import { executionOf, RUN, START, useMemory } from './support/memory-bench.ts';

type HistoryAnswer = components['schemas']['HistoryAnswer'];
type Asked = Readonly<Record<string, string>>;

const memory = useMemory();

const history = (asked: Asked = {}, more?: Partial<MemoryManagerOptions>): Promise<HistoryAnswer> =>
  memory.told('/memory/executions', { environment: 'dev', ...asked }, more);

const ids = ({ executions }: HistoryAnswer): readonly string[] => executions.map(({ execution_id }) => execution_id);

/** Follows the cursors to the last page. */
async function pagesOf(asked: Asked, between?: () => Promise<void>): Promise<readonly HistoryAnswer[]> {
  const pages = [await history(asked)];
  for (;;) {
    const cursor = pages.at(-1)?.next_cursor;
    if (cursor === undefined) return pages;
    await between?.();
    pages.push(await history({ ...asked, cursor }));
  }
}

const numbered = (from: number, to: number): readonly string[] =>
  Array.from({ length: from - to + 1 }, (_, index) => `exec-${from - index}`);

const some = (count: number, fields: Partial<Execution> = {}): readonly Partial<Execution>[] =>
  Array.from({ length: count }, () => ({ status: 'succeeded', ...fields }));

describe('the history of an environment', () => {
  it('is told newest first, ten at a time, with what leads to older ones', async () => {
    await memory.remember(...some(25));
    const pages = await pagesOf({});
    expect(pages.map(ids)).toEqual([numbered(25, 16), numbered(15, 6), numbered(5, 1)]);
    expect(pages.map(({ message }) => message)).toEqual([
      '10 executions in dev, newest first. For older ones, ask again with next_cursor and the same filters.',
      '10 executions in dev, newest first. For older ones, ask again with next_cursor and the same filters.',
      '5 executions in dev, newest first. There are no older ones that match.',
    ]);
    for (const page of pages) expect(JSON.stringify(page).length).toBeLessThanOrEqual(4000);
  });

  it('has no execution twice and leaves none out while new ones come in', async () => {
    await memory.remember(...some(12));
    const pages = await pagesOf({ limit: '4' }, () => memory.remember(...some(3)));
    expect(pages.flatMap(ids)).toEqual(numbered(12, 1));
  });

  it.each<[Asked, readonly string[]]>([
    [{ pipeline_type: 'app' }, ['exec-2']],
    [{ tenant_id: 'acme' }, ['exec-4', 'exec-3']],
    [{ status: 'failed' }, ['exec-3']],
    [{ status: 'finished' }, ['exec-5', 'exec-3', 'exec-2', 'exec-1']],
    [{ status: 'unfinished' }, ['exec-6', 'exec-4']],
    [{ status: 'unfinished', tenant_id: 'acme' }, ['exec-4']],
    [{ since: '2026-01-01T00:04:00Z' }, ['exec-6', 'exec-5', 'exec-4']],
    [{ until: '2026-01-01T00:04:00Z' }, ['exec-3', 'exec-2', 'exec-1']],
    [{ since: '2026-01-01T00:02:00', until: '2026-01-01T01:04:00+01:00' }, ['exec-3', 'exec-2']],
    [{ since: '2026-01-01', until: '2026-01-01' }, numbered(6, 1)],
    [{ since: '2026-01-02' }, []],
    [{ until: '2025-12-31' }, []],
  ])('is narrowed by %j', async (asked, expected) => {
    await memory.remember(
      { status: 'succeeded' },
      { status: 'succeeded', pipelineType: 'app' },
      { status: 'failed', tenantId: 'acme' },
      { status: 'running', tenantId: 'acme' },
      { status: 'expired' },
      { status: 'awaiting_approval' },
    );
    await memory.remember({ status: 'succeeded', environment: 'prod' });
    const pages = await pagesOf({ ...asked, limit: '2' });
    expect(pages.flatMap(ids)).toEqual(expected);
  });

  it('says so where nothing matches', async () => {
    await memory.remember(...some(2));
    const answer = await history({ status: 'failed' });
    expect(answer).toMatchObject({ executions: [], environment: 'dev' });
    expect(answer.message).toMatch(/^No execution in dev matches/);
  });

  it('goes on past pages that hold nothing, and says so where it had to stop', async () => {
    await memory.remember({ status: 'succeeded' });
    const real = memory.store();
    let empty = 4;
    const sparse: ExecutionStore = {
      ...real,
      async listByEnvironment(query) {
        empty -= 1;
        return empty >= 0 ? { executions: [], cursor: 'on' } : real.listByEnvironment({ ...query, cursor: undefined });
      },
    };
    expect(ids(await history({}, { store: async () => sparse }))).toEqual(['exec-1']);
    empty = 1000;
    const stopped = await history({}, { store: async () => sparse });
    expect(stopped).toMatchObject({ executions: [], next_cursor: 'on' });
    expect(stopped.message).toMatch(/^None of the executions in dev that were looked at matches: to look further back/);
  });

  it('is filled up, and no further, where the store answers with less than it was asked for', async () => {
    await memory.remember(...some(6));
    const real = memory.store();
    let asked = 0;
    const scarce: ExecutionStore = {
      ...real,
      listByEnvironment(query) {
        asked += 1;
        return real.listByEnvironment(asked === 1 ? { ...query, limit: 1 } : query);
      },
    };
    const page = await history({ limit: '3' }, { store: async () => scarce });
    expect(ids(page)).toEqual(numbered(6, 4));
    expect(ids(await history({ limit: '3', cursor: page.next_cursor ?? '' }))).toEqual(numbered(3, 1));
  });

  it('is cut where it gets long, and goes on exactly there', async () => {
    const long = {
      parameters: Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`parameter_${index}`, 'ü"'.repeat(200)])),
      requestedBy: 'x'.repeat(300),
      run: { ...RUN, url: `https://ci.example.com/${'x'.repeat(150)}` },
      failure: { code: 'pipeline_failed', message: 'x'.repeat(900) },
      status: 'failed',
    } as const;
    await memory.remember(...some(60, long));
    const pages = await pagesOf({ limit: '50' });
    expect(pages.flatMap(ids)).toEqual(numbered(60, 1));
    for (const page of pages) {
      expect(page).not.toHaveProperty('shortened');
      expect(JSON.stringify(page).length).toBeLessThanOrEqual(12_000);
    }
    const small = await history({}, { maxReplyBytes: 5000 });
    expect(small).not.toHaveProperty('shortened');
    expect(small.executions.length).toBeGreaterThan(0);
    expect(ids(await history({ cursor: small.next_cursor ?? '' }))[0]).toBe(`exec-${60 - small.executions.length}`);
  });

  it('holds fifty executions where they are short', async () => {
    await Promise.all(
      Array.from({ length: 51 }, (_, index) => memory.store().record(executionOf(index + 1, { parameters: {} }))),
    );
    expect((await history({ limit: '50' })).executions).toHaveLength(50);
  });

  it('takes its limit as a number from AgentCore Gateway', async () => {
    await memory.remember(...some(3));
    const handler = createMemoryManager(memory.options());
    const { event, context } = gatewayEvent('list-history', { environment: 'dev', limit: 2, status: 'succeeded' });
    expect(await handler(event, context)).toMatchObject({
      executions: [{ execution_id: 'exec-3' }, { execution_id: 'exec-2' }],
      next_cursor: expect.any(String),
    });
  });

  it.each<[string, Asked, RegExp]>([
    ['a limit of 51', { limit: '51' }, /limit must be/],
    ['a limit of 0', { limit: '0' }, /limit must be/],
    ['half an execution', { limit: '1.5' }, /limit/],
    ['a status that there is not', { status: 'done' }, /status must be one of .*succeeded.*unfinished/],
    ['a day that there is not', { since: '2026-02-30' }, /since must be a date such as 2026-01-31/],
    ['a duration', { since: '7d' }, /since must be a date/],
    [
      'a time that ends before it begins',
      { since: '2026-01-02', until: '2026-01-01' },
      /until must be later than since/,
    ],
    ['an environment of 65 characters', { environment: 'x'.repeat(65) }, /environment must be the name/],
  ])('is not asked with %s', async (_, asked, says) => {
    const { status, body } = await memory.ask('/memory/executions', { environment: 'dev', ...asked });
    expect(status).toBe(400);
    expect(body['message']).toMatch(says);
  });

  it.each(['made up', 'ZZZZ'])('says how to go on after the cursor %s', async (cursor) => {
    const { status, body } = await memory.ask('/memory/executions', { environment: 'dev', cursor });
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(body['message']).toMatch(/Leave it out to begin at the first page/);
  });

  it('does not take the cursor of other filters', async () => {
    await memory.remember(...some(3));
    const { next_cursor: cursor = '' } = await history({ limit: '1', since: new Date(START).toISOString() });
    expect(await memory.ask('/memory/executions', { environment: 'dev', cursor })).toMatchObject({ status: 400 });
  });
});
