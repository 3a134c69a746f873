import type { AgentStep } from '../agent-runtime/agent-progress.ts';
import type { ChatBody, ChatReply } from './chat-reply.ts';
import type { ConfirmationJson } from './confirmation.ts';

/**
 * What happens while a message is answered, in the order in which it does. Every door that streams writes these, each in
 * its own form: `session` comes first, and `done` or `error` last.
 */
export type ChatEvent =
  | { readonly type: 'session'; readonly data: { readonly session_id: string } }
  | { readonly type: 'progress'; readonly data: AgentStep }
  | { readonly type: 'answer'; readonly data: { readonly text: string } }
  | { readonly type: 'trace'; readonly data: Readonly<Record<string, unknown>> }
  | { readonly type: 'confirmation'; readonly data: ConfirmationJson }
  | { readonly type: 'done' | 'error'; readonly data: ChatBody };

/** Is told what happens; must not throw. */
export type ChatListener = (event: ChatEvent) => void;

/** Makes the event that a turn ends with: the reply that a client without a stream would get. */
export function endEvent({ status, body = {} }: ChatReply): ChatEvent {
  return { type: status >= 400 ? 'error' : 'done', data: body };
}
