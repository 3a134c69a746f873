/** The schema of version 0.1.0, whose files say `user_version` 1: as it was released, never to be changed. */
export const SCHEMA_1 = `
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

  PRAGMA user_version = 1;
`;
