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
  `
  CREATE INDEX executions_of_pipeline ON executions (environment, pipeline_type, created_at, execution_id);
  CREATE INDEX executions_of_tenant ON executions (environment, tenant_id, created_at, execution_id);
  CREATE INDEX executions_of_both ON executions (environment, pipeline_type, tenant_id, created_at, execution_id);
  CREATE INDEX executions_finished ON executions (updated_at) WHERE finished = 1;

  CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    held_until INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;

  -- What made an execution what it is stood in its events alone.
  UPDATE executions SET execution = json_set(execution, '$.lastChange', json(coalesce(
    (
      SELECT json_object('type', event ->> '$.type', 'actor', event ->> '$.actor') FROM events
      WHERE events.execution_id = executions.execution_id AND events.version = executions.version
    ),
    json_object('type', 'execution.' || status, 'actor', 'sluice')
  )))
  WHERE execution -> '$.lastChange' IS NULL;
  `,
];
