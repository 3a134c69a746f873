import type { InvokeAgentRequest } from './invoke-agent-request.ts';
import type { Decision } from './returned-results.ts';
import type { Session } from './sessions.ts';
import { decisionOn, nothingWaits, type WaitingCall } from './waiting-call.ts';

/** What a turn begins with: what the user says, or what the user said to a call that waited for it. */
export type TurnInput =
  | { readonly message: string; readonly decided?: undefined }
  | { readonly message: string; readonly decided: { readonly call: WaitingCall; readonly decision: Decision } };

/**
 * Returns what a request begins its turn with. Whatever waited until then waits no more: it was answered, or the user
 * speaks of something else.
 *
 * @throws BedrockException `validationException` when it answers what does not wait; that goes on waiting
 */
export function turnInput(session: Session, { inputText, returned }: InvokeAgentRequest): TurnInput {
  const { waiting } = session;
  if (returned === undefined) {
    session.waiting = undefined;
    return { message: inputText };
  }
  if (waiting === undefined) throw nothingWaits(returned);
  const decision = decisionOn(waiting, returned);
  session.waiting = undefined;
  return { message: waiting.message, decided: { call: waiting, decision } };
}
