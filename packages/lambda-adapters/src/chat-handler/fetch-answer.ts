import { type ChatReply, problemReply } from './chat-reply.ts';
import type { ChatServices } from './chat-services.ts';
import type { Identity } from './identity.ts';
import { pendingReply, storedReply } from './stored-reply.ts';

/** Returns the answer to an earlier request, to whoever asked it. */
export async function fetchAnswer(
  answerId: string,
  { principal }: Identity,
  { polling, clock }: ChatServices,
  answersPath: string,
): Promise<ChatReply> {
  const stored = await polling?.store.read(answerId);
  if (stored === undefined || stored.principal !== principal) return NOT_FOUND;
  return storedReply(stored, clock.now()) ?? pendingReply(stored, answersPath);
}

/** Somebody else's answer looks like none. */
const NOT_FOUND = problemReply({
  status: 404,
  code: 'not_found',
  detail: 'There is no such answer. Answers are kept for a day, for whoever asked.',
});
