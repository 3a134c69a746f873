import type { SQLInputValue, StatementSync } from 'node:sqlite';
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
import { type Row, toExecution } from './execution-row.ts';
import type { Statements } from './statements.ts';

/** The listings of a database. */
export interface Listings {
  listByEnvironment(query: EnvironmentQuery): ExecutionPage;
  listUnfinished(query: UnfinishedQuery): ExecutionPage;
}

/** How many executions one call looks at when it filters by status, which no index knows. */
const MAX_ROWS = 2000;
const UNFINISHED = ['unfinished'];
const OLDEST: CursorPosition = { time: -1, executionId: '' };

/** Makes the listings of a database. */
export function createListings(statements: Statements, cursors: CursorCodec): Listings {
  return {
    listByEnvironment(query) {
      const { limit, cursor } = query;
      const filter = environmentFilterOf(query);
      const listing = ['environment', filter];
      const newest = { time: filter.createdUntil ?? Number.MAX_SAFE_INTEGER, executionId: '' };
      const position = cursor === undefined ? newest : cursors.decode(listing, cursor);
      if (matchesNothing(filter)) return { executions: [] };
      const rows = filter.statuses === undefined ? limit + 1 : Math.max(MAX_ROWS, limit + 1);
      const found = statementOf(statements, filter).iterate({ ...parametersOf(filter), ...position, rows });
      return readPage({ found, rows, limit, cursorAfter: (last) => cursors.encode(listing, last) });
    },
    listUnfinished({ limit, cursor }) {
      const position = cursor === undefined ? OLDEST : cursors.decode(UNFINISHED, cursor);
      const rows = limit + 1;
      const found = statements.selectUnfinished.iterate({ ...position, rows });
      return readPage({ found, rows, limit, cursorAfter: (last) => cursors.encode(UNFINISHED, last) });
    },
  };
}

/** Picks the statement whose index is already sorted, so that a page costs the same however many executions there are. */
function statementOf(statements: Statements, { pipelineType, tenantId }: EnvironmentFilter): StatementSync {
  if (pipelineType !== undefined && tenantId !== undefined) return statements.selectOfBoth;
  if (pipelineType !== undefined) return statements.selectOfPipeline;
  return tenantId === undefined ? statements.selectOfEnvironment : statements.selectOfTenant;
}

function parametersOf(filter: EnvironmentFilter): Record<string, SQLInputValue> {
  const { environment, pipelineType, tenantId, statuses, createdFrom = 0 } = filter;
  return {
    environment,
    ...(pipelineType === undefined ? {} : { pipelineType }),
    ...(tenantId === undefined ? {} : { tenantId }),
    statuses: statuses === undefined ? null : JSON.stringify(statuses),
    from: createdFrom,
  };
}

interface PageRows {
  /** At most as many as were asked for. */
  readonly found: Iterable<Row>;
  readonly rows: number;
  readonly limit: number;
  readonly cursorAfter: (last: CursorPosition) => string;
}

/** Reads rows until there is one execution more than the page holds, which tells that there is another page. */
function readPage({ found, rows, limit, cursorAfter }: PageRows): ExecutionPage {
  const executions: Execution[] = [];
  let last: CursorPosition = OLDEST;
  let count = 0;
  for (const row of found) {
    const execution = toExecution(row);
    if (execution !== undefined && executions.length === limit) return { executions, cursor: cursorAfter(last) };
    if (execution !== undefined) executions.push(execution);
    last = { time: Number(row['time']), executionId: String(row['execution_id']) };
    count += 1;
  }
  return count === rows ? { executions, cursor: cursorAfter(last) } : { executions };
}
