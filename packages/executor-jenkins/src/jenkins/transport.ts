import { type BodyPart, hostNamesOf, type RateLimit, readBodyPart, retryAfterMsOf } from '@sluice/core';
import ky, { type Options } from 'ky';
import type { Call } from '../client.ts';
import type { Credentials } from '../credentials.ts';
import { connectionError, heldBackError, timeoutError } from '../errors.ts';

/** A request to Jenkins. */
export interface JenkinsRequest {
  readonly method: 'get' | 'post';
  /** Below the address of Jenkins. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What of the body of a 200 is wanted. @defaultValue all of it, to a limit */
  readonly part?: BodyPart;
}

/** What came back, whatever its status. */
export interface JenkinsAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** How many bytes of the body came, with those that were not wanted. */
  readonly seen: number;
  /** How long to wait before the next request, where Jenkins or a proxy wants that. */
  readonly retryAfterMs: number | undefined;
  /** What an error must not show. */
  readonly secrets: readonly string[];
}

export interface TransportOptions {
  /** With the context path, without a slash at the end. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  readonly fetch: typeof globalThis.fetch | undefined;
  /** For one request, with the time that it takes to get its credentials. */
  readonly requestTimeoutMs: number;
  readonly rateLimit: RateLimit;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Makes what sends one request, once, and follows nothing.
 *
 * @returns a function that throws ExecutorError when there is no answer, and when Jenkins is to be left alone
 */
export function createTransport(
  options: TransportOptions,
): (call: Call, request: JenkinsRequest) => Promise<JenkinsAnswer> {
  const hosts = hostNamesOf(options.baseUrl);
  return async (call, request) => {
    call.signal?.throwIfAborted();
    const waitMs = options.rateLimit.waitMs();
    if (waitMs > 0) throw heldBackError(waitMs);
    const timeout = AbortSignal.timeout(options.requestTimeoutMs);
    const signal = call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]);
    const { authorization, secrets } = await options.credentials.authorize({ timeout, signal: call.signal });
    call.signal?.throwIfAborted();
    try {
      const response = await ky(`${options.baseUrl}${request.path}`, {
        ...partsOf(request),
        ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
        headers: { ...request.headers, authorization },
        signal,
        timeout: false,
        retry: 0,
        redirect: 'manual',
        throwHttpErrors: false,
      });
      const { status, headers } = response;
      const retryAfterMs = heed(options, status, headers);
      const { bytes, seen } = await readBodyPart(response, status === 200 ? request.part : undefined);
      return { status, headers, body: bytes, seen, retryAfterMs, secrets: [...secrets, ...hosts] };
    } catch (error) {
      call.signal?.throwIfAborted();
      throw timeout.aborted ? timeoutError(call, options.requestTimeoutMs) : connectionError(call, error);
    }
  };
}

/** Notes whether Jenkins wants to be left alone, and returns for how long. */
function heed({ rateLimit, now }: TransportOptions, status: number, headers: Headers): number | undefined {
  const retryAfterMs = retryAfterMsOf(headers, now());
  if (status === 429) return rateLimit.refused(retryAfterMs);
  rateLimit.passed();
  return retryAfterMs;
}

function partsOf({ method, query, form }: JenkinsRequest): Options {
  return {
    method,
    ...(query === undefined ? {} : { searchParams: { ...query } }),
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  };
}
