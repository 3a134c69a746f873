import { STATUS_CODES } from 'node:http';
import type { Wire } from '@sluice/core';
import { problemOf } from '../http/problem.ts';
import type { Refusal } from './refusal.ts';

const HEADERS = { 'content-type': 'application/problem+json', 'cache-control': 'no-store', connection: 'close' };

/** What goes back where no app made the answer; the connection ends with it. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Returns a refusal as an answer. */
export function rawAnswerOf({ status, error }: Refusal): RawAnswer {
  const problem: Wire['Problem'] = { ...problemOf(error), status };
  const body = JSON.stringify(problem);
  return { status, headers: { ...HEADERS, 'content-length': String(Buffer.byteLength(body)) }, body };
}

/** Writes an answer for a connection on which no request was understood. */
export function rawAnswerText({ status, headers, body }: RawAnswer): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`;
}
