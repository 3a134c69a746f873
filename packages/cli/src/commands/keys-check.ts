import { loadConfig } from '@sluice/config';
import { systemClock } from '@sluice/mcp-server';
import type { Command } from 'commander';
import { accessTable } from '../access/access-table.ts';
import { namesOfConfig } from '../access/known-names.ts';
import { readAccess } from '../access/read-access.ts';
import type { CommandContext } from '../command-context.ts';

interface CheckOptions {
  readonly access: string;
  readonly config?: string;
}

const HELP = `
With --config, the environments and pipelines that the document names must be there.

Examples:
  $ sluice keys check --access access.yaml
  $ sluice keys check --access access.yaml --config sluice.config.ts
`;

/** Adds `sluice keys check`. */
export function addKeysCheck(keys: Command, { stdout }: CommandContext): void {
  keys
    .command('check')
    .description('Check an access document, and print who may do what.')
    .requiredOption('-a, --access <file>', 'the access document')
    .option('-c, --config <file>', 'the config that it is for')
    .addHelpText('after', HELP)
    .action(async ({ access: path, config }: CheckOptions) => {
      const known = config === undefined ? undefined : namesOfConfig((await loadConfig(config)).config);
      const access = await readAccess(path, known);
      stdout.write(`${path} is right.\n\n${accessTable(access, systemClock.now())}`);
    });
}
