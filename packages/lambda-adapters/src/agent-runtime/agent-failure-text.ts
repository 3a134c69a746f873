import type { AgentOutcome } from './agent-runtime.ts';

/** An invocation that has no answer, as far as it is told to those who asked. */
export type AgentFailure = Omit<Extract<AgentOutcome, { mayHaveBegun: boolean }>, 'reason'>;

/** How a failed invocation is told to those who asked. */
export interface AgentFailureText {
  readonly status: 502 | 503 | 504;
  readonly code: 'agent_failed' | 'agent_busy' | 'agent_out_of_time';
  readonly message: string;
}

/** Says truthfully what is known after an invocation that has no answer. */
export function agentFailureText({ outcome, mayHaveBegun }: AgentFailure): AgentFailureText {
  const begun = mayHaveBegun
    ? 'What was asked may still be going on: ask for its status in the same session before you ask for it again.'
    : 'Nothing of what was asked was begun.';
  switch (outcome) {
    case 'out_of_time':
      return { status: 504, code: 'agent_out_of_time', message: `The agent did not finish in time. ${begun}` };
    case 'busy':
      return {
        status: 503,
        code: 'agent_busy',
        message: `The agent is busy. ${begun}${mayHaveBegun ? '' : ' Ask again in a moment.'}`,
      };
    case 'failed':
      return { status: 502, code: 'agent_failed', message: `The agent failed before it had answered. ${begun}` };
  }
}
