import type { Wire } from '@sluice/core';

/** What a `DirectRequest` is answered with. @public */
export interface DirectAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON, else text. */
  readonly body: unknown;
}

/** What `POST /execute` answers, for who invoked the function with its bare body. @public */
export type DirectExecution = Wire['Execution'] | Wire['Problem'];

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json(?:;|$)/;

/** Waits for an answer to be complete and makes it what the event asked for: the whole of it, or its body alone. */
export async function directAnswerOf(response: Response, isBare: boolean): Promise<DirectAnswer | DirectExecution> {
  const text = await response.text();
  const isJson = JSON_TYPE.test(response.headers.get('content-type') ?? '');
  const body: unknown = isJson && text !== '' ? JSON.parse(text) : text;
  // The bare body goes to POST /execute, which answers with nothing else.
  if (isBare) return body as DirectExecution;
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}
