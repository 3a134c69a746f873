import { ConfigurationError } from '@sluice/core';
import { accessOf, hashApiKey, systemClock } from '@sluice/mcp-server';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { newKey } from '../access/new-key.ts';
import { parseExpiry } from '../access/parse-expiry.ts';
import type { CommandContext } from '../command-context.ts';
import { parseNames } from '../parse-names.ts';

interface CreateOptions {
  readonly id: string;
  readonly scopes: readonly string[];
  readonly environments?: readonly string[];
  readonly pipelines?: readonly string[];
  readonly expires?: number;
}

const HELP = `
Scopes: read (executions and the catalog), execute (start, retry, cancel), approve (what waits for a person), admin (end a
run by force). None includes another.

The key is shown once and kept nowhere. The access document has its hash only, so it may be read by others.

Examples:
  $ sluice keys create --id ci --scopes read,execute
  $ sluice keys create --id ci --scopes read,execute --environments dev,staging --pipelines bootstrap --expires 90d
`;

/** Adds `sluice keys create`. */
export function addKeysCreate(keys: Command, context: CommandContext): void {
  keys
    .command('create')
    .description('Make an API key, and print it with what to put into the access document.')
    .requiredOption('--id <id>', 'names the key in records and logs')
    .requiredOption('--scopes <scopes>', 'what it may do: read, execute, approve, admin', parseNames)
    .option('--environments <names>', 'the environments that it may see and use (default: all)', parseNames)
    .option('--pipelines <types>', 'the pipelines that it may see and use (default: all)', parseNames)
    .option('--expires <days or date>', 'until when it is valid: 90d, 2027-03-31 (default: for ever)', (text: string) =>
      parseExpiry(text, systemClock.now()),
    )
    .addHelpText('after', HELP)
    .action((options: CreateOptions) => create(options, context));
}

function create({ id, scopes, environments, pipelines, expires }: CreateOptions, { stdout }: CommandContext): void {
  const key = newKey();
  const entry = {
    id,
    sha256: hashApiKey(key),
    scopes,
    environments,
    pipelines,
    expires_at: expires === undefined ? undefined : `${new Date(expires).toISOString().slice(0, 19)}Z`,
  };
  check(entry);
  stdout.write(`The key, which is shown this once. Send it as X-API-Key:

${key}

Put this into the access document:

api_keys:
${linesOf(entry)}
`);
}

/** What the document would be refused for is refused here, by the name of the option. */
function check(entry: Readonly<Record<string, unknown>>): void {
  const given = Object.entries(entry).filter(([, value]) => value !== undefined);
  try {
    accessOf({ api_keys: [Object.fromEntries(given)] }, '');
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const issues = error.issues.map(({ path, message }) => ({ message: `--${String(path[2])}: ${message}`, path: [] }));
    throw new ConfigurationError(issues, error);
  }
}

function linesOf(entry: Readonly<Record<string, unknown>>): string {
  return Object.entries(entry)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()}`)
    .map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`)
    .join('\n');
}
