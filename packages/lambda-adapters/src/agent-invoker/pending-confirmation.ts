import * as z from 'zod/mini';
import { isObject } from '../agent-event/is-object.ts';
import { returnedControlOfJson, returnedControlToJson } from '../agent-runtime/control-json.ts';
import type { ReturnedControl } from '../agent-runtime/returned-control.ts';
import type { components } from '../generated/orchestration.ts';
import { parseJson } from '../lambda/parse-json.ts';

/** A specialised agent that waits for a person to confirm what it wants to do. @public */
export interface PendingConfirmation {
  readonly agentType: string;
  /** The agent's own session in the conversation. */
  readonly sessionId: string;
  readonly control: ReturnedControl;
}

type PendingConfirmationJson = components['schemas']['PendingConfirmation'];

/** Writes what an agent waits for, for whoever can ask a person. */
export function pendingConfirmationToJson(pending: PendingConfirmation): PendingConfirmationJson {
  const { invocation_id, requests } = returnedControlToJson(pending.control);
  return {
    agent_type: pending.agentType,
    session_id: pending.sessionId,
    invocation_id,
    requests: [...requests],
  };
}

/**
 * Reads out of a trace of the orchestrator what its specialised agents wait for, so that a front end can ask the person.
 * The trace holds the agent invoker's own reply, which no model has written. What the person says goes back by
 * `confirmationAttributes`.
 *
 * @param trace - As `onProgress` tells it
 * @public
 */
export function readPendingConfirmations(trace: Readonly<Record<string, unknown>>): readonly PendingConfirmation[] {
  const output = invokerTrace.safeParse(trace).data?.trace.orchestrationTrace.observation.actionGroupInvocationOutput;
  const reply = parseJson(output?.text ?? '');
  if (!isObject(reply)) return [];
  const replies = Array.isArray(reply['results']) ? reply['results'] : [reply];
  return replies.flatMap((one) => (isObject(one) ? pendingConfirmationOfJson(one['pending_confirmation']) : []));
}

const invokerTrace = z.object({
  trace: z.object({
    orchestrationTrace: z.object({
      observation: z.object({ actionGroupInvocationOutput: z.object({ text: z.string() }) }),
    }),
  }),
});

function pendingConfirmationOfJson(json: unknown): readonly PendingConfirmation[] {
  if (!isObject(json)) return [];
  const { agent_type: agentType, session_id: sessionId } = json;
  const control = returnedControlOfJson(json);
  if (typeof agentType !== 'string' || typeof sessionId !== 'string' || control === undefined) return [];
  return [{ agentType, sessionId, control }];
}
