import { REDACTED } from '@sluice/core';
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { traceFields } from './telemetry/trace-context.ts';

/** @public */
export interface ServerLoggerOptions {
  /** The least that is written. @defaultValue 'info' */
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent' | undefined;
  /** Where the lines go. @defaultValue standard output */
  readonly destination?: DestinationStream | undefined;
}

const SECRET_FIELDS = ['authorization', '["x-api-key"]', 'headers.authorization', 'headers["x-api-key"]'];

/**
 * Makes the server's logger: one JSON object a line with `level`, `time` (ISO 8601) and `message`; `trace_id`
 * and `span_id` within a trace. Fields that carry keys are replaced.
 *
 * @example
 * ```ts
 * const logger = createServerLogger({ level: 'warn', destination: process.stderr });
 * ```
 * @public
 */
export function createServerLogger(options: ServerLoggerOptions = {}): Logger {
  const settings = {
    level: options.level ?? 'info',
    base: null,
    mixin: traceFields,
    messageKey: 'message',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string): { level: string } => ({ level: label }) },
    redact: { paths: SECRET_FIELDS, censor: REDACTED },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}
