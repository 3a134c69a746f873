import type { Clock, ServiceLogger } from '@sluice/core';

/** Writes what strangers can cause as often as they like. */
export interface SparseLog {
  /** Writes a line, unless one with this message was written less than a minute ago; the next one tells how many were not. */
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

interface Written {
  at: number;
  unwritten: number;
}

const MINUTE_MS = 60_000;

/** Makes a log that nobody can flood. */
export function createSparseLog(logger: ServiceLogger, clock: Clock): SparseLog {
  const lines = new Map<string, Written>();
  return {
    warn(fields, message) {
      const now = clock.now();
      const last = lines.get(message);
      if (last !== undefined && now - last.at < MINUTE_MS) {
        last.unwritten += 1;
        return;
      }
      lines.set(message, { at: now, unwritten: 0 });
      logger.warn({ ...fields, ...(last?.unwritten ? { unwritten: last.unwritten } : {}) }, message);
    },
  };
}
