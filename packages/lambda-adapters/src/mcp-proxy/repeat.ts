import { isObject } from '../agent-event/is-object.ts';
import { type ExchangeOutcome, retryAfterOf, type ServerMessage } from './exchange.ts';

/** The time that there is for another attempt. */
export interface TimeLeft {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Until the invocation's deadline, in milliseconds. */
  readonly remainingMs: number;
}

/** An agent rather asks again than waits longer, in milliseconds. */
const LONGEST_PAUSE_MS = 10_000;
/** What must be left after the pause for an answer, in milliseconds. */
const ROOM_FOR_ANSWER_MS = 3000;

/**
 * Returns how long to wait before a message is sent once more, in milliseconds; undefined where it is not sent again:
 * because nobody says that it would help, because there is no time for it, or because it may have had an effect.
 */
export function pauseBeforeRepeat(
  method: ServerMessage['method'],
  outcome: ExchangeOutcome,
  { now, remainingMs }: TimeLeft,
): number | undefined {
  const pauseMs = suggestedPause(method, outcome, now);
  if (pauseMs === undefined || pauseMs > LONGEST_PAUSE_MS) return undefined;
  return pauseMs + ROOM_FOR_ANSWER_MS <= remainingMs ? pauseMs : undefined;
}

function suggestedPause(method: ServerMessage['method'], outcome: ExchangeOutcome, now: number): number | undefined {
  if (outcome.outcome === 'unreachable') return outcome.retryAfterMs;
  if (outcome.outcome === 'no_answer' || !mayBeRepeated(method, outcome)) return undefined;
  return retryAfterOf(outcome.headers, now);
}

/** A rate limit and an overloaded server's door refuse before anything is done; other 503s may come later. */
function mayBeRepeated(
  method: ServerMessage['method'],
  { status, body }: Extract<ExchangeOutcome, { outcome: 'answered' }>,
): boolean {
  if (status === 429) return true;
  return status === 503 && (method === 'GET' || (isObject(body) && body['code'] === 'overloaded'));
}
