import type { Call, HopOutcome } from './hop.ts';

/** How to read what comes through the HTTP door of a part. */
export interface Door {
  /** Returns who calls and what for; undefined: nothing worth telling. */
  call(request: ObservedRequest): Call | undefined;
  outcome(response: ObservedResponse, request: ObservedRequest): HopOutcome;
}

export interface ObservedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  header(name: string): string | undefined;
  /** The body as JSON, or the fields of a form by name; undefined when it is neither. */
  readonly body: unknown;
}

export interface ObservedResponse {
  readonly status: number;
  header(name: string): string | undefined;
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown;
}

/** Returns a member of a value that may be anything. */
export function member(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (found, name) =>
      typeof found === 'object' && found !== null && Object.hasOwn(found, name)
        ? (found as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}

/** Returns a member of a value that may be anything, where it is a text. */
export function textMember(value: unknown, ...names: readonly string[]): string | undefined {
  const found = member(value, ...names);
  return typeof found === 'string' ? found : undefined;
}

/** Writes an argument of a call: a text as it is, anything else as JSON. */
export function argument(name: string, value: unknown): string {
  return `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

/** The outcome of an answer that says no more than its status. */
export function statusOutcome(status: number, more?: string): HopOutcome {
  return { ok: status < 400, text: more === undefined ? String(status) : `${status} ${more}` };
}

/** Puts quotation marks around what somebody said. */
export function quoted(text: string | undefined): string {
  return text === undefined ? '' : `"${text}"`;
}
