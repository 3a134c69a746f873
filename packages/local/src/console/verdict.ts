import { ORCHESTRATOR } from '@sluice/core';
import type { AgentAnswer, AgentOutcome } from '../runtime/local-event.ts';

/** Judges what was said by how it went for the agents. */
export interface Verdict {
  add(answer: AgentAnswer): void;
  /** The specialists' word counts, the first that failed above all; without any, the orchestrator's. */
  get(): { readonly outcome: AgentOutcome; readonly succeeded: boolean };
}

const DONE: readonly AgentOutcome[] = ['succeeded', 'answered'];

/** Makes a verdict on nothing yet. */
export function createVerdict(): Verdict {
  let orchestrator: AgentOutcome = 'error';
  let specialist: AgentOutcome | undefined;
  return {
    add({ agentType, outcome }) {
      if (agentType === ORCHESTRATOR) orchestrator = outcome;
      else if (specialist === undefined || DONE.includes(specialist)) specialist = outcome;
    },
    get() {
      const outcome = specialist ?? orchestrator;
      return { outcome, succeeded: DONE.includes(outcome) };
    },
  };
}
