import type { ToolCall } from '../agent-event/tool-call.ts';

/** Session attribute with how many agents a request was handed on to so far. @public */
export const DEPTH_ATTRIBUTE = 'sluice_depth';

/** Session attribute with the names of the agents that handed it on, first to last. @public */
export const CALLERS_ATTRIBUTE = 'sluice_callers';

/** Session attribute with the types of the agents that it was handed on to, first to last. @public */
export const AGENT_TYPES_ATTRIBUTE = 'sluice_agent_types';

/** How a request came to the agent that now hands it on. */
export interface InvocationChain {
  readonly depth: number;
  readonly callers: readonly string[];
  /** All of these wait for the answer, each for the next. */
  readonly agentTypes: readonly string[];
}

/** Reads the chain from a call's session attributes; one that can't be read counts as infinitely long. */
export function chainOf({ sessionAttributes, agent }: ToolCall): InvocationChain {
  const depth = sessionAttributes[DEPTH_ATTRIBUTE] ?? '0';
  return {
    depth: /^\d{1,3}$/.test(depth) ? Number(depth) : Number.POSITIVE_INFINITY,
    callers: [...namesIn(sessionAttributes[CALLERS_ATTRIBUTE]), withoutCommas(agent.name)],
    agentTypes: namesIn(sessionAttributes[AGENT_TYPES_ATTRIBUTE]),
  };
}

/** Returns the attributes with which the next agent is told of the chain. */
export function chainAttributes(
  { depth, callers, agentTypes }: InvocationChain,
  agentType: string,
): Readonly<Record<string, string>> {
  return {
    [DEPTH_ATTRIBUTE]: String(depth + 1),
    [CALLERS_ATTRIBUTE]: callers.join(','),
    [AGENT_TYPES_ATTRIBUTE]: [...agentTypes, withoutCommas(agentType)].join(','),
  };
}

function namesIn(list: string | undefined): readonly string[] {
  return list === undefined || list === '' ? [] : list.split(',');
}

function withoutCommas(name: string): string {
  return name.replaceAll(',', ' ');
}
