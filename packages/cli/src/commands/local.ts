import { type Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { parsePort } from '../parse-port.ts';

interface LocalOptions {
  readonly config: string;
  readonly once?: string;
  readonly json?: true;
  readonly port?: number;
}

const HELP = `
Without --once it shows one request from end to end, and then serves POST /chat as the deployed flow does, until it is
stopped.

Examples:
  $ sluice local --config sluice.config.ts
  $ sluice local --config sluice.config.ts --once "Deploy bootstrap infrastructure for dev environment"
  $ sluice local --config sluice.config.ts --once "What is deployed in dev?" --json
`;

/** Adds `sluice local`; `@sluice/local` is loaded only when it runs. */
export function addLocal(program: Command, context: CommandContext, onExit: (exitCode: number) => void): void {
  program
    .command('local')
    .description('Run the whole flow on this machine: agents, functions, server and CI system, all simulated or local.')
    .requiredOption('-c, --config <file>', 'the config: executors, action groups and pipelines')
    .option('--once <message>', 'say this, show what happens, and end', parseMessage)
    .option('--json', 'print JSON, one object a line')
    .option('-p, --port <number>', 'port of the chat (default: 3000; when it is taken, a free one)', parsePort)
    .addHelpText('after', HELP)
    .action(async ({ config, once, json, port }: LocalOptions) => {
      const { runLocal } = await import('@sluice/local');
      onExit(await runLocal({ ...context, configPath: config, once, json: json === true, port }));
    });
}

function parseMessage(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError(
    'Say what you want, such as --once "Deploy bootstrap infrastructure for dev environment".',
  );
}
