import { isObject } from '../agent-event/is-object.ts';
import type { ToolCall } from '../agent-event/tool-call.ts';
import { controlAnswersOfJson, controlAnswersToJson } from '../agent-runtime/control-json.ts';
import type { ControlAnswers } from '../agent-runtime/returned-control.ts';
import { parseJson } from '../lambda/parse-json.ts';

/**
 * Session attribute with what a person answered to an agent's pending confirmation, as whoever talks with the person sets
 * it, never a model: JSON of `agent_type`, `invocation_id` and
 * `results: [{"action_group", "operation", "confirmed"}]`. Empty where there is nothing of the kind.
 *
 * @public
 */
export const CONFIRMATION_ATTRIBUTE = 'sluice_confirmation';

/** What a person answered, and to which agent. @public */
export interface GivenConfirmation {
  readonly agentType: string;
  readonly answers: ControlAnswers;
}

/**
 * Returns the session attribute that brings a person's answer to the agent that waits for it, through the orchestrator. It
 * is for whoever has heard the person say it; a turn without one should set the attribute to an empty text.
 *
 * @example
 * ```ts
 * const [pending] = readPendingConfirmations(trace);
 * const results = pending.control.requests.map(({ operation }) => ({ operation, confirmed: true }));
 * const answers = { invocationId: pending.control.invocationId, results };
 * const sessionAttributes = confirmationAttributes({ agentType: pending.agentType, answers });
 * ```
 * @public
 */
export function confirmationAttributes({ agentType, answers }: GivenConfirmation): Readonly<Record<string, string>> {
  return { [CONFIRMATION_ATTRIBUTE]: JSON.stringify({ agent_type: agentType, ...controlAnswersToJson(answers) }) };
}

/** Reads the person's answer that comes with a call; undefined where there is none that can be read. */
export function givenConfirmation({ sessionAttributes }: ToolCall): GivenConfirmation | undefined {
  const given = parseJson(sessionAttributes[CONFIRMATION_ATTRIBUTE] ?? '');
  if (!isObject(given) || typeof given['agent_type'] !== 'string') return undefined;
  const answers = controlAnswersOfJson(given);
  return answers === undefined ? undefined : { agentType: given['agent_type'], answers };
}
