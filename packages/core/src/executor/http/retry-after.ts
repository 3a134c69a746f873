/** Numbers above this are times, in seconds since the epoch; those below are durations. */
const EARLIEST_TIME_S = 1_000_000_000;
const LONGEST_MS = 24 * 60 * 60_000;

/**
 * Reads how long a server asks to wait, in milliseconds: from `Retry-After`, in seconds or as a date (RFC 9110, 10.2.3),
 * or else from `RateLimit-Reset`, which GitLab gives as a time and others as seconds to go. Undefined when it says
 * nothing, or nothing that makes sense; a day at the most.
 *
 * @param now - Milliseconds since the epoch
 * @public
 */
export function retryAfterMsOf(headers: Pick<Headers, 'get'>, now: number): number | undefined {
  const wait = waitOf(headers.get('retry-after'), now) ?? waitOf(headers.get('ratelimit-reset'), now);
  return wait === undefined ? undefined : Math.min(Math.max(wait, 0), LONGEST_MS);
}

function waitOf(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  if (/^\d{1,12}$/.test(text)) {
    const seconds = Number(text);
    return seconds >= EARLIEST_TIME_S ? seconds * 1000 - now : seconds * 1000;
  }
  const time = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time - now;
}
