import type { Specialist } from '../agent/agent-profile.ts';
import type { Match } from '../match/match.ts';
import { matchSpecialist, namedIn } from '../match/match-specialist.ts';
import { carriesOver } from '../message/carry-over.ts';
import type { Message } from '../message/message.ts';
import { requestClauses } from '../message/request-text.ts';
import { tellNothingFits } from '../nothing-to-do.ts';
import { extract } from '../parameters/extract.ts';
import type { Arguments, PlanState, Step } from '../plan.ts';
import { ask, kept } from '../say.ts';
import { listSpecialists } from '../wording/abilities.ts';
import { delegate, lookFirst } from './delegate.ts';

/** Plans a request: look into the memory, then hand it to the agent that is specialised in it. */
export function planRequest(state: PlanState, message: Message): Step {
  const clauses = requestClauses(message).map(({ text }) => text);
  const values = placeOf(state, clauses.join(', '));
  const match = chooseSpecialist(state, message, clauses, Object.values(values));
  if ('none' in match) return tellNothingFits(state);
  if ('between' in match) {
    const choices = listSpecialists({ specialists: match.between });
    const text = `Nothing was started yet. I start one thing at a time, and this may be for:\n${choices}\nWhich of these do you mean?`;
    return ask(text, { ...kept(state), choice: { message: message.text } });
  }
  return lookFirst(state, values) ?? delegate(state, { agentType: match.found.name, input: message.text });
}

/** What a text says of the place that the memory asks for: the environment. */
export function placeOf(state: PlanState, text: string): Arguments {
  const [operation] = state.agent.withRole('memory');
  if (operation === undefined) return {};
  const names = state.agent.specialists.map(({ name }) => name);
  const values = Object.entries(extract(text, operation).values);
  return Object.fromEntries(values.filter(([, value]) => !names.includes(String(value))));
}

function chooseSpecialist(
  state: PlanState,
  { excluded }: Message,
  clauses: readonly string[],
  values: readonly unknown[],
): Match<Specialist> {
  // One that is excluded may be named nevertheless, in the answer to a question.
  const said = namedIn(clauses, state.agent.specialists);
  const specialists = said.length > 0 ? said : state.agent.specialists.filter(({ name }) => !excluded.includes(name));
  const { last } = state.conversation;
  const again = specialists.find(({ name }) => name === last?.agentType);
  if (again !== undefined && said.length === 0 && carriesOver(clauses.join(', '))) return { found: again };
  return matchSpecialist(clauses, specialists, values);
}
