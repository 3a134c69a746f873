import { tellAbilities } from '../nothing-to-do.ts';
import type { CallStep, PlanState, SayStep, Step } from '../plan.ts';
import { call } from '../say.ts';

/** What a specialised agent is asked. */
export interface Delegation {
  readonly agentType: string;
  /** The user's own words. */
  readonly input: string;
  /** The execution that they are about, where they do not name it. */
  readonly executionId?: string | undefined;
}

/** Hands a request to a specialised agent. */
export function delegate(state: PlanState, { agentType, input, executionId }: Delegation): CallStep | SayStep {
  const [operation] = state.agent.withRole('delegate');
  if (operation === undefined) return tellAbilities(state);
  const context =
    executionId === undefined || input.includes(executionId) ? '' : `\n(This is about execution ${executionId}.)`;
  const values = { agent_type: agentType, input: `${input}${context}` };
  return call(operation, values, `${agentType} is specialised in this.`);
}

/** Looks into the memory before a request is handed on, where it is known what to look for. */
export function lookFirst(state: PlanState, values: Readonly<Record<string, unknown>>): Step | undefined {
  const [operation] = state.agent.withRole('memory');
  if (operation === undefined || state.calls.some((one) => one.operation === operation)) return undefined;
  const required = operation.parameters.filter((parameter) => parameter.required);
  if (required.length === 0 || required.some(({ name }) => !Object.hasOwn(values, name))) return undefined;
  const known = Object.fromEntries(required.map(({ name }) => [name, values[name]]));
  return call(operation, known, 'Before anything is started, the memory tells what is there.');
}
