/**
 * The steps that lead from an empty file to today's schema. A file's `user_version` says how many it has taken. A step
 * that was released is never changed: add another one.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE executions (
    execution_id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    environment TEXT NOT NULL,
    pipeline_type TEXT NOT NULL,
    tenant_id TEXT,
    status TEXT NOT NULL,
    finished INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    execution TEXT NOT NULL
  ) STRICT;
  CREATE INDEX executions_of_environment ON executions (environment, created_at, execution_id);
  CREATE INDEX executions_unfinished ON executions (updated_at, execution_id) WHERE finished = 0;

  CREATE TABLE claims (
    name TEXT PRIMARY KEY,
    execution_id TEXT NOT NULL REFERENCES executions,
    held_until INTEGER
  ) STRICT;
  CREATE INDEX claims_of_execution ON claims (execution_id);
  CREATE INDEX claims_with_time ON claims (held_until) WHERE held_until IS NOT NULL;

  CREATE TABLE events (
    execution_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (execution_id, version)
  ) STRICT, WITHOUT ROWID;
  `,
];
