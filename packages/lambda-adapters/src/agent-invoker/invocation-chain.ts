import type { ToolCall } from '../agent-event/tool-call.ts';

/** Session attribute with how many agents a request was handed on to so far. @public */
export const DEPTH_ATTRIBUTE = 'sluice_depth';

/** Session attribute with the names of the agents that handed it on, first to last. @public */
export const CALLERS_ATTRIBUTE = 'sluice_callers';

/** How a request came to the agent that now hands it on. */
export interface InvocationChain {
  readonly depth: number;
  readonly callers: readonly string[];
}

/** Reads the chain from a call's session attributes; one that can't be read counts as infinitely long. */
export function chainOf({ sessionAttributes, agent }: ToolCall): InvocationChain {
  const depth = sessionAttributes[DEPTH_ATTRIBUTE] ?? '0';
  const earlier = sessionAttributes[CALLERS_ATTRIBUTE]?.split(',') ?? [];
  return {
    depth: /^\d{1,3}$/.test(depth) ? Number(depth) : Number.POSITIVE_INFINITY,
    callers: [...earlier, agent.name.replaceAll(',', ' ')],
  };
}

/** Returns the attributes with which the next agent is told of the chain. */
export function chainAttributes({ depth, callers }: InvocationChain): Readonly<Record<string, string>> {
  return { [DEPTH_ATTRIBUTE]: String(depth + 1), [CALLERS_ATTRIBUTE]: callers.join(',') };
}
