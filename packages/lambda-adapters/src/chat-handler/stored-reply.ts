import type { StoredTurn } from './answer-store.ts';
import type { ChatReply } from './chat-reply.ts';
import { failureReply } from './failure-reply.ts';

/** How long a turn may wait until it is begun, in milliseconds; what comes later nobody waits for any more. */
export const BEGIN_WITHIN_MS: number = 5 * 60_000;

/** How far the clocks of two invocations may differ, in milliseconds. */
const CLOCK_DIFFERENCE_MS = 60_000;

/** When a client should look again, in seconds. */
export const LOOK_AGAIN = '2';

/** Returns the reply to a turn that has ended in one way or another; undefined while it may still end well. */
export function storedReply({ sessionId, beginBefore, state }: StoredTurn, now: number): ChatReply | undefined {
  switch (state.is) {
    case 'finished':
      return state.reply;
    case 'working':
      return now < state.until + CLOCK_DIFFERENCE_MS ? undefined : failedReply(sessionId, true);
    case 'waiting':
      return now < beginBefore + CLOCK_DIFFERENCE_MS ? undefined : failedReply(sessionId, false);
  }
}

/** Makes the reply to whoever has to fetch the answer later, below a path. */
export function pendingReply(
  { answerId, sessionId }: Pick<StoredTurn, 'answerId' | 'sessionId'>,
  answersPath: string,
): ChatReply {
  const url = `${answersPath}/${encodeURIComponent(answerId)}`;
  return {
    status: 202,
    body: { status: 'working', answer_id: answerId, session_id: sessionId, status_url: url },
    headers: { location: url, 'retry-after': LOOK_AGAIN },
  };
}

/** Makes the reply to a turn that came to nothing on our side. */
export function failedReply(sessionId: string, mayHaveBegun: boolean): ChatReply {
  return failureReply({ outcome: mayHaveBegun ? 'failed' : 'busy', mayHaveBegun }, sessionId);
}
