import type { Clock, ServiceLogger } from '@sluice/core';
import { createLinePicker } from './line-picker.ts';

/** Writes what strangers can cause as often as they like. */
export interface SparseLog {
  /** Writes a line, unless one with this message was written less than a minute ago; the next one tells how many were not. */
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

const MINUTE_MS = 60_000;

/** Makes a log that nobody can flood. */
export function createSparseLog(logger: ServiceLogger, clock: Clock): SparseLog {
  const picker = createLinePicker(clock, MINUTE_MS);
  return {
    warn(fields, message) {
      const unwritten = picker.pick(message);
      if (unwritten === undefined) return;
      logger.warn({ ...fields, ...(unwritten > 0 ? { unwritten } : {}) }, message);
    },
  };
}
