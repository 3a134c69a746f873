import type { AgentProfile } from '../src/planner/agent/agent-profile.ts';
import type { Conversation, Step } from '../src/planner/plan.ts';
import { planNext } from '../src/planner/planner.ts';

/** Plans the first step of a turn. */
export function firstStep(agent: AgentProfile, message: string, conversation: Conversation = {}): Step {
  return planNext({ agent, message, conversation, calls: [], now: 0, startedAt: 0, followForMs: 20_000 });
}

/** What a step does, in one line: `operation {arguments}`, or how the turn ends. */
export function inShort(step: Step): string {
  return step.step === 'call'
    ? `${step.operation.operationId} ${JSON.stringify(sorted(step.arguments))}`
    : step.outcome;
}

function sorted(values: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}
