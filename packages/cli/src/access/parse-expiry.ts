import { InvalidArgumentError } from 'commander';

const DAY_MS = 24 * 3_600_000;
const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?$/;

/** Reads from when on a key is valid no more: so many days from now, or a date. Returns it in milliseconds. */
export function parseExpiry(text: string, now: number): number {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? [];
  const time = days === undefined ? dateOf(text) : now + Number(days) * DAY_MS;
  if (Number.isNaN(time))
    throw new InvalidArgumentError('Write days or a date: 90d, 2027-03-31, 2027-03-31T12:00:00Z.');
  if (time <= now) throw new InvalidArgumentError('That is over already.');
  return time;
}

function dateOf(text: string): number {
  return DATE.test(text) ? Date.parse(text) : Number.NaN;
}
