import type { Clock } from '@sluice/core';

/** Picks of many lines those that are written. */
export interface LinePicker {
  /**
   * Returns how many lines of a kind were left out since one was written; undefined where this one is to be left out
   * too, since one was written just before. There must be few kinds.
   */
  pick(kind: string): number | undefined;
}

/** Makes what lets one line of each kind through in so many milliseconds. */
export function createLinePicker(clock: Clock, intervalMs: number): LinePicker {
  const kinds = new Map<string, { at: number; unwritten: number }>();
  return {
    pick(kind) {
      const now = clock.now();
      const last = kinds.get(kind);
      if (last !== undefined && now - last.at < intervalMs) {
        last.unwritten += 1;
        return undefined;
      }
      kinds.set(kind, { at: now, unwritten: 0 });
      return last?.unwritten ?? 0;
    },
  };
}
