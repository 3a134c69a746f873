import {
  type CursorCodec,
  type CursorPosition,
  type EnvironmentFilter,
  type EnvironmentQuery,
  type Execution,
  type ExecutionPage,
  environmentFilterOf,
  matchesNothing,
  type UnfinishedQuery,
} from '@sluice/core';
import { ENVIRONMENT_INDEX, UNFINISHED_INDEX } from './execution-table.ts';
import { executionKey, orderKey, type PendingItem, positionOf, toExecution, UNFINISHED_SHARD_NAMES } from './item.ts';
import type { QueryResult, Table } from './table.ts';

/** The listings of a table. */
export interface Listings {
  listByEnvironment(query: EnvironmentQuery): Promise<ExecutionPage>;
  listUnfinished(query: UnfinishedQuery): Promise<ExecutionPage>;
}

/** How many items a filter looks at in one request at the least: few may pass it. */
const FILTERED_BATCH = 100;
/** How many requests one call makes at the most, of a megabyte or a batch each. */
const MAX_REQUESTS = 10;
/** After everything, in the order of a listing. */
const END = '~';
/** Before everything. */
const START: string = orderKey(0, '');
const UNFINISHED = ['unfinished'];

/** Makes the listings of a table. */
export function createListings(table: Table, cursors: () => Promise<CursorCodec>): Listings {
  async function listByEnvironment(query: EnvironmentQuery): Promise<ExecutionPage> {
    const { limit, cursor } = query;
    const filter = environmentFilterOf(query);
    const listing = ['environment', filter];
    const after = cursor === undefined ? undefined : (await cursors()).decode(listing, cursor);
    if (matchesNothing(filter)) return { executions: [] };
    const found = await queryEnvironment(table, { filter, limit, after });
    const page = toPage(found, limit);
    return page.last === undefined
      ? { executions: page.executions }
      : { executions: page.executions, cursor: (await cursors()).encode(listing, page.last) };
  }

  /** The first of each partition, merged. */
  async function listUnfinished({ limit, cursor }: UnfinishedQuery): Promise<ExecutionPage> {
    const after = cursor === undefined ? undefined : (await cursors()).decode(UNFINISHED, cursor);
    const shards = await Promise.all(
      UNFINISHED_SHARD_NAMES.map((shard) =>
        table.query(
          {
            IndexName: UNFINISHED_INDEX,
            KeyConditionExpression: '#unfinishedShard = :shard AND #changedOrder > :after',
            ExpressionAttributeNames: { '#unfinishedShard': 'unfinishedShard', '#changedOrder': 'changedOrder' },
            ExpressionAttributeValues: {
              ':shard': shard,
              ':after': after === undefined ? START : orderKey(after.time, after.executionId),
            },
            Limit: limit + 1,
          },
          { items: limit + 1 },
        ),
      ),
    );
    const executions = shards
      .flatMap(({ items }) => items)
      .sort((a, b) => (String(a['changedOrder']) < String(b['changedOrder']) ? -1 : 1))
      .map(executionOf);
    const page = executions.slice(0, limit);
    const last = page.at(-1);
    if (executions.length <= limit || last === undefined) return { executions: page };
    const position = { time: last.updatedAt, executionId: last.executionId };
    return { executions: page, cursor: (await cursors()).encode(UNFINISHED, position) };
  }

  return { listByEnvironment, listUnfinished };
}

interface EnvironmentPage {
  readonly filter: EnvironmentFilter;
  readonly limit: number;
  readonly after: CursorPosition | undefined;
}

/** Reads one execution more than the page holds, which tells whether there is another page. */
function queryEnvironment(table: Table, { filter, limit, after }: EnvironmentPage): Promise<QueryResult> {
  const { environment, createdFrom, createdUntil } = filter;
  const sifted = sift(filter);
  return table.query(
    {
      IndexName: ENVIRONMENT_INDEX,
      KeyConditionExpression: '#environment = :environment AND #createdOrder BETWEEN :from AND :until',
      FilterExpression: sifted.expression,
      ExpressionAttributeNames: { ...sifted.names, '#environment': 'environment', '#createdOrder': 'createdOrder' },
      ExpressionAttributeValues: {
        ...sifted.values,
        ':environment': environment,
        ':from': createdFrom === undefined ? START : orderKey(createdFrom, ''),
        ':until': createdUntil === undefined ? END : orderKey(createdUntil, ''),
      },
      ScanIndexForward: false,
      Limit: sifted.expression === undefined ? limit + 1 : Math.max(limit + 1, FILTERED_BATCH),
      ExclusiveStartKey: after === undefined ? undefined : startKey(environment, after),
    },
    { items: limit + 1, requests: MAX_REQUESTS },
  );
}

/** Makes the key that a query goes on after; there need not be an item any more. */
function startKey(environment: string, { time, executionId }: CursorPosition): Record<string, string> {
  return { ...executionKey(executionId), environment, createdOrder: orderKey(time, executionId) };
}

interface Sieve {
  /** Absent where nothing is to be dropped. */
  readonly expression: string | undefined;
  readonly names: Record<string, string>;
  readonly values: Record<string, string>;
}

/** Writes in DynamoDB's words what of a filter no index knows. */
function sift({ pipelineType, tenantId, statuses }: EnvironmentFilter): Sieve {
  const wanted = [
    { name: 'pipelineType', values: pipelineType === undefined ? undefined : [pipelineType] },
    { name: 'tenantId', values: tenantId === undefined ? undefined : [tenantId] },
    { name: 'status', values: statuses },
  ].flatMap(({ name, values }) => (values === undefined ? [] : [{ name, values }]));
  const placeholders = (name: string, values: readonly string[]): readonly string[] =>
    values.map((_, index) => `:${name}${index}`);
  const terms = wanted.map(({ name, values }) => `#${name} IN (${placeholders(name, values).join(', ')})`);
  return {
    expression: terms.length === 0 ? undefined : terms.join(' AND '),
    names: Object.fromEntries(wanted.map(({ name }) => [`#${name}`, name])),
    values: Object.fromEntries(
      wanted.flatMap(({ name, values }) => values.map((value, index) => [`:${name}${index}`, value])),
    ),
  };
}

function executionOf(item: object): Execution {
  return toExecution(item as Pick<PendingItem, 'execution'>);
}

/** Cuts a page out of what was found; `last` is where the next one begins, absent when there is none. */
function toPage(
  { items, lastKey }: QueryResult,
  limit: number,
): { readonly executions: readonly Execution[]; readonly last?: CursorPosition } {
  const executions = items.slice(0, limit).map(executionOf);
  const last = executions.at(-1);
  if (items.length > limit && last !== undefined) {
    return { executions, last: { time: last.createdAt, executionId: last.executionId } };
  }
  return lastKey === undefined ? { executions } : { executions, last: positionOf(String(lastKey['createdOrder'])) };
}
