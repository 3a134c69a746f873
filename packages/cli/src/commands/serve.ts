import {
  createAdmission,
  type PipelineServer,
  protectedResourceOf,
  startPipelineServer,
  systemClock,
} from '@sluice/mcp-server';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { describeAccess } from '../describe-access.ts';
import { type OpenedService, openService } from '../open-service.ts';
import { parseCount, parseCountOrNone } from '../parse-count.ts';
import { parseDuration } from '../parse-duration.ts';
import { parseNames } from '../parse-names.ts';
import { parsePort } from '../parse-port.ts';
import { parseServerUrl } from '../parse-url.ts';
import { addServiceOptions, type ServiceOptions } from '../service-options.ts';
import { untilStopped } from '../until-stopped.ts';
import { SERVE_HELP } from './serve-help.ts';

interface ServeOptions extends ServiceOptions {
  readonly host: string;
  readonly port: number;
  readonly publicUrl?: string;
  readonly allowedHosts?: readonly string[];
  readonly allowedOrigins?: readonly string[];
  readonly trustProxy?: number;
  readonly drain?: number;
  readonly requestsPerMinute?: number;
  readonly concurrency?: number;
}

/** Adds `sluice serve`. */
export function addServe(program: Command, context: CommandContext): void {
  const command = program.command('serve').description('Start the pipeline server.');
  addServiceOptions(command)
    .optionsGroup('Listening:')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('-p, --port <number>', 'port to listen on; 0 takes any that is free', parsePort, 8000)
    .option('--public-url <url>', 'where clients reach the server, where that is another address', parseServerUrl)
    .option('--allowed-hosts <names>', 'names that it is reached by, with commas (default: any, with keys)', parseNames)
    .option('--allowed-origins <origins>', 'web pages that may ask, with commas (default: none)', parseNames)
    .option('--trust-proxy <count>', 'proxies in front that write X-Forwarded-For (default: 0)', parseCountOrNone)
    .option('--drain <time>', 'how long a stopped server still takes requests (default: 0s)', parseDuration)
    .optionsGroup('Limits, for each principal:')
    .option('--requests-per-minute <count>', 'how often it may ask (default: 600)', parseCount)
    .option('--concurrency <count>', 'how many of its requests may be under way (default: 50)', parseCount)
    .addHelpText('after', SERVE_HELP)
    .action((options: ServeOptions) => serve(options, context));
}

async function serve(options: ServeOptions, context: CommandContext): Promise<void> {
  const opened = await openService(options, context);
  try {
    const server = await start(options, opened, context);
    context.stdout.write(banner(server.url, opened));
    await untilStopped(context.signal);
    await close(server, context.hurry);
  } finally {
    await opened.close();
  }
}

async function start(options: ServeOptions, opened: OpenedService, context: CommandContext): Promise<PipelineServer> {
  const { host, port, publicUrl, allowedHosts, allowedOrigins, requestsPerMinute, concurrency } = options;
  const { service, logger, metrics, authenticate, access } = opened;
  return startPipelineServer({
    service,
    logger,
    metrics,
    authenticate,
    host,
    port,
    publicUrl,
    protectedResource: publicUrl === undefined ? undefined : () => protectedResourceOf(access.current(), publicUrl),
    trustedHosts: { allowedHosts, allowedOrigins },
    trustedProxies: options.trustProxy,
    admission: createAdmission({ clock: systemClock, requestsPerMinute, concurrency }),
    mcp: { requestStateKey: context.environmentVariables['SLUICE_REQUEST_STATE_KEY'] },
    sweepIntervalMs: options.sweepInterval,
    drainMs: options.drain,
  });
}

async function close(server: PipelineServer, hurry: AbortSignal): Promise<void> {
  const closeNow = (): void => void server.closeNow();
  hurry.addEventListener('abort', closeNow, { once: true });
  if (hurry.aborted) closeNow();
  await server.close();
}

function banner(url: string, { catalog, storeName, access }: OpenedService): string {
  const pipelines = catalog.pipelines.map(
    ({ pipelineType, environments }) => `${pipelineType} (${[...environments.keys()].join(', ')})`,
  );
  return `Sluice listens on ${url}
  pipelines  ${pipelines.join(', ')}
  store      ${storeName}
  access     ${describeAccess(access.current())}
`;
}
