import type { ServiceLogger } from '@sluice/core';
import type { ToolReply } from '../agent-event/tool-reply.ts';
import { type AnswerSchema, problemAnswer } from './answer-schema.ts';
import { type ExchangeOutcome, headerOf, retryAfterOf } from './exchange.ts';
import type { ServerOutcome } from './pipeline-server.ts';
import {
  forbidden,
  type Intent,
  noAnswer,
  noKey,
  problemReply,
  refusedKey,
  tooManyRequests,
  unreachable,
  unreadable,
} from './server-failure.ts';

/** What the server answered, or the reply that tells why there is no answer. */
export type ServerAnswer<T> =
  | { readonly answer: T; readonly replayed: boolean }
  | { readonly answer?: undefined; readonly reply: ToolReply };

export interface AnswerReading<T> {
  readonly schema: AnswerSchema<T>;
  readonly intent: Intent;
  readonly logger: ServiceLogger;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Reads what came of a request to the pipeline server; what it refuses and what fails becomes a reply. */
export function readServerAnswer<T>(outcome: ServerOutcome, reading: AnswerReading<T>): ServerAnswer<T> {
  if (outcome.outcome !== 'answered') return { reply: unanswered(outcome, reading) };
  const { status, headers, body } = outcome;
  if (status >= 200 && status < 300) {
    const answer = reading.schema.read(body);
    if (answer !== undefined) return { answer, replayed: headerOf(headers, 'idempotency-replayed') === 'true' };
  }
  return { reply: refused(outcome, reading) };
}

type Reading = Omit<AnswerReading<unknown>, 'schema'>;

function unanswered(outcome: Exclude<ServerOutcome, { outcome: 'answered' }>, { intent, logger }: Reading): ToolReply {
  if (outcome.outcome === 'no_key') return noKey(intent);
  logger.error({ outcome: outcome.outcome, reason: outcome.reason }, 'The pipeline server did not answer');
  return outcome.outcome === 'unreachable' ? unreachable(intent) : noAnswer(intent);
}

function refused(
  { status, headers, body }: Extract<ExchangeOutcome, { outcome: 'answered' }>,
  { intent, logger, now }: Reading,
): ToolReply {
  const problem = status >= 400 ? problemAnswer.read(body) : undefined;
  if (status === 401) {
    logger.error({ server_status: status }, 'The pipeline server refused MCP_SERVER_API_KEY: check its value');
    return refusedKey(intent);
  }
  if (status === 403) {
    const reason = problem?.detail;
    logger.error(
      { server_status: status, ...(reason === undefined ? {} : { reason }) },
      'The pipeline server did not allow this: check the scopes and the reach of MCP_SERVER_API_KEY',
    );
    return forbidden(intent, reason);
  }
  const retryAfterMs = retryAfterOf(headers, now);
  if (problem !== undefined) return problemReply({ status, problem, retryAfterMs }, intent);
  if (status === 429) return tooManyRequests(intent, retryAfterMs);
  logger.error({ server_status: status }, "The pipeline server's answer can't be read");
  return unreadable(intent);
}
