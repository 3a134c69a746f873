import type { ToolCall } from '../agent-event/tool-call.ts';
import type { ToolInvocation } from '../agent-event/toolbox.ts';
import type { AgentOutcome, AgentReference, AgentRuntime } from '../agent-runtime/agent-runtime.ts';
import { derivedSessionId } from '../agent-runtime/session-id.ts';
import type { Deadline } from '../lambda/deadline.ts';
import { TRACEPARENT_ATTRIBUTE } from '../lambda/trace-context.ts';
import { CONFIRMATION_ATTRIBUTE, givenConfirmation } from './given-confirmation.ts';
import { chainAttributes, type InvocationChain } from './invocation-chain.ts';
import { deadlineAttributes } from './passed-deadline.ts';

/** A request that may be handed on. */
export interface HandedRequest {
  readonly agentType: string;
  readonly agent: AgentReference;
  readonly input: string;
}

/** What all requests of one call have in common. */
export interface Handover {
  readonly runtime: AgentRuntime;
  readonly call: ToolCall;
  readonly chain: InvocationChain;
  readonly deadline: Deadline;
  readonly invocation: ToolInvocation;
}

/** What came of a request that was handed on. */
export interface HandedOutcome {
  readonly agentType: string;
  readonly sessionId: string;
  readonly outcome: AgentOutcome;
  /** Whether it brought the answer of a person, which is used up. */
  readonly usedConfirmation: boolean;
}

/**
 * Hands a request on to its agent, in the agent's own session of this conversation. Where the call brings a person's
 * answer to what this agent waits for, the agent gets that instead.
 */
export async function handOn(request: HandedRequest, handover: Handover): Promise<HandedOutcome> {
  const { runtime, call, deadline, invocation } = handover;
  const { agentType, agent, input } = request;
  // Where there is no conversation, a request that is sent again must still find what it started.
  const conversation = call.sessionId ?? call.requestId ?? invocation.requestId;
  const sessionId = derivedSessionId(conversation, agentType);
  const confirmation = givenConfirmation(call);
  const returned = confirmation?.agentType === agentType ? confirmation.answers : undefined;
  const outcome = await invocation.observation.call('Agent', () =>
    runtime.invoke(
      {
        agent,
        sessionId,
        input: returned === undefined ? { text: input } : { returned },
        sessionAttributes: passedAttributes(agentType, handover),
      },
      { signal: deadline.signal },
    ),
  );
  const keepsConfirmation = 'mayHaveBegun' in outcome && !outcome.mayHaveBegun && outcome.outcome !== 'failed';
  if ('reason' in outcome) logFailure(outcome, { agentType, sessionId }, handover);
  return { agentType, sessionId, outcome, usedConfirmation: returned !== undefined && !keepsConfirmation };
}

/** The conversation's attributes, with what the next agent must know of how it came to be asked. */
function passedAttributes(agentType: string, { call, chain, deadline, invocation }: Handover): Record<string, string> {
  const { [CONFIRMATION_ATTRIBUTE]: _, ...attributes } = call.sessionAttributes;
  const { traceparent } = invocation.trace;
  return {
    ...attributes,
    ...chainAttributes(chain, agentType),
    ...deadlineAttributes(deadline),
    ...(traceparent === undefined ? {} : { [TRACEPARENT_ATTRIBUTE]: traceparent }),
  };
}

function logFailure(
  { outcome, reason }: Extract<AgentOutcome, { mayHaveBegun: boolean }>,
  { agentType, sessionId }: Pick<HandedOutcome, 'agentType' | 'sessionId'>,
  { chain, invocation }: Handover,
): void {
  const fields = { agent_session_id: sessionId, agent_type: agentType, depth: chain.depth + 1, outcome, reason };
  invocation.logger.error(fields, 'A specialised agent has no answer');
}
