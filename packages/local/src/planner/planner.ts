import { planOrchestrator } from './orchestrator/orchestrator.ts';
import type { PlanState, Step } from './plan.ts';
import { planSpecialist } from './specialist/specialist.ts';

/**
 * Plans the next step of an agent's turn: the stand-in for a model. The same state gives the same step.
 *
 * It starts nothing that was not asked for, makes no parameter up, and tells nothing but what tools returned.
 */
export function planNext(state: PlanState): Step {
  return state.agent.specialists.length > 0 ? planOrchestrator(state) : planSpecialist(state);
}
