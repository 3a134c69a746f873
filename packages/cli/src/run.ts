import { readFileSync } from 'node:fs';
import { type ErrorCode, redactSecrets, SluiceError } from '@sluice/core';
import { Command, CommanderError } from 'commander';
import type { CommandContext } from './command-context.ts';
import { addContract } from './commands/contract.ts';
import { addInit } from './commands/init.ts';
import { addKeys } from './commands/keys.ts';
import { addLocal } from './commands/local.ts';
import { addMcp } from './commands/mcp.ts';
import { addSchemas } from './commands/schemas.ts';
import { addServe } from './commands/serve.ts';
import { addSimulate } from './commands/simulate.ts';

const FAILED = 1;
const USED_WRONGLY = 2;

/** What only who started the command can mend. */
const WRONG_USE: readonly ErrorCode[] = ['invalid_configuration', 'unauthenticated'];

const HELP = `
Exit codes: 0 done, 1 failed, 2 used wrongly (arguments, config, environment variables).

Examples:
  $ sluice init pipelines                            a folder to begin with: config, action group, CDK app, CI file
  $ sluice local --config sluice.config.ts           try it all on this machine, no accounts needed
  $ sluice local --config sluice.config.ts --once "Deploy bootstrap infrastructure for dev environment"
  $ sluice simulate gitlab                           a GitLab to try the server with
  $ sluice simulate jenkins                          a Jenkins, with the same faults and more
  $ sluice serve --config sluice.config.ts           the server, against the GitLab in GITLAB_URL
  $ sluice mcp --config sluice.config.ts             the same for one MCP host, over standard input and output
  $ sluice schemas lint --config sluice.config.ts    what agents would stumble over in its action groups
  $ sluice contract verify --url https://…           whether that server keeps its word to the installed proxy
`;

/**
 * Runs the `sluice` command.
 *
 * @param commandLine - The arguments after the command's name
 * @returns the exit code: 0 done, 1 failed, 2 used wrongly
 * @example
 * ```ts
 * process.exitCode = await run(['serve', '--config', 'sluice.config.ts'], context);
 * ```
 * @public
 */
export async function run(commandLine: readonly string[], context: CommandContext): Promise<number> {
  let exitCode = 0;
  const program = new Command('sluice')
    .description('The gate between AI agents and CI/CD pipelines.')
    .version(version(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', HELP)
    .showHelpAfterError('Add --help to see what there is.')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    });
  addServe(program, context);
  addInit(program, context);
  addMcp(program, context);
  addKeys(program, context);
  addLocal(program, context, (code) => {
    exitCode = code;
  });
  addSimulate(program, context);
  addSchemas(program, context, (code) => {
    exitCode = code;
  });
  addContract(program, context, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(commandLine, { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, context);
  }
}

function exitCodeOf(error: unknown, context: CommandContext): number {
  // Commander has said what is wrong by now, or printed what it was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USED_WRONGLY;
  const message = error instanceof Error ? error.message : String(error);
  context.stderr.write(`${redactSecrets(message)}\n`);
  return SluiceError.isInstance(error) && WRONG_USE.includes(error.code) ? USED_WRONGLY : FAILED;
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
