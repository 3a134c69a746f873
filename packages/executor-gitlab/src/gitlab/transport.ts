import { type BodyPart, readBodyPart } from '@sluice/core';
import ky, { type Options } from 'ky';
import { connectionError, type Subject, timeoutError } from '../errors.ts';

/** One call, with what its errors speak of. */
export interface Call extends Subject {
  readonly signal: AbortSignal | undefined;
}

/** A request as it is sent. */
export interface OutgoingRequest {
  readonly method: 'get' | 'post';
  /** Below `/api/v4`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly json?: unknown;
  /** @defaultValue none */
  readonly accessToken?: string | undefined;
  /** What of the body of a success is wanted. @defaultValue all of it, to a limit */
  readonly part?: BodyPart | undefined;
}

/** Whatever came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

export interface TransportOptions {
  /** With `/api/v4`. */
  readonly apiUrl: string;
  readonly fetch: typeof globalThis.fetch | undefined;
  readonly requestTimeoutMs: number;
}

/** Sends one request, once, and follows no redirect. */
export type Transport = (call: Call, request: OutgoingRequest) => Promise<Answer>;

/** Makes the one thing here that talks to GitLab. */
export function createTransport({ apiUrl, fetch, requestTimeoutMs }: TransportOptions): Transport {
  return async (call, request) => {
    call.signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(requestTimeoutMs);
    try {
      const response = await ky(`${apiUrl}${request.path}`, {
        ...partsOf(request),
        ...(fetch === undefined ? {} : { fetch }),
        signal: call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]),
        timeout: false,
        retry: 0,
        redirect: 'manual',
        throwHttpErrors: false,
      });
      const { bytes } = await readBodyPart(response, response.ok ? request.part : undefined);
      return { status: response.status, headers: response.headers, body: bytes };
    } catch (error) {
      call.signal?.throwIfAborted();
      throw timeout.aborted ? timeoutError(call, requestTimeoutMs) : connectionError(call, error);
    }
  };
}

function partsOf({ method, query, json, accessToken }: OutgoingRequest): Options {
  return {
    method,
    ...(accessToken === undefined ? {} : { headers: { authorization: `Bearer ${accessToken}` } }),
    ...(query === undefined ? {} : { searchParams: { ...query } }),
    ...(json === undefined ? {} : { json }),
  };
}
