import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { brokerFromEnv } from '../contract/broker.ts';

interface CanIDeployOptions {
  readonly pacticipant: string;
  readonly version: string;
  readonly toEnvironment: string;
}

const HELP = `
Ends with 0 when it may be deployed, and with 1 when it may not.

Environment variables:
  PACT_BROKER_BASE_URL, and PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD

Examples:
  $ sluice contract can-i-deploy --pacticipant mcp-server --version 1.4.2 --to-environment production
`;

/** Adds `sluice contract can-i-deploy`. */
export function addContractCanIDeploy(
  contract: Command,
  { stdout, environmentVariables }: CommandContext,
  onExitCode: (code: number) => void,
): void {
  contract
    .command('can-i-deploy')
    .description('Ask a Pact Broker whether a version gets along with what is deployed.')
    .requiredOption('--pacticipant <name>', 'mcp-server or mcp-proxy')
    .requiredOption('--version <version>', 'the version that is to be deployed')
    .requiredOption('--to-environment <name>', 'where to, as the broker knows it')
    .addHelpText('after', HELP)
    .action(async ({ pacticipant, version, toEnvironment: environment }: CanIDeployOptions) => {
      const broker = brokerFromEnv(environmentVariables);
      const { deployable, reason } = await broker.canIDeploy({ pacticipant, version, environment });
      const verdict = deployable ? 'may be deployed' : 'may NOT be deployed';
      stdout.write(`${pacticipant} ${version} ${verdict} to ${environment}: ${reason}\n`);
      if (!deployable) onExitCode(1);
    });
}
