import { errorFields } from '../lambda/error-fields.ts';
import type { Observation } from '../lambda/observation.ts';
import { type ChatReply, problemReply } from './chat-reply.ts';
import type { ChatServices } from './chat-services.ts';
import type { ProxyRequest } from './proxy-event.ts';
import { answersPath } from './route-request.ts';
import { LOOK_AGAIN, pendingReply, storedReply } from './stored-reply.ts';

interface FetchSetting {
  readonly request: ProxyRequest;
  readonly services: ChatServices;
  readonly observation: Pick<Observation, 'logger'>;
}

/** Returns the answer to an earlier request, to whoever asked it. */
export async function fetchAnswer(
  answerId: string,
  { request, services: { polling, clock }, observation }: FetchSetting,
): Promise<ChatReply> {
  try {
    const stored = await polling?.store.read(answerId);
    if (stored === undefined || stored.principal !== request.identity.principal) return NOT_FOUND;
    return storedReply(stored, clock.now()) ?? pendingReply(stored, answersPath(request));
  } catch (error) {
    observation.logger.error({ answer_id: answerId, ...errorFields(error) }, 'The store of answers does not answer');
    return UNREADABLE;
  }
}

/** Somebody else's answer looks like none. */
const NOT_FOUND = problemReply({
  status: 404,
  code: 'not_found',
  detail: 'There is no such answer. Answers are kept for a day, for whoever asked.',
});

const UNREADABLE = problemReply({
  status: 503,
  title: 'The answer can not be read just now',
  code: 'store_unavailable',
  detail: 'The answer can not be read just now. It is not lost: fetch it again in a moment.',
  headers: { 'retry-after': LOOK_AGAIN },
});
