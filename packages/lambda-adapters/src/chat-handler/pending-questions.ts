import { readPendingConfirmations } from '../agent-invoker/pending-confirmation.ts';
import { returnedControlToJson } from '../agent-runtime/control-json.ts';
import { derivedSessionId } from '../agent-runtime/session-id.ts';
import type { ConfirmationJson } from './confirmation.ts';

/** What specialised agents wait for, as the traces of the orchestrator tell it. */
export interface PendingQuestions {
  see(trace: Readonly<Record<string, unknown>>): void;
  /** Returns the first that a person can answer; the others are asked for again when their agent is. */
  first(): ConfirmationJson | undefined;
}

/** Starts to look for what the specialised agents of a conversation want a person to confirm. */
export function pendingQuestions(agentSessionId: string): PendingQuestions {
  const questions = new Map<string, ConfirmationJson>();
  return {
    see(trace) {
      for (const { agentType, sessionId, control } of readPendingConfirmations(trace)) {
        const isOfThisConversation = sessionId === derivedSessionId(agentSessionId, agentType);
        const canBeAnswered = control.requests.every(({ asks }) => asks === 'confirmation');
        if (!isOfThisConversation || !canBeAnswered) continue;
        questions.set(agentType, { agent_type: agentType, ...returnedControlToJson(control) });
      }
    },
    first: () => questions.values().next().value,
  };
}
