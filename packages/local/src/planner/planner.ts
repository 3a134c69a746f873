/**
 * The planner stands where Bedrock has a model. A turn is a loop in `bedrock/turn.ts`: plan a step from what was said and
 * what tools returned so far, make the call that it names, plan again, until the step is something to say.
 *
 * - `plan.ts`: what a step depends on (`PlanState`) and what it is (`Step`); `say.ts` makes steps.
 * - `agent/`: what an agent can do, read from its action groups: operations, and what each is for (`Role`).
 * - `message/`: what the user wants, from clauses and their moods to one `Intent`.
 * - `match/`: which operation, or which specialised agent, a request is about.
 * - `parameters/`: what a text says about the parameters of an operation.
 * - `orchestrator/` and `specialist/`: what to do about each intent. Start reading in the file named like the folder.
 * - `wording/`: answers and questions, worded from what tools returned (`tool-reply.ts` reads it) and from nothing else.
 * - `lexicon.ts`: the English words that it knows; `words.ts`: words and stems of a text.
 */
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
