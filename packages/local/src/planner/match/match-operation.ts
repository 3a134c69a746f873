import { pipelineTypeOf } from '@sluice/core';
import { type AgentProfile, verbsOfOperation } from '../agent/agent-profile.ts';
import type { Operation } from '../agent/operation.ts';
import { STRICT_KINDS, type VerbKind } from '../lexicon.ts';
import { extract } from '../parameters/extract.ts';
import { nameParts, stem, stemsOf } from '../words.ts';
import { type ContentWords, contentWords, kindOf } from './content-words.ts';
import type { Match } from './match.ts';
import { scoreCandidates } from './scoring.ts';

/** How much a verb counts that the operation is named by. */
const VERB_BONUS = 4;

/** What is asked for, to find its operation. */
export interface Request {
  readonly text: string;
  /** Stems of the verbs that it asks for. */
  readonly verbs: readonly string[];
}

/** Finds the operation that a request is about among those given. */
export function matchOperation(
  { text, verbs }: Request,
  agent: AgentProfile,
  operations: readonly Operation[],
): Match<Operation> {
  const values = operations.flatMap((operation) => Object.values(extract(text, operation).values));
  const content = contentWords(text, values);
  const fitting = operations.filter((operation) => mayDo(verbs, operation));
  const scored = scoreCandidates(
    content,
    fitting.map((operation) => ({ item: operation, texts: textsOf(operation, agent) })),
  ).map(({ item, score, known }) => ({ item, known, score: score + verbBonus(text, content, item) }));
  const ranked = scored.sort((a, b) => b.score - a.score);
  const [best, second] = ranked;
  if (best === undefined) return { none: true };
  if (content.things.length > 0 && best.known === 0 && !isNamedAfter(content, best.item)) return { none: true };
  if (second === undefined || best.score > second.score) return { found: best.item };
  return { between: ranked.filter(({ score }) => score === best.score).map(({ item }) => item) };
}

function textsOf(
  operation: Operation,
  agent: AgentProfile,
): readonly { readonly text: string; readonly weight: number }[] {
  return [
    { text: `${operation.operationId} ${operation.path}`, weight: 4 },
    { text: operation.summary, weight: 2 },
    { text: operation.description, weight: 1 },
    { text: operation.parameters.map(({ name, description }) => `${name} ${description}`).join(' '), weight: 0.5 },
    { text: `${agent.agentType} ${agent.description}`, weight: 0.25 },
  ];
}

/** What is asked to be deleted, undone and the like is done only by an operation that says so, which does nothing else. */
function mayDo(verbs: readonly string[], operation: Operation): boolean {
  const asked = verbs.map(kindOf).filter((kind) => kind !== undefined);
  const able = kindsOfOperation(operation);
  const fits = asked.some((kind) => able.has(kind)) || named(verbs, operation);
  const isStrict = [...asked, ...able].some((kind) => STRICT_KINDS.includes(kind));
  return fits || !isStrict || asked.length === 0;
}

function named(verbs: readonly string[], operation: Operation): boolean {
  const own = verbsOfOperation(operation);
  return verbs.some((verb) => own.includes(verb));
}

/** "bootstrap dev for customer acme": the verb is the name of the pipeline. */
function isNamedAfter({ verbs }: ContentWords, { path }: Operation): boolean {
  const names = nameParts(pipelineTypeOf(path) ?? '').map(stem);
  return verbs.some((verb) => names.includes(verb));
}

/** The kinds of doing that an operation's id and summary name. */
function kindsOfOperation(operation: Operation): ReadonlySet<VerbKind> {
  return new Set(
    verbsOfOperation(operation)
      .map(kindOf)
      .filter((kind) => kind !== undefined),
  );
}

function verbBonus(text: string, { kinds }: ContentWords, operation: Operation): number {
  const verbs = verbsOfOperation(operation);
  const said = stemsOf(text);
  if (verbs.some((verb) => said.includes(verb) && verb !== stem('execute'))) return VERB_BONUS;
  return [...kindsOfOperation(operation)].some((kind) => kinds.has(kind)) ? VERB_BONUS / 2 : 0;
}
