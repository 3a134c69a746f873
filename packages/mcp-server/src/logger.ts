import { REDACTED } from '@sluice/core';
import { type DestinationStream, type Logger, pino } from 'pino';
import { writeByTurns } from './log-turns.ts';
import { traceFields, UNTRACED } from './telemetry/trace-context.ts';

/** What the server writes to its log, and where to. @public */
export interface ServerLoggerOptions {
  /** The least that is written. @defaultValue 'info' */
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent' | undefined;
  /** Where the lines go, each by itself. @defaultValue standard output, by turns: see `writeByTurns` */
  readonly destination?: DestinationStream | undefined;
}

const SECRET_FIELDS = ['authorization', '["x-api-key"]', 'headers.authorization', 'headers["x-api-key"]'];

/** What a terminal obeys, or what makes a line look like another one, and JSON lets stand as it is. */
const OBEYED = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Makes the server's logger: one JSON object a line with `level`, `time` (ISO 8601) and `message`; `trace_id`
 * and `span_id` within a trace. Fields that carry keys are replaced; a line has no character that a terminal obeys.
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
    // Not a copy of every line where nothing is traced.
    mixinMergeStrategy: (line: object, trace: object): object => (trace === UNTRACED ? line : { ...trace, ...line }),
    messageKey: 'message',
    timestamp: createTimeMember(),
    formatters: { level: (label: string): { level: string } => ({ level: label }) },
    redact: { paths: SECRET_FIELDS, censor: REDACTED },
    hooks: { streamWrite: (line: string): string => line.replace(OBEYED, escaped) },
  };
  return pino(settings, options.destination ?? writeByTurns(pino.destination()));
}

/** Makes what writes the time of a line. Under load many lines have the same, and to format it costs as much as the rest. */
function createTimeMember(): () => string {
  let time = 0;
  let member = '';
  return () => {
    const now = Date.now();
    if (now !== time || member === '') {
      time = now;
      member = `,"time":"${new Date(now).toISOString()}"`;
    }
    return member;
  };
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
