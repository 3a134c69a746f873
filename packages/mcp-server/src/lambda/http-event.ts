import * as z from 'zod';
import type { GatewayIdentity } from '../auth/gateway-identity.ts';

/** An HTTP request as it stands in an event, whatever gateway wrote it. */
export interface HttpEvent {
  /** How the gateway wants its answer. */
  readonly answerAs: AnswerFormat;
  readonly method: string;
  /** As it was sent, still encoded, with the leading slash. */
  readonly path: string;
  /** As it was sent, still encoded, without the question mark. */
  readonly query: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: EventBody;
  /** The name that the request was sent to, where the gateway knows it better than the headers. */
  readonly host: string | undefined;
  readonly gateway: GatewayIdentity | undefined;
  readonly remoteAddress: string | undefined;
}

/**
 * `cookies`: payload format 2.0, a value for each header and cookies apart; `lists`: a list for each header; `values`: a
 * value for each header.
 */
export type AnswerFormat = 'cookies' | 'lists' | 'values';

/** The body of an event. */
export interface EventBody {
  readonly body?: string | null | undefined;
  readonly isBase64Encoded?: boolean | null | undefined;
}

type Values = Readonly<Record<string, string | null | undefined>> | null | undefined;
type Lists = Readonly<Record<string, readonly string[] | null | undefined>> | null | undefined;
type Claims = Readonly<Record<string, unknown>> | null | undefined;

/** What every HTTP event has. */
export const bodyShape: {
  readonly body: z.ZodType<EventBody['body']>;
  readonly isBase64Encoded: z.ZodType<EventBody['isBase64Encoded']>;
} = { body: z.string().nullish(), isBase64Encoded: z.boolean().nullish() };

/** Names with one value each. */
export const valuesSchema: z.ZodType<Values> = z.record(z.string(), z.string().nullish()).nullish();

/** Names with several values each. */
export const listsSchema: z.ZodType<Lists> = z.record(z.string(), z.array(z.string()).nullish()).nullish();

/** What an authorizer says, in whatever form. */
export const claimsSchema: z.ZodType<Claims> = z.record(z.string(), z.unknown()).nullish();

/** Returns what the lists hold, or where there are none, what the values hold, as pairs. */
export function pairsOf(lists: Lists, values: Values): [name: string, value: string][] {
  if (lists !== undefined && lists !== null) {
    return Object.entries(lists).flatMap(([name, list]) =>
      (list ?? []).map((value): [string, string] => [name, value]),
    );
  }
  return Object.entries(values ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
}

/** Returns a text of an authorizer's words; undefined when it is something else, or empty. */
export function textOf(claims: Claims, name: string): string | undefined {
  const value = claims?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
