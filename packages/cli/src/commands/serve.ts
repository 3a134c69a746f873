import { randomUUID } from 'node:crypto';
import { loadConfig } from '@sluice/config';
import { type Catalog, createExecutionService } from '@sluice/core';
import {
  type ApiKey,
  createServerLogger,
  type ServerLoggerOptions,
  startPipelineServer,
  systemClock,
} from '@sluice/mcp-server';
import { type Command, Option } from 'commander';
import { apiKeysOf } from '../api-keys.ts';
import type { CommandContext } from '../command-context.ts';
import { parseDuration } from '../parse-duration.ts';
import { parsePort } from '../parse-port.ts';
import { openStore } from '../store/open-store.ts';
import { defaultStore, parseStore, type StoreChoice } from '../store/store-choice.ts';
import { untilStopped } from '../until-stopped.ts';

interface ServeOptions {
  readonly config: string;
  readonly host: string;
  readonly port: number;
  readonly store?: StoreChoice;
  readonly logLevel: NonNullable<ServerLoggerOptions['level']>;
  readonly sweepInterval?: number;
  readonly startLease?: number;
  readonly settleWindow?: number;
  readonly callTimeout?: number;
}

const HELP = `
Environment variables:
  MCP_SERVER_API_KEY   the keys that are valid, separated by commas, 16 characters or more each.
                       Without any, the server answers this machine only.
  GITLAB_URL, GITLAB_TOKEN, GITLAB_PROJECT_ID, JENKINS_URL, JENKINS_USER, JENKINS_TOKEN
                       what the executors of the config need
  EXECUTION_TABLE_NAME
                       the DynamoDB table of the executions when --store is not given; the functions' name for it
  AWS_REGION, AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL_DYNAMODB, ...
                       where that table is and who uses it: whatever the AWS SDK reads

Timing: the defaults hold for a CI system that may keep a start waiting for half a minute. A settle window that is shorter
than what a proxy or a queue before it can hold a start back records a run as never started that comes after all. A lease
that is shorter than a start lets another server look into it before it is over. Shorten them for a test, not for comfort.

The log goes to standard error, one JSON object a line. SIGINT and SIGTERM close the server in good order.

Examples:
  $ sluice serve --config sluice.config.ts
  $ sluice serve --config sluice.config.ts --store dynamodb:sluice-executions
  $ MCP_SERVER_API_KEY=$(openssl rand -hex 32) sluice serve --config sluice.config.ts --host 0.0.0.0
`;

/** Adds `sluice serve`. */
export function addServe(program: Command, context: CommandContext): void {
  program
    .command('serve')
    .description('Start the pipeline server.')
    .requiredOption('-c, --config <file>', 'the config: executors, action groups and pipelines')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('-p, --port <number>', 'port to listen on; 0 takes any that is free', parsePort, 8000)
    .option(
      '--store <store>',
      'where executions are kept: a SQLite file, or dynamodb:TABLE (default: .sluice/executions.db beside the config)',
      parseStore,
    )
    .addOption(
      new Option('--log-level <level>', 'the least that is logged')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    )
    .option('--sweep-interval <time>', 'how often unfinished executions are looked at (default: 15s)', parseDuration)
    .option('--start-lease <time>', 'how long a start may take until others look into it (default: 60s)', parseDuration)
    .option(
      '--settle-window <time>',
      'how long a run may still appear after a start without an answer (default: 3m)',
      parseDuration,
    )
    .option(
      '--call-timeout <time>',
      'how long a CI system may take for anything else than a start (default: 60s)',
      parseDuration,
    )
    .addHelpText('after', HELP)
    .action((options: ServeOptions) => serve(options, context));
}

async function serve(options: ServeOptions, context: CommandContext): Promise<void> {
  const apiKeys = apiKeysOf(context.environmentVariables['MCP_SERVER_API_KEY']);
  const loaded = await loadConfig(options.config);
  const catalog = await loaded.createCatalog(context.environmentVariables);
  const logger = createServerLogger({ level: options.logLevel, destination: context.stderr });
  const { store, name, close } = await openStore(
    options.store ?? defaultStore(context.environmentVariables, loaded.path),
  );
  try {
    const service = createExecutionService({
      catalog,
      store,
      clock: systemClock,
      createId: randomUUID,
      logger,
      startLeaseMs: options.startLease,
      settleWindowMs: options.settleWindow,
      callTimeoutMs: options.callTimeout,
    });
    const { host, port, sweepInterval } = options;
    const server = await startPipelineServer({
      service,
      logger,
      apiKeys,
      host,
      port,
      sweepIntervalMs: sweepInterval,
    });
    context.stdout.write(banner({ url: server.url, catalog, storeName: name, apiKeys }));
    await untilStopped(context.signal);
    await server.close();
  } finally {
    await close();
  }
}

interface BannerParts {
  readonly url: string;
  readonly catalog: Catalog;
  readonly storeName: string;
  readonly apiKeys: readonly ApiKey[];
}

function banner({ url, catalog, storeName, apiKeys }: BannerParts): string {
  const pipelines = catalog.pipelines.map(
    ({ pipelineType, environments }) => `${pipelineType} (${[...environments.keys()].join(', ')})`,
  );
  const access = apiKeys.length === 0 ? 'this machine only, no API key is set' : `API keys ${ids(apiKeys)}`;
  return `Sluice listens on ${url}
  pipelines  ${pipelines.join(', ')}
  store      ${storeName}
  access     ${access}
`;
}

function ids(apiKeys: readonly ApiKey[]): string {
  return apiKeys.map(({ id }) => id).join(', ');
}
