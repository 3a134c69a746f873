import {
  type Claim,
  type CreateResult,
  type CursorPosition,
  decodeCursor,
  type EnvironmentQuery,
  type Execution,
  type ExecutionEvent,
  type ExecutionPage,
  type ExecutionStore,
  encodeCursor,
  isFinished,
  SluiceError,
  type UnfinishedQuery,
} from '@sluice/core';
import { inTransaction, openDatabase } from './database.ts';
import { rowOf, toExecution } from './execution-row.ts';
import { storeError } from './store-error.ts';

/** @public */
export interface SqliteStoreOptions {
  /** The database file; it and its folder are made when missing. `:memory:` keeps everything in this process. */
  readonly path: string;
  /** Tells when claims expire, in milliseconds since the epoch. @defaultValue Date.now */
  readonly now?: (() => number) | undefined;
}

/** Above every id: with it, a listing begins at its first execution. */
const BEGINNING: CursorPosition = { time: Number.MAX_SAFE_INTEGER, executionId: '' };
const OLDEST: CursorPosition = { time: -1, executionId: '' };

/**
 * Opens a store in one SQLite file, for a server on one machine. Several processes may open the same file.
 *
 * @example
 * ```ts
 * const store = createSqliteStore({ path: '.sluice/executions.db' });
 * ```
 * @throws SluiceError `store_unavailable` when the file can't be opened or is not one of ours
 * @public
 */
export function createSqliteStore({ path, now = Date.now }: SqliteStoreOptions): ExecutionStore {
  const { database, statements } = openDatabase(path);
  let isOpen = true;

  function create(execution: Execution, claims: readonly Claim[]): CreateResult {
    const { executionId } = execution;
    statements.deleteExpiredClaims.run({ now: now() });
    for (const { name } of claims) {
      const holder = statements.selectClaim.get({ name });
      if (holder !== undefined) return { created: false, claim: name, heldBy: String(holder['execution_id']) };
    }
    if (statements.selectExecution.get({ executionId }) !== undefined) throw idTaken(executionId);
    statements.writeExecution.run(rowOf(execution));
    for (const { name, until } of claims) {
      if (until !== undefined && until <= now()) continue;
      statements.insertClaim.run({ name, executionId, until: until ?? null });
    }
    return { created: true };
  }

  function update(execution: Execution): boolean {
    const written = statements.updateExecution.run(rowOf(execution)).changes === 1;
    if (written && isFinished(execution)) statements.deleteClaims.run({ executionId: execution.executionId });
    return written;
  }

  function listByEnvironment(query: EnvironmentQuery): ExecutionPage {
    const { environment, pipelineType = null, tenantId = null, status = null, limit, cursor } = query;
    const listing = `environment:${environment}`;
    const position = cursor === undefined ? BEGINNING : decodeCursor(listing, cursor);
    const filter = { environment, pipelineType, tenantId, status };
    const rows = statements.selectOfEnvironment.all({ ...position, ...filter, limit: limit + 1 });
    return toPage(rows, limit, ({ createdAt, executionId }) => encodeCursor(listing, { time: createdAt, executionId }));
  }

  function listUnfinished({ limit, cursor }: UnfinishedQuery): ExecutionPage {
    const listing = 'unfinished';
    const position = cursor === undefined ? OLDEST : decodeCursor(listing, cursor);
    const rows = statements.selectUnfinished.all({ ...position, limit: limit + 1 });
    return toPage(rows, limit, ({ updatedAt, executionId }) => encodeCursor(listing, { time: updatedAt, executionId }));
  }

  return {
    create: (execution, claims) => answer(() => inTransaction(database, () => create(execution, claims))),
    get: (executionId) => answer(() => toExecution(statements.selectExecution.get({ executionId }))),
    update: (execution) => answer(() => inTransaction(database, () => update(execution))),
    record: (execution) => answer(() => statements.writeExecution.run(rowOf(execution)).changes === 1),
    listByEnvironment: (query) => answer(() => listByEnvironment(query)),
    listUnfinished: (query) => answer(() => listUnfinished(query)),
    appendEvent: (event) =>
      answer(() => {
        const { executionId, version } = event;
        statements.insertEvent.run({ executionId, version, event: JSON.stringify(event) });
      }),
    listEvents: (executionId) =>
      answer(() =>
        statements.selectEvents.all({ executionId }).map((row) => JSON.parse(String(row['event'])) as ExecutionEvent),
      ),
    close: () =>
      answer(() => {
        if (isOpen) database.close();
        isOpen = false;
      }),
  };
}

async function answer<Result>(body: () => Result): Promise<Result> {
  try {
    return body();
  } catch (error) {
    throw storeError(error);
  }
}

/** Makes a page from one row more than it holds, which tells whether there is another one. */
function toPage(
  rows: readonly Readonly<Record<string, unknown>>[],
  limit: number,
  cursorAfter: (last: Execution) => string,
): ExecutionPage {
  const executions = rows.slice(0, limit).flatMap((row) => toExecution(row) ?? []);
  const last = executions.at(-1);
  return rows.length > limit && last !== undefined ? { executions, cursor: cursorAfter(last) } : { executions };
}

function idTaken(executionId: string): SluiceError {
  return new SluiceError({
    code: 'internal_error',
    message: `There is an execution "${executionId}" already. Give every execution an id of its own, such as a random UUID.`,
  });
}
