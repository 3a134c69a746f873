import { retryAfterMsOf } from '@sluice/core';

/** A message to the pipeline server, whichever way it goes. */
export interface ServerMessage {
  readonly method: 'GET' | 'POST';
  /** Below the server's address, encoded, without query: `/executions/abc`. */
  readonly path: string;
  /** Not encoded. */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object | undefined;
}

/**
 * What came of a message. `answered`: by somebody; the body is parsed, and undefined where it is no JSON. `unreachable`:
 * nothing was sent, so nothing was done. `no_answer`: it was sent, and whether it had an effect is not known. A reason is
 * for the log and names no host.
 */
export type ExchangeOutcome =
  | {
      readonly outcome: 'answered';
      readonly status: number;
      /** By their names in lower case. */
      readonly headers: AnswerHeaders;
      readonly body: unknown;
    }
  | {
      readonly outcome: 'unreachable';
      readonly reason: string;
      /** When it makes sense to try once more, in milliseconds; absent where it does not. */
      readonly retryAfterMs?: number | undefined;
    }
  | { readonly outcome: 'no_answer'; readonly reason: string };

/** @see ExchangeOutcome */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Brings a message to the pipeline server, and its answer back; gives up when the signal is aborted. Never throws. */
export type Exchange = (message: ServerMessage, signal: AbortSignal) => Promise<ExchangeOutcome>;

/** Returns the value of a header, its first where there are several. */
export function headerOf(headers: AnswerHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Returns how long the server asks to wait, in milliseconds; undefined where it does not. */
export function retryAfterOf(headers: AnswerHeaders, now: number): number | undefined {
  return retryAfterMsOf({ get: (name) => headerOf(headers, name) ?? null }, now);
}
