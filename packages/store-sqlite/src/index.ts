/**
 * The execution store in one SQLite file: the embedded default of Sluice.
 *
 * @packageDocumentation
 */
export { createSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts';
