import {
  decodeCursor,
  type EnvironmentQuery,
  type Execution,
  type ExecutionPage,
  encodeCursor,
  type UnfinishedQuery,
} from '@sluice/core';
import { ENVIRONMENT_INDEX, UNFINISHED_INDEX } from './execution-table.ts';
import { orderKey, type PendingItem, toExecution, UNFINISHED_SHARD_NAMES } from './item.ts';
import type { Table } from './table.ts';

/** How many items a filter looks at in one request at the least: few may pass it. */
const FILTERED_BATCH = 100;
/** After everything, in the order of a listing. */
const END = '~';
/** Before everything. */
const START: string = orderKey(0, '');

/** Lists the executions of an environment, newest first. */
export async function listByEnvironment(table: Table, query: EnvironmentQuery): Promise<ExecutionPage> {
  const { environment, limit, cursor } = query;
  const listing = `environment:${environment}`;
  const before = cursor === undefined ? END : positionOf(listing, cursor);
  const filter = filterOf(query);
  const items = await table.query(
    {
      IndexName: ENVIRONMENT_INDEX,
      KeyConditionExpression: '#environment = :environment AND #createdOrder < :before',
      ...(filter.expression === '' ? {} : { FilterExpression: filter.expression }),
      ExpressionAttributeNames: { ...filter.names, '#environment': 'environment', '#createdOrder': 'createdOrder' },
      ExpressionAttributeValues: { ...filter.values, ':environment': environment, ':before': before },
      ScanIndexForward: false,
      Limit: filter.expression === '' ? limit + 1 : Math.max(limit + 1, FILTERED_BATCH),
    },
    limit + 1,
  );
  return toPage(items.map(executionOf), limit, ({ createdAt, executionId }) =>
    encodeCursor(listing, { time: createdAt, executionId }),
  );
}

/** Lists what has not finished, longest unchanged first: the first of each partition, merged. */
export async function listUnfinished(table: Table, { limit, cursor }: UnfinishedQuery): Promise<ExecutionPage> {
  const listing = 'unfinished';
  const after = cursor === undefined ? START : positionOf(listing, cursor);
  const shards = await Promise.all(
    UNFINISHED_SHARD_NAMES.map((shard) =>
      table.query(
        {
          IndexName: UNFINISHED_INDEX,
          KeyConditionExpression: '#unfinishedShard = :shard AND #changedOrder > :after',
          ExpressionAttributeNames: { '#unfinishedShard': 'unfinishedShard', '#changedOrder': 'changedOrder' },
          ExpressionAttributeValues: { ':shard': shard, ':after': after },
          Limit: limit + 1,
        },
        limit + 1,
      ),
    ),
  );
  const items = shards.flat().sort((a, b) => (String(a['changedOrder']) < String(b['changedOrder']) ? -1 : 1));
  return toPage(items.map(executionOf), limit, ({ updatedAt, executionId }) =>
    encodeCursor(listing, { time: updatedAt, executionId }),
  );
}

interface Filter {
  readonly expression: string;
  readonly names: Record<string, string>;
  readonly values: Record<string, string>;
}

function filterOf({ pipelineType, tenantId, status }: EnvironmentQuery): Filter {
  const wanted = Object.entries({ pipelineType, tenantId, status }).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value }],
  );
  return {
    expression: wanted.map(({ name }) => `#${name} = :${name}`).join(' AND '),
    names: Object.fromEntries(wanted.map(({ name }) => [`#${name}`, name])),
    values: Object.fromEntries(wanted.map(({ name, value }) => [`:${name}`, value])),
  };
}

function positionOf(listing: string, cursor: string): string {
  const { time, executionId } = decodeCursor(listing, cursor);
  return orderKey(time, executionId);
}

function executionOf(item: object): Execution {
  return toExecution(item as Pick<PendingItem, 'execution'>);
}

/** Makes a page from one execution more than it holds, which tells whether there is another page. */
function toPage(
  executions: readonly Execution[],
  limit: number,
  cursorAfter: (last: Execution) => string,
): ExecutionPage {
  const page = executions.slice(0, limit);
  const last = page.at(-1);
  return executions.length > limit && last !== undefined
    ? { executions: page, cursor: cursorAfter(last) }
    : { executions: page };
}
