import { failureReply, type ToolReply } from '../agent-event/tool-reply.ts';
import type { HandedRequest, Handover } from './hand-on.ts';

/** Refuses requests that would make a chain too long or a circle; undefined where they may be handed on. */
export function chainRefusal(
  requests: readonly HandedRequest[],
  { call, chain: { depth, callers, agentTypes } }: Pick<Handover, 'call' | 'chain'>,
  maxDepth: number,
): ToolReply | undefined {
  const way = callers.join(', ');
  if (depth >= maxDepth) {
    return failureReply({
      status: 409,
      code: 'agent_depth_exceeded',
      message:
        `Nothing was handed on: a request may be handed on ${maxDepth} times at the most, and this one came through ` +
        `${way}. Answer with what you know, without asking another agent.`,
    });
  }
  const waiting = requests.find(
    ({ agentType, agent }) => agentTypes.includes(agentType) || ('agentId' in agent && agent.agentId === call.agent.id),
  );
  if (waiting === undefined) return undefined;
  const message =
    `Nothing was handed on: ${waiting.agentType} waits for this answer itself (it came through ${way}), and can't be ` +
    'asked for it. Answer with what you know, or ask another agent.';
  return { status: 409, body: { code: 'agent_cycle', message } };
}
