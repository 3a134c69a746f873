import { redactSecrets, type ServiceLogger } from '@sluice/core';
import { textMember } from '../flow/door.ts';
import type { FunctionLogLine } from '../lambda-host/lambda-function.ts';
import type { LogLine } from './local-event.ts';
import { logFields } from './log-fields.ts';

const LEVELS: readonly LogLine['level'][] = ['debug', 'info', 'warn', 'error'];

/** Reads a line of a function's log: JSON as Powertools writes it, or a text. */
export function functionLogLine({ functionName, stream, line }: FunctionLogLine): LogLine {
  const entry = parse(line);
  const level = LEVELS.find((name) => name === String(entry?.['level']).toLowerCase());
  const fallback = line.startsWith('ERROR\t') ? 'error' : stream === 'stderr' ? 'warn' : 'info';
  if (entry === undefined) return { part: functionName, level: fallback, message: redactSecrets(line), fields: {} };
  // Which function it is and how bad, the line says by itself.
  const { level: _level, message: _message, timestamp: _timestamp, service: _service, ...fields } = entry;
  return {
    part: functionName,
    level: level ?? fallback,
    message: redactSecrets(summary(entry)),
    fields: logFields(fields),
  };
}

/** Makes a logger that hands its lines on. */
export function lineLogger(part: string, onLine: (line: LogLine) => void): ServiceLogger {
  const at =
    (level: LogLine['level']) =>
    (fields: Record<string, unknown>, message: string): void =>
      onLine({ part, level, message: redactSecrets(summary({ ...fields, message })), fields: logFields(fields) });
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** What a log entry says, with the reason or the outcome where it gives one. */
function summary(entry: Readonly<Record<string, unknown>>): string {
  const reason = entry['reason'] ?? entry['failure'] ?? errorText(entry['error']) ?? entry['outcome'];
  const message = String(entry['message'] ?? JSON.stringify(entry));
  return typeof reason === 'string' ? `${message}: ${reason}` : message;
}

function errorText(error: unknown): string | undefined {
  return (
    textMember(error, 'message') ??
    textMember(error, 'code') ??
    textMember(error, 'name') ??
    (typeof error === 'string' ? error : undefined)
  );
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
