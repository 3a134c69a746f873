import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { FunctionAnswer } from '../lambda-host/function-invoker.ts';
import { type HttpAnswer, messageAnswer } from './http-answer.ts';

/** Which of the two kinds of API Gateway this is: an HTTP API (2.0) or a REST API (1.0). @public */
export type PayloadFormat = '1.0' | '2.0';

type Header = readonly [name: string, value: string];

/** What API Gateway says when a function failed or its answer makes no sense. */
export const BAD_GATEWAY: HttpAnswer = messageAnswer(502, 'Internal server error');

/** Makes the HTTP answer from what the function answered. */
export function toHttpAnswer({ payload, functionError }: FunctionAnswer, format: PayloadFormat): HttpAnswer {
  if (functionError !== undefined) return BAD_GATEWAY;
  const answer: unknown = JSON.parse(payload);
  if (isRecord(answer) && isStatus(answer['statusCode'])) return fromResponse(answer, answer['statusCode'], format);
  // An HTTP API takes an answer without a status for the body; a REST API does not.
  if (format === '2.0' && !(isRecord(answer) && 'statusCode' in answer)) {
    return { status: 200, headers: [['content-type', 'application/json']], body: payload };
  }
  return BAD_GATEWAY;
}

function fromResponse(answer: Record<string, unknown>, status: number, format: PayloadFormat): HttpAnswer {
  const { body = '', headers, multiValueHeaders, cookies, isBase64Encoded } = answer;
  const single = headerPairs(headers);
  const repeated = format === '1.0' ? headerPairs(multiValueHeaders) : cookiePairs(cookies);
  if (typeof body !== 'string' || single === undefined || repeated === undefined) return BAD_GATEWAY;
  if (![...single, ...repeated].every(isSendable)) return BAD_GATEWAY;
  const names = new Set(repeated.map(([name]) => name.toLowerCase()));
  const all = [...single.filter(([name]) => !names.has(name.toLowerCase())), ...repeated];
  const typed = all.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    status,
    headers: typed ? all : [['content-type', format === '1.0' ? 'application/json' : 'text/plain'], ...all],
    body: isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  };
}

/** Undefined: these are no headers. */
function headerPairs(headers: unknown): readonly Header[] | undefined {
  if (headers === undefined || headers === null) return [];
  if (!isRecord(headers)) return undefined;
  const pairs = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const));
  return pairs.every(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    ? pairs.map(([name, value]) => [name, String(value)])
    : undefined;
}

function cookiePairs(cookies: unknown): readonly Header[] | undefined {
  if (cookies === undefined) return [];
  return Array.isArray(cookies) ? cookies.map((cookie) => ['set-cookie', String(cookie)]) : undefined;
}

/** Tells whether HTTP can carry a header: no line end in it, and so on. */
function isSendable([name, value]: Header): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStatus(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 599;
}
