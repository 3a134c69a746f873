import { ConfigurationError } from '../errors/configuration-error.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Returns how long a store keeps finished executions, in milliseconds; undefined: for ever.
 *
 * A day is the least: an idempotency key names its execution for that long.
 *
 * @throws ConfigurationError when it is not a number of days, 1 or more
 * @public
 */
export function retentionMsOf(retentionDays: number | undefined): number | undefined {
  if (retentionDays === undefined) return undefined;
  if (Number.isFinite(retentionDays) && retentionDays >= 1) return retentionDays * DAY_MS;
  const message = `retentionDays is ${retentionDays}, but must be a number of days, 1 or more. Leave it out to keep everything.`;
  throw new ConfigurationError([{ message, path: ['retentionDays'] }]);
}
