import { ORCHESTRATOR } from '@sluice/core';
import type { AgentAnswer, AgentOutcome } from '../runtime/local-event.ts';

/** Judges a conversation by how it went for its agents. */
export interface Verdict {
  add(answer: AgentAnswer): void;
  /** What became of the last request: the specialists' word counts; without any, the orchestrator's. */
  of(): { readonly outcome: AgentOutcome; readonly succeeded: boolean };
}

const DONE: readonly AgentOutcome[] = ['succeeded', 'answered'];

/** Makes a verdict on nothing yet. */
export function createVerdict(): Verdict {
  const specialists: AgentOutcome[] = [];
  let orchestrator: AgentOutcome = 'error';
  return {
    add({ agentType, outcome }) {
      if (agentType === ORCHESTRATOR) orchestrator = outcome;
      else specialists.push(outcome);
    },
    of() {
      const outcomes = specialists.length === 0 ? [orchestrator] : specialists;
      const failed = outcomes.find((outcome) => !DONE.includes(outcome));
      return { outcome: failed ?? outcomes.at(-1) ?? 'error', succeeded: failed === undefined };
    },
  };
}
