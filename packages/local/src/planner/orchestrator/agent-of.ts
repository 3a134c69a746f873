import type { Specialist } from '../agent/agent-profile.ts';
import type { PlanState } from '../plan.ts';
import { nameParts } from '../words.ts';

/** The agent of a pipeline: the one of its name, or the one whose name is part of it. */
export function agentOf(state: PlanState, pipelineType: string | undefined): Specialist | undefined {
  if (pipelineType === undefined) return undefined;
  const { specialists } = state.agent;
  const parts = nameParts(pipelineType);
  return (
    specialists.find(({ name }) => name === pipelineType) ??
    specialists.find(({ name }) => nameParts(name).every((part) => parts.includes(part)))
  );
}
