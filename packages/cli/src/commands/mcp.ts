import { loopbackAuthenticator } from '@sluice/mcp-server';
import { serveStdio } from '@sluice/mcp-server/stdio';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { openService } from '../open-service.ts';
import { parseServerUrl } from '../parse-url.ts';
import { addServiceOptions, type ServiceOptions } from '../service-options.ts';
import { untilStopped } from '../until-stopped.ts';

interface McpOptions extends ServiceOptions {
  readonly publicUrl?: string;
}

const HELP = `
An MCP host starts this command and speaks with it over standard input and output; nothing else is written there. It ends
when the host closes the input. What it started goes on, and a server or the next such command on the same store sees it
to its end.

Environment variables:
  SLUICE_API_KEY       the key of whoever uses the host, where the server has any: one of --access or MCP_SERVER_API_KEY.
                       Without keys, whoever starts the command may do everything.
  SLUICE_ACCESS, MCP_SERVER_API_KEY, EXECUTION_TABLE_NAME, and what the executors and the AWS SDK need
                       as for sluice serve

The log goes to standard error, one JSON object a line.

Examples:
  $ sluice mcp --config sluice.config.ts
  $ claude mcp add sluice -- npx sluice mcp --config /path/to/sluice.config.ts
`;

/** Adds `sluice mcp`. */
export function addMcp(program: Command, context: CommandContext): void {
  const command = program.command('mcp').description('Serve MCP over standard input and output, for one MCP host.');
  addServiceOptions(command)
    .optionsGroup('Approvals:')
    .option('--public-url <url>', 'where people reach a server on the same store, to approve', parseServerUrl)
    .addHelpText('after', HELP)
    .action((options: McpOptions) => mcp(options, context));
}

async function mcp(options: McpOptions, context: CommandContext): Promise<void> {
  const { service, logger, authenticate, close } = await openService(options, context);
  try {
    const served = serveStdio({
      service,
      logger,
      authenticate: authenticate ?? loopbackAuthenticator(),
      apiKey: context.environmentVariables['SLUICE_API_KEY'],
      publicUrl: options.publicUrl,
      sweepIntervalMs: options.sweepInterval,
      input: context.stdin,
      output: context.stdout,
      signal: context.signal,
    });
    await Promise.race([served, untilStopped(context.hurry)]);
  } finally {
    await close();
  }
}
