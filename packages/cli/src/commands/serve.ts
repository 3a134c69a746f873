import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { loadConfig } from '@sluice/config';
import { type Catalog, createExecutionService, type ExecutionStore } from '@sluice/core';
import {
  type ApiKey,
  createServerLogger,
  type ServerLoggerOptions,
  startPipelineServer,
  systemClock,
} from '@sluice/mcp-server';
import { createSqliteStore } from '@sluice/store-sqlite';
import { type Command, Option } from 'commander';
import { apiKeysOf } from '../api-keys.ts';
import type { CommandContext } from '../command-context.ts';
import { parsePort } from '../parse-port.ts';
import { untilStopped } from '../until-stopped.ts';

interface ServeOptions {
  readonly config: string;
  readonly host: string;
  readonly port: number;
  readonly store?: string;
  readonly logLevel: NonNullable<ServerLoggerOptions['level']>;
}

const HELP = `
Environment variables:
  MCP_SERVER_API_KEY   the keys that are valid, separated by commas, 16 characters or more each.
                       Without any, the server answers this machine only.
  GITLAB_URL, GITLAB_TOKEN, GITLAB_PROJECT_ID, ...
                       what the executors of the config need

The log goes to standard error, one JSON object a line. SIGINT and SIGTERM close the server in good order.

Examples:
  $ sluice serve --config sluice.config.ts
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
    .option('--store <file>', 'SQLite file of the executions (default: .sluice/executions.db beside the config)')
    .addOption(
      new Option('--log-level <level>', 'the least that is logged')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    )
    .addHelpText('after', HELP)
    .action((options: ServeOptions) => serve(options, context));
}

async function serve(options: ServeOptions, context: CommandContext): Promise<void> {
  const apiKeys = apiKeysOf(context.environmentVariables['MCP_SERVER_API_KEY']);
  const loaded = await loadConfig(options.config);
  const catalog = await loaded.createCatalog(context.environmentVariables);
  const logger = createServerLogger({ level: options.logLevel, destination: context.stderr });
  const path = options.store ?? join(dirname(loaded.path), '.sluice', 'executions.db');
  const store = openStore(path);
  try {
    const service = createExecutionService({ catalog, store, clock: systemClock, createId: randomUUID, logger });
    const { host, port } = options;
    const server = await startPipelineServer({ service, logger, apiKeys, host, port });
    context.stdout.write(banner({ url: server.url, catalog, path, apiKeys }));
    await untilStopped(context.signal);
    await server.close();
  } finally {
    await store.close();
  }
}

function openStore(path: string): ExecutionStore {
  try {
    return createSqliteStore({ path });
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const message = reason instanceof Error ? reason.message : String(reason);
    throw new Error(`The store ${path} can't be opened: ${message}`, { cause: error });
  }
}

interface BannerParts {
  readonly url: string;
  readonly catalog: Catalog;
  readonly path: string;
  readonly apiKeys: readonly ApiKey[];
}

function banner({ url, catalog, path, apiKeys }: BannerParts): string {
  const pipelines = catalog.pipelines.map(
    ({ pipelineType, environments }) => `${pipelineType} (${[...environments.keys()].join(', ')})`,
  );
  const access = apiKeys.length === 0 ? 'this machine only, no API key is set' : `API keys ${ids(apiKeys)}`;
  return `Sluice listens on ${url}
  pipelines  ${pipelines.join(', ')}
  store      ${path}
  access     ${access}
`;
}

function ids(apiKeys: readonly ApiKey[]): string {
  return apiKeys.map(({ id }) => id).join(', ');
}
