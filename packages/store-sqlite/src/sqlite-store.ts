import {
  type Claim,
  type CreateResult,
  createCursorCodec,
  type Execution,
  type ExecutionEvent,
  type ExecutionStore,
  eventOf,
  isFinished,
  retentionMsOf,
  SluiceError,
} from '@sluice/core';
import { createCommitGroup } from './commit-group.ts';
import { openDatabase } from './database.ts';
import { changeOf, rowOf } from './execution-row.ts';
import { createExecutionReader } from './known-executions.ts';
import { createListings } from './listings.ts';
import { createRetention } from './retention.ts';
import { storeError } from './store-error.ts';

/** What an SQLite store is made from: a file, and how long executions are kept. @public */
export interface SqliteStoreOptions {
  /** The database file; it and its folder are made when missing. `:memory:` keeps everything in this process. */
  readonly path: string;
  /**
   * How many days an execution is kept after it has finished, with its audit trail: 1 or more. What is over goes when
   * the store is opened and, while it is written to, once an hour. What has not finished never goes.
   *
   * @defaultValue for ever
   */
  readonly retentionDays?: number | undefined;
  /** Tells when claims, leases and retention end, in milliseconds since the epoch. @defaultValue Date.now */
  readonly now?: (() => number) | undefined;
}

/**
 * Opens a store in one SQLite file, for a server on one machine. Several processes may open the same file.
 *
 * @example
 * ```ts
 * const store = createSqliteStore({ path: '.sluice/executions.db', retentionDays: 90 });
 * ```
 * @throws SluiceError `store_unavailable` when the file can't be opened or is not one of ours
 * @throws ConfigurationError when `retentionDays` is below 1
 * @public
 */
export function createSqliteStore({ path, retentionDays, now = Date.now }: SqliteStoreOptions): ExecutionStore {
  const retentionMs = retentionMsOf(retentionDays);
  const { database, statements, cursorKey } = openDatabase(path);
  const listings = createListings(statements, createCursorCodec(cursorKey));
  const forgetOldOnes = createRetention({ database, statements, retentionMs, now });
  const readExecution = createExecutionReader();
  const commits = createCommitGroup(database, forgetOldOnes);
  let isOpen = true;

  function create(execution: Execution, claims: readonly Claim[]): CreateResult {
    const { executionId } = execution;
    statements.deleteExpiredClaims.run({ now: now() });
    for (const { name } of claims) {
      const holder = statements.selectClaim.get({ name });
      if (holder !== undefined) return { created: false, claim: name, heldBy: String(holder['execution_id']) };
    }
    if (statements.insertExecution.run(rowOf(execution)).changes === 0) throw idTaken(executionId);
    appendEvent(execution);
    for (const { name, until } of claims) {
      if (until !== undefined && until <= now()) continue;
      statements.insertClaim.run({ name, executionId, until: until ?? null });
    }
    return { created: true };
  }

  function appendEvent(execution: Execution): void {
    const { executionId, version } = execution;
    statements.insertEvent.run({ executionId, version, event: JSON.stringify(eventOf(execution)) });
  }

  function update(execution: Execution): boolean {
    const written = statements.updateExecution.run(changeOf(execution)).changes === 1;
    if (written) appendEvent(execution);
    if (written && isFinished(execution)) statements.deleteClaims.run({ executionId: execution.executionId });
    return written;
  }

  async function change<Result>(body: () => Result): Promise<Result> {
    try {
      return await commits.add(body);
    } catch (error) {
      throw storeError(error);
    }
  }

  forgetOldOnes();
  return {
    create: (execution, claims) => change(() => create(execution, claims)),
    get: (executionId) => answer(() => readExecution(executionId, statements.selectExecution.get(executionId))),
    update: (execution) => change(() => update(execution)),
    record: (execution) => change(() => statements.writeExecution.run(rowOf(execution)).changes === 1),
    listByEnvironment: (query) => answer(() => listings.listByEnvironment(query)),
    listUnfinished: (query) => answer(() => listings.listUnfinished(query)),
    listEvents: (executionId) =>
      answer(() =>
        statements.selectEvents.all({ executionId }).map((row) => JSON.parse(String(row['event'])) as ExecutionEvent),
      ),
    acquireLease: ({ name, holder, until }) =>
      change(() => statements.acquireLease.run({ name, holder, until, now: now() }).changes === 1),
    releaseLease: ({ name, holder }) =>
      change(() => {
        statements.releaseLease.run({ name, holder });
      }),
    close: () =>
      answer(() => {
        if (!isOpen) return;
        isOpen = false;
        commits.flush();
        database.close();
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

function idTaken(executionId: string): SluiceError {
  return new SluiceError({
    code: 'internal_error',
    message: `There is an execution "${executionId}" already. Give every execution an id of its own, such as a random UUID.`,
  });
}
