import { type Operation, parameterOf } from '../agent/operation.ts';
import { matchOperation } from '../match/match-operation.ts';
import { carriesOver } from '../message/carry-over.ts';
import type { Message } from '../message/message.ts';
import { requestClauses, requestText } from '../message/request-text.ts';
import { tellNothingFits } from '../nothing-to-do.ts';
import { type Extraction, extract } from '../parameters/extract.ts';
import type { Arguments, PlanState, Step } from '../plan.ts';
import { ask, call, kept } from '../say.ts';
import { listOperations } from '../wording/abilities.ts';
import { askForParameters } from '../wording/question.ts';

/** Plans what a request asks to be done. */
export function planRequest(state: PlanState, message: Message): Step {
  const { agent, conversation } = state;
  const clauses = requestClauses(message);
  const said = clauses.map(({ text }) => text).join(', ');
  const verbs = clauses.map(({ verb }) => verb).filter((verb) => verb !== undefined);
  const operations = agent.withRole('execute');
  const before = carriesOver(said) ? conversation.last : undefined;
  const last = operations.find(({ operationId }) => operationId === before?.operationId);
  const match = matchOperation({ text: said, verbs }, agent, operations);
  if ('none' in match) return tellNothingFits(state);
  const operation = 'found' in match ? match.found : last;
  if (operation === undefined && 'between' in match) {
    const text = `Nothing was started yet. I can do this:\n${listOperations(match.between)}\nWhich of these do you mean?`;
    return ask(text, { ...kept(state), choice: { message: message.text } });
  }
  if (operation === undefined) return tellNothingFits(state);
  const earlier = operation === last ? (before?.arguments ?? {}) : {};
  return callWhenComplete(state, operation, earlier, extract(requestText(message, operation), operation));
}

/** Calls an operation when every required parameter is known, and asks for those that are not. */
export function callWhenComplete(state: PlanState, operation: Operation, earlier: Arguments, found: Extraction): Step {
  const doubtful = found.unclear.flatMap(({ names }) => names);
  const known = Object.entries(earlier).filter(
    ([name]) => !doubtful.includes(name) && parameterOf(operation, name) !== undefined,
  );
  const values = { ...Object.fromEntries(known), ...found.values };
  const missing = operation.parameters.filter(
    ({ name, required }) => required && !Object.hasOwn(values, name) && !doubtful.includes(name),
  );
  if (missing.length === 0 && found.unclear.length === 0) {
    return call(
      operation,
      values,
      `The user asks for what ${operation.operationId} does, and every required parameter is known.`,
    );
  }
  const pending = { operationId: operation.operationId, arguments: values, unclear: found.unclear };
  return ask(askForParameters(operation, missing, found.unclear), { ...kept(state), pending });
}
