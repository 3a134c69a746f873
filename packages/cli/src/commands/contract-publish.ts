import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { brokerFromEnv } from '../contract/broker.ts';
import { readPact } from '../contract/pact.ts';

interface ContractPublishOptions {
  readonly consumerVersion: string;
  readonly branch?: string;
  readonly pact?: string;
}

const HELP = `
Environment variables:
  PACT_BROKER_BASE_URL, and PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD

Examples:
  $ sluice contract publish --consumer-version 1.4.2 --branch main
`;

/** Adds `sluice contract publish`. */
export function addContractPublish(contract: Command, { stdout, environmentVariables }: CommandContext): void {
  contract
    .command('publish')
    .description('Publish the pact of the installed proxy to a Pact Broker.')
    .requiredOption('--consumer-version <version>', 'the version of what is deployed with the proxy, such as a commit')
    .option('--branch <branch>', 'its branch')
    .option('--pact <file>', 'the pact (default: the one of the @sluice/lambda-adapters that is installed here)')
    .addHelpText('after', HELP)
    .action(async ({ consumerVersion: version, branch, pact: file }: ContractPublishOptions) => {
      const broker = brokerFromEnv(environmentVariables);
      const pact = await readPact(file);
      const notices = await broker.publishPact(pact, { version, branch });
      stdout.write(`${notices === '' ? '' : `${notices}\n`}Published the pact of ${pact.consumer} ${version}.\n`);
    });
}
