import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addKeysCheck } from './keys-check.ts';
import { addKeysCreate } from './keys-create.ts';

/** Adds `sluice keys`. */
export function addKeys(program: Command, context: CommandContext): void {
  const keys = program.command('keys').description('Make API keys, and check who may ask the server.');
  addKeysCreate(keys, context);
  addKeysCheck(keys, context);
}
