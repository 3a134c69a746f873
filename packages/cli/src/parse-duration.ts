import { InvalidArgumentError } from 'commander';

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads a time span from the command line, `500ms`, `30s`, `3m` or `1h`, and returns it in milliseconds. */
export function parseDuration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? [];
  const milliseconds = Number(count) * (MILLISECONDS[unit] ?? 0);
  if (milliseconds > 0) return milliseconds;
  throw new InvalidArgumentError('Write a time span with its unit: 500ms, 30s, 3m, 1h.');
}
