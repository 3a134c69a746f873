import type { IdleIntent } from './message/intent.ts';
import type { PlanState, SayStep } from './plan.ts';
import { answer, kept } from './say.ts';
import { listAbilities } from './wording/abilities.ts';

/** Plans for a message that asks for nothing, or for nothing that can be done now. */
export function planNothing(state: PlanState, intent: IdleIntent): SayStep {
  switch (intent) {
    case 'dismiss':
    case 'refused':
      return agreeNotTo(state);
    case 'deferred':
      return declineLater(state);
    case 'how_to':
    case 'statement':
      return tellAbilities(state);
  }
}

/** Says what there is to ask for, where nothing was. */
export function tellAbilities(state: PlanState): SayStep {
  return answer(`${listAbilities(state.agent)}\nNothing was started.`, 'nothing_asked', kept(state));
}

/** Agrees not to do something. */
export function agreeNotTo(state: PlanState): SayStep {
  return answer('All right. Nothing was started.', 'nothing_asked', kept(state));
}

/** Says that nothing fits what was asked for, and what there is. */
export function tellNothingFits(state: PlanState): SayStep {
  const text = `Nothing was started: I have nothing that does this.\n${listAbilities(state.agent)}`;
  return answer(text, 'error', kept(state));
}

/** Says that what is asked for under a condition or for later can't be promised. */
function declineLater(state: PlanState): SayStep {
  const text =
    'Nothing was started: I start things right away, not at a later time or under a condition. Ask me again when it shall start.';
  return answer(text, 'nothing_asked', kept(state));
}
