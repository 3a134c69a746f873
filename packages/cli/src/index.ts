/**
 * The `sluice` command, for those who start it from a program of their own.
 *
 * @packageDocumentation
 */
export type { CommandContext } from './command-context.ts';
export { run } from './run.ts';
