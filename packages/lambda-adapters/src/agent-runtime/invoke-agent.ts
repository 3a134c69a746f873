import type { Clock } from '@sluice/core';
import { agentFailure } from './agent-failure.ts';
import type { AgentInvocation, AgentOutcome } from './agent-runtime.ts';
import { repeatWhileTurnedAway } from './turned-away.ts';

/** How agents of a kind are invoked. */
export interface AgentTurn<Answer> {
  /** Sends the request; returns when the answer begins. */
  readonly send: () => Promise<Answer>;
  readonly read: (answer: Answer) => Promise<AgentOutcome>;
  readonly clock: Pick<Clock, 'sleep'> | undefined;
}

/** Takes a turn of an agent: sends it again only while it is turned away, and tells whatever goes wrong as the outcome. */
export async function invokeAgent<Answer>(
  { signal }: AgentInvocation,
  { send, read, clock }: AgentTurn<Answer>,
): Promise<AgentOutcome> {
  if (signal.aborted) return { outcome: 'out_of_time', mayHaveBegun: false, reason: { name: 'NoTimeLeft' } };
  let isAnswering = false;
  try {
    const answer = await repeatWhileTurnedAway(send, { signal, clock });
    isAnswering = true;
    return await read(answer);
  } catch (error) {
    return agentFailure(error, { signal, isAnswering });
  }
}
