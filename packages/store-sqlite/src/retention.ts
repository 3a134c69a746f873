import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './database.ts';
import type { Statements } from './statements.ts';

/** How long after one round the next one may come. */
const PAUSE_MS = 60 * 60 * 1000;
/** How many executions one round forgets: few enough that nobody notices the pause. */
const MAX_FORGOTTEN = 1000;

export interface RetentionOptions {
  readonly database: DatabaseSync;
  readonly statements: Statements;
  /** How long a finished execution is kept; absent: for ever. */
  readonly retentionMs: number | undefined;
  readonly now: () => number;
}

/**
 * Returns what forgets finished executions, with their trails, once their time is over: at the first call, and then at
 * most once an hour. One that still holds a claim, such as an idempotency key, is kept for as long.
 */
export function createRetention({ database, statements, retentionMs, now }: RetentionOptions): () => void {
  if (retentionMs === undefined) return () => undefined;
  let dueAt = Number.NEGATIVE_INFINITY;

  function forget(before: number): void {
    statements.deleteExpiredClaims.run({ now: now() });
    for (const row of statements.selectForgettable.all({ before, rows: MAX_FORGOTTEN })) {
      const executionId = String(row['execution_id']);
      statements.deleteEvents.run({ executionId });
      statements.deleteExecution.run({ executionId });
    }
  }

  return () => {
    if (now() < dueAt) return;
    dueAt = now() + PAUSE_MS;
    try {
      inTransaction(database, () => forget(now() - retentionMs));
    } catch {
      // The next round does it. What was asked of the store has been done, and must not fail for this.
    }
  };
}
