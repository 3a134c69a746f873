/** How often the simulated GitLab may be asked. @public */
export interface GitLabRateLimit {
  /** In each minute of the clock. */
  readonly requestsPerMinute: number;
  /** Whether answers say how much is left, and when to ask again: a real GitLab does not always. @defaultValue true */
  readonly headers?: boolean | undefined;
}

/** What a limit makes of one request. */
export interface Allowance {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

const MINUTE_MS = 60_000;

/** Counts requests against a limit. */
export function createRateLimiter(limit: GitLabRateLimit): (now: number) => Allowance {
  let minute = 0;
  let observed = 0;
  return (now) => {
    const current = Math.floor(now / MINUTE_MS);
    observed = current === minute ? observed + 1 : 1;
    minute = current;
    const allowed = observed <= limit.requestsPerMinute;
    return { allowed, headers: limit.headers === false ? {} : headersOf({ limit, observed, now, allowed }) };
  };
}

function headersOf({
  limit: { requestsPerMinute },
  observed,
  now,
  allowed,
}: {
  readonly limit: GitLabRateLimit;
  readonly observed: number;
  readonly now: number;
  readonly allowed: boolean;
}): Record<string, string> {
  const resetAt = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS;
  return {
    'ratelimit-limit': String(requestsPerMinute),
    'ratelimit-name': 'throttle_authenticated_api',
    'ratelimit-observed': String(observed),
    'ratelimit-remaining': String(Math.max(0, requestsPerMinute - observed)),
    'ratelimit-reset': String(resetAt / 1000),
    'ratelimit-resettime': new Date(resetAt).toUTCString(),
    ...(allowed ? {} : { 'retry-after': String(Math.ceil((resetAt - now) / 1000)) }),
  };
}
