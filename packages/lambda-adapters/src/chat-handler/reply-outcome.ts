import type { ObservedOutcome } from '../lambda/observation.ts';
import type { ChatReply } from './chat-reply.ts';

/** Returns what the log says about a request for which the agent was not asked, or not by this invocation. */
export function replyOutcome({ status, body = {} }: ChatReply, principal: string | undefined): ObservedOutcome {
  const { code, detail, answer_id } = body;
  const fields = {
    ...(principal === undefined ? {} : { principal }),
    ...(detail === undefined ? {} : { reason: detail }),
    ...(answer_id === undefined ? {} : { answer_id }),
  };
  const outcome = typeof code === 'string' ? code : status === 202 ? 'answer_pending' : 'answered';
  return { status, outcome, fields };
}
