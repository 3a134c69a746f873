import { SluiceError } from '@sluice/core';

/**
 * How something is refused: by a guard, with a problem; by the protocol, with a JSON-RPC error; by a tool, with an error
 * result; or by `serveStdio`, which does not begin, or answers the next line only.
 */
export type Refusal =
  | { readonly status: number; readonly code: string }
  | { readonly rpc: number }
  | { readonly tool: string }
  | { readonly thrown: string };

/** What came back. */
export interface Seen {
  /** Undefined: it was not refused. */
  readonly refusal: Refusal | undefined;
  readonly headers: Headers;
  /** Everything that somebody can read. */
  readonly text: string;
  readonly body: unknown;
}

/** Reads an answer, or the error that a door did not open with. */
export async function seenOf(sending: () => Promise<Response>): Promise<Seen> {
  try {
    const response = await sending();
    const text = await response.text();
    const body: unknown = text.startsWith('{') ? JSON.parse(text) : lastEventOf(text);
    const head = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    return { refusal: refusalOf(response.status, body), headers: response.headers, text: `${head}\n${text}`, body };
  } catch (error) {
    if (!SluiceError.isInstance(error)) throw error;
    return { refusal: { thrown: error.code }, headers: new Headers(), text: error.message, body: undefined };
  }
}

interface Body {
  readonly code?: string;
  readonly error?: { readonly code: number };
  readonly result?: { readonly isError?: boolean; readonly _meta?: Record<string, { readonly code: string }> };
}

function refusalOf(status: number, body: unknown): Refusal | undefined {
  const { code, error, result } = (body ?? {}) as Body;
  if (error !== undefined) return { rpc: error.code };
  if (result?.isError === true) return { tool: result._meta?.['io.sluice/problem']?.code ?? '' };
  return status < 400 ? undefined : { status, code: code ?? '' };
}

function lastEventOf(text: string): unknown {
  const data = text.split('\n').findLast((line) => line.startsWith('data: {'));
  return data === undefined ? undefined : JSON.parse(data.slice('data: '.length));
}
