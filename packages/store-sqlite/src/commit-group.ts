import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './database.ts';

/** Writes changes to disk, those together that come together. */
export interface CommitGroup {
  /** Carries out a change as one step, all of it or nothing; resolves when it is on disk. */
  add<Result>(change: () => Result): Promise<Result>;
  /** Commits now what waits. */
  flush(): void;
}

interface Waiting {
  /** Carries out the change, and returns what tells its caller so once it is on disk. */
  readonly carryOut: () => () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Makes the group commit of a database. To have a commit on disk costs far more than the change itself, so all changes
 * that come in one turn of the event loop share one. Nobody is told of a change before it is on disk, and one that fails
 * leaves the others alone.
 */
export function createCommitGroup(database: DatabaseSync, afterCommit: () => void): CommitGroup {
  let waiting: Waiting[] = [];

  function flush(): void {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    try {
      const told = inTransaction(database, () => group.map((entry) => carryOut(database, entry)));
      for (const tell of told) tell();
    } catch (error) {
      for (const { fail } of group) fail(error);
      return;
    }
    afterCommit();
  }

  return {
    add<Result>(change: () => Result): Promise<Result> {
      return new Promise((resolve, fail) => {
        if (waiting.length === 0) setImmediate(flush);
        const carryOut = (): (() => void) => {
          const result = change();
          return () => resolve(result);
        };
        waiting.push({ carryOut, fail });
      });
    },
    flush,
  };
}

/** Carries out one change of a group; when it fails, only what it has written is undone, and only its caller told. */
function carryOut(database: DatabaseSync, { carryOut: change, fail }: Waiting): () => void {
  database.exec('SAVEPOINT change');
  try {
    const tell = change();
    database.exec('RELEASE change');
    return tell;
  } catch (error) {
    undo(database, error);
    return () => fail(error);
  }
}

/** After some errors, such as a full disk, SQLite has left the transaction by itself: then the whole group has failed. */
function undo(database: DatabaseSync, error: unknown): void {
  try {
    database.exec('ROLLBACK TO change');
    database.exec('RELEASE change');
  } catch {
    throw error;
  }
}
