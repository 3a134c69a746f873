import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SluiceError } from '@sluice/core';
import { readCursorKey } from './cursor-key.ts';
import { MIGRATIONS } from './migrations.ts';
import { prepareStatements, type Statements } from './statements.ts';
import { storeError } from './store-error.ts';

/** How long a write waits for another process that writes, in milliseconds. */
const BUSY_TIMEOUT_MS = 5000;
const MAX_SWITCH_ATTEMPTS = 50;

/** A database with today's schema. */
export interface OpenDatabase {
  readonly database: DatabaseSync;
  readonly statements: Statements;
  /** Signs the cursors of this database. */
  readonly cursorKey: Uint8Array;
}

/** Opens a database file, with its folder when that is missing, and brings its schema up to date. */
export function openDatabase(path: string): OpenDatabase {
  let database: DatabaseSync | undefined;
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path, { enableForeignKeyConstraints: true });
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    // A change that was reported as written must survive a power cut: only then is a start written before the CI call.
    database.exec('PRAGMA synchronous = FULL');
    useWriteAheadLog(database);
    migrate(database);
    const statements = prepareStatements(database);
    return { database, statements, cursorKey: readCursorKey(statements) };
  } catch (error) {
    database?.close();
    throw storeError(error);
  }
}

/** Runs what reads and then writes as one step: nobody else writes in between, and all of it is kept or nothing. */
export function inTransaction<Result>(database: DatabaseSync, body: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = body();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** SQLite does not wait for another process that switches a new file at the same time, but a transaction does. */
function useWriteAheadLog(database: DatabaseSync): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (attempt === MAX_SWITCH_ATTEMPTS) throw error;
      inTransaction(database, () => undefined);
    }
  }
}

/** Leaves the transaction; after some errors, such as a full disk, SQLite has done so by itself. */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // What led here says more than that there was nothing left to roll back.
  }
}

function migrate(database: DatabaseSync): void {
  if (schemaVersion(database) === MIGRATIONS.length) return;
  inTransaction(database, () => {
    const version = schemaVersion(database);
    if (version > MIGRATIONS.length) {
      throw new SluiceError({
        code: 'store_unavailable',
        message:
          `The execution store was written by a newer version of Sluice (schema ${version}, this one knows ${MIGRATIONS.length}). ` +
          'Upgrade Sluice, or choose another path.',
      });
    }
    for (const step of MIGRATIONS.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}
