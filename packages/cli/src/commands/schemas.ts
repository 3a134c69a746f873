import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addSchemasExport } from './schemas-export.ts';
import { addSchemasLint } from './schemas-lint.ts';

/** Adds `sluice schemas`. */
export function addSchemas(program: Command, context: CommandContext, onExitCode: (code: number) => void): void {
  const schemas = program
    .command('schemas')
    .description("Check action groups, and write them in the dialects of agents' platforms.");
  addSchemasLint(schemas, context, onExitCode);
  addSchemasExport(schemas, context);
}
