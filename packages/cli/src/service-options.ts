import { SluiceError } from '@sluice/core';
import type { ServerLoggerOptions } from '@sluice/mcp-server';
import { type Command, Option } from 'commander';
import { parseCount } from './parse-count.ts';
import { parseDuration } from './parse-duration.ts';
import { parseStore, type StoreChoice } from './store/store-choice.ts';

/** What all commands have in common that serve the pipelines of a config. */
export interface ServiceOptions {
  readonly config: string;
  readonly access?: string;
  readonly store?: StoreChoice;
  readonly retentionDays?: number;
  readonly logLevel: NonNullable<ServerLoggerOptions['level']>;
  readonly sweepInterval?: number;
  readonly startLease?: number;
  readonly settleWindow?: number;
  readonly callTimeout?: number;
}

const DEFAULTS = { startLease: 60_000, settleWindow: 180_000 } as const;

/** Adds the options that all of them take. */
export function addServiceOptions(command: Command): Command {
  return command
    .requiredOption('-c, --config <file>', 'the config: executors, action groups and pipelines')
    .option('--access <file>', 'who may do what: API keys, token issuers, gateways (see sluice keys --help)')
    .addOption(
      new Option('--log-level <level>', 'the least that is logged')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    )
    .optionsGroup('Store:')
    .option(
      '--store <store>',
      'where executions are kept: a SQLite file, or dynamodb:TABLE (default: .sluice/executions.db beside the config)',
      parseStore,
    )
    .option('--retention-days <days>', 'how long finished executions are kept (default: for ever)', parseCount)
    .optionsGroup('Timing:')
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
    );
}

/**
 * Refuses a settle window that is over before the lease of a start is: a run that is still being started would be taken
 * for one that never was.
 *
 * @throws SluiceError `invalid_configuration`
 */
export function requireLongWindow(options: ServiceOptions): void {
  const { startLease = DEFAULTS.startLease, settleWindow = DEFAULTS.settleWindow } = options;
  if (settleWindow > startLease) return;
  const message = `--settle-window (${seconds(settleWindow)}) must be longer than --start-lease (${seconds(startLease)}), or a start that is still under way is recorded as one that never was.`;
  throw new SluiceError({ code: 'invalid_configuration', message });
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1000}s`;
}
