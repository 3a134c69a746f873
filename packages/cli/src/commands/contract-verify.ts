import { ConfigurationError } from '@sluice/core';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { type Broker, type BrokerPact, brokerFromEnv } from '../contract/broker.ts';
import { type ContractReport, isKept, reportText } from '../contract/contract-report.ts';
import { type Pact, readPact } from '../contract/pact.ts';
import { parseParameters, parseSandbox, type SandboxName } from '../contract/parse-sandbox.ts';
import { verifyContract } from '../contract/verify-contract.ts';
import { parseServerUrl } from '../parse-url.ts';

interface ContractVerifyOptions {
  readonly url: string;
  readonly apiKeyEnv: string;
  readonly pact?: string;
  readonly execute?: SandboxName;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly json?: boolean;
  readonly fromBroker?: boolean;
  readonly publish?: boolean;
  readonly providerVersion?: string;
  readonly providerBranch?: string;
}

const HELP = `
Asks the server for what can be brought about from outside, and changes nothing there: nothing is started or stopped. All
else that the pact has is compared with the OpenAPI document that the server serves. With --execute, a run of that
pipeline is started, followed and stopped as well: choose one that may be, in a sandbox.

Ends with 0 when the contract is kept, with 1 when it is broken, and with 2 when the server could not be asked.

Environment variables:
  SLUICE_API_KEY         the key to ask with, with the scope read, and with --execute the scope execute
  PACT_BROKER_BASE_URL, and PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD
                         with --from-broker

Examples:
  $ sluice contract verify --url https://sluice.example.com
  $ sluice contract verify --url https://sandbox.example.com --execute bootstrap@dev --parameters '{"region":"eu"}'
  $ sluice contract verify --url https://sluice.example.com --from-broker --publish --provider-version 1.4.2
`;

/** Adds `sluice contract verify`. */
export function addContractVerify(
  contract: Command,
  context: CommandContext,
  onExitCode: (code: number) => void,
): void {
  contract
    .command('verify')
    .description('Verify a server that runs somewhere.')
    .requiredOption('--url <url>', 'where the server is', parseServerUrl)
    .option('--api-key-env <name>', 'the environment variable with the key', 'SLUICE_API_KEY')
    .option('--pact <file>', 'the pact (default: the one of the @sluice/lambda-adapters that is installed here)')
    .option('--execute <pipeline@environment>', 'a pipeline that may be run (default: none)', parseSandbox)
    .option('--parameters <json>', 'the parameters of that run (default: {})', parseParameters)
    .option('--json', 'print the report as JSON')
    .optionsGroup('Pact Broker:')
    .option('--from-broker', 'take the pacts from the broker')
    .option('--publish', 'write what came of them to the broker')
    .option('--provider-version <version>', 'the version of the server, for the broker')
    .option('--provider-branch <branch>', 'its branch, for the broker')
    .addHelpText('after', HELP)
    .action(async (options: ContractVerifyOptions) => {
      const reports = await verifyAll(options, context);
      context.stdout.write(
        options.json === true ? `${JSON.stringify(reports, undefined, 2)}\n` : reports.map(reportText).join('\n'),
      );
      if (!reports.every(isKept)) onExitCode(1);
    });
}

async function verifyAll(options: ContractVerifyOptions, context: CommandContext): Promise<readonly ContractReport[]> {
  checkOptions(options);
  const { environmentVariables } = context;
  const apiKey = environmentVariables[options.apiKeyEnv];
  const verify = (pact: Pact): Promise<ContractReport> => {
    const { url, execute, parameters = {} } = options;
    return verifyContract(pact, {
      url,
      apiKey,
      sandbox: execute === undefined ? undefined : { ...execute, parameters },
    });
  };
  if (options.fromBroker !== true) return [await verify(await readPact(options.pact))];
  const broker = brokerFromEnv(environmentVariables);
  const reports: ContractReport[] = [];
  for (const listed of (await broker.pactsFor(PROVIDER)).filter(({ pact }) => pact.interactions.length > 0)) {
    const report = await verify(listed.pact);
    reports.push(report);
    await publish(options, broker, { listed, report });
  }
  if (reports.length === 0) throw usedWrongly(`The Pact Broker has no pact for ${PROVIDER}. Publish one before.`);
  return reports;
}

const PROVIDER = 'mcp-server';

async function publish(
  { publish: isWanted, providerVersion, providerBranch: branch }: ContractVerifyOptions,
  broker: Broker,
  { listed, report }: { readonly listed: BrokerPact; readonly report: ContractReport },
): Promise<void> {
  if (isWanted !== true || providerVersion === undefined) return;
  const testResults = report.interactions.map(({ description, verified, mismatches }) => ({
    interactionDescription: description,
    success: mismatches.length === 0,
    verified,
    mismatches,
  }));
  const result = { provider: report.provider, success: isKept(report), providerVersion, branch, testResults };
  await broker.publishResult(listed, result);
}

function checkOptions(options: ContractVerifyOptions): void {
  const { fromBroker, pact, publish: isPublished, providerVersion, execute, parameters } = options;
  if (fromBroker === true && pact !== undefined) throw usedWrongly('Choose one of --pact and --from-broker.');
  if (isPublished === true && (fromBroker !== true || providerVersion === undefined)) {
    throw usedWrongly('With --publish, say --from-broker too, and which --provider-version was verified.');
  }
  if (parameters !== undefined && execute === undefined) {
    throw usedWrongly('--parameters are those of the pipeline that --execute names.');
  }
}

function usedWrongly(message: string): ConfigurationError {
  return new ConfigurationError([{ path: [], message }]);
}
