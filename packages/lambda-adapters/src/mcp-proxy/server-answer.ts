import type { ServiceLogger } from '@sluice/core';
import type * as z from 'zod';
import type { ToolReply } from '../agent-event/tool-reply.ts';
import { problemAnswer } from './answer-schema.ts';
import type { HttpOutcome } from './http-exchange.ts';
import { type Intent, noAnswer, problemReply, refusedKey, unreachable, unreadable } from './server-failure.ts';

/** What the server answered, or the reply that tells why there is no answer. */
export type ServerAnswer<T> =
  | { readonly answer: T; readonly replayed: boolean }
  | { readonly answer?: undefined; readonly reply: ToolReply };

export interface AnswerReading<T> {
  readonly schema: z.ZodType<T>;
  readonly intent: Intent;
  readonly logger: ServiceLogger;
}

/** Reads what came of a request to the pipeline server; what it refuses and what fails becomes a reply. */
export function readServerAnswer<T>(
  outcome: HttpOutcome,
  { schema, intent, logger }: AnswerReading<T>,
): ServerAnswer<T> {
  if (outcome.outcome !== 'answered') {
    logger.error({ outcome: outcome.outcome, reason: outcome.reason }, 'The pipeline server did not answer');
    return { reply: outcome.outcome === 'unreachable' ? unreachable(intent) : noAnswer(intent) };
  }
  const { status, headers } = outcome;
  if (status === 401 || status === 403) {
    logger.error(
      { server_status: status },
      'The pipeline server refused MCP_SERVER_API_KEY: check its value and its scopes',
    );
    return { reply: refusedKey(intent) };
  }
  const body = parseJson(outcome.body);
  if (status >= 200 && status < 300) {
    const result = schema.safeParse(body);
    if (result.success) return { answer: result.data, replayed: headers['idempotency-replayed'] === 'true' };
  }
  const problem = status >= 400 ? problemAnswer.safeParse(body) : undefined;
  if (problem?.success) return { reply: problemReply(status, problem.data, intent) };
  logger.error({ server_status: status }, "The pipeline server's answer can't be read");
  return { reply: unreadable(intent) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
