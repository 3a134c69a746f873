import { type AgentDefinition, operationsOf } from '@sluice/core';
import { ASKING_VERBS, FLAG_VERBS, NOT_A_VALUE } from '../lexicon.ts';
import { nameParts, stem, wordsOf } from '../words.ts';
import { isDelegation, type Operation, parameterOf, type Role, readOperation, roleOf } from './operation.ts';

/** What an agent can do, read from its definition once. */
export interface AgentProfile {
  readonly agentType: string;
  readonly description: string;
  readonly operations: readonly Operation[];
  /** The agents that this one can ask; empty when it can ask none. */
  readonly specialists: readonly Specialist[];
  /** Stems of the verbs by which its documents name what it does. */
  readonly verbs: ReadonlySet<string>;
  /** Names of its switches that read like a request: "run migrations". */
  readonly switches: readonly string[];
  /** Returns what an operation is for. */
  role(operation: Operation): Role;
  /** Lists the operations that are for something. */
  withRole(role: Role): readonly Operation[];
}

/** An agent that another one can ask. */
export interface Specialist {
  readonly name: string;
  readonly description: string;
}

/** Reads what an agent can do from its definition. */
export function readAgent(definition: AgentDefinition): AgentProfile {
  const operations = definition.actionGroups.flatMap((group) =>
    operationsOf(group.document).map((placed) => readOperation(group, placed)),
  );
  const isOrchestrator = operations.some(isDelegation);
  const roles = new Map(operations.map((operation) => [operation, roleOf(operation, isOrchestrator)]));
  const withRole = (role: Role): readonly Operation[] => operations.filter((one) => roles.get(one) === role);
  const specialists = withRole('delegate').flatMap((operation) => readSpecialists(operation, definition.instruction));
  return {
    agentType: definition.agentType,
    description: definition.description,
    operations,
    specialists,
    verbs: new Set([
      ...withRole('execute').flatMap((operation) => [...verbsOfOperation(operation), stem(operation.operationId)]),
      ...specialists.flatMap(({ description }) => verbsOfDescription(description)),
    ]),
    switches: withRole('execute').flatMap(switchesOf),
    role: (operation) => roles.get(operation) ?? 'read',
    withRole,
  };
}

/** The allowed values of `agent_type`, each with its line in the instruction. */
function readSpecialists(operation: Operation, instruction: string): readonly Specialist[] {
  const names = parameterOf(operation, 'agent_type')?.schema.enum?.map(String) ?? [];
  const lines = instruction.split('\n');
  return names.map((name) => {
    const line = lines.find((candidate) => candidate.startsWith(`- ${name}: `));
    return { name, description: line?.slice(name.length + 4).trim() ?? '' };
  });
}

/** Stems of the verbs that an operation is named by: the first of its id, those that open its summary. */
export function verbsOfOperation({ operationId, summary }: Operation): readonly string[] {
  const [first] = nameParts(operationId);
  return [...(first === undefined ? [] : [first]), ...openingVerbs(summary)].map(stem);
}

/** Stems of the verbs that open a description in the third person: "Provisions and resizes what …". */
function verbsOfDescription(description: string): readonly string[] {
  return openingVerbs(description)
    .filter((verb) => verb.endsWith('s'))
    .map(stem);
}

function switchesOf({ parameters }: Operation): readonly string[] {
  return parameters
    .filter(({ schema }) => schema.type === 'boolean')
    .map(({ name }) => nameParts(name))
    .filter(([first, ...rest]) => first !== undefined && rest.length > 0 && FLAG_VERBS.has(first))
    .map((parts) => parts.join(' '));
}

function openingVerbs(text: string): readonly string[] {
  const [first, second, third] = wordsOf(text);
  const verbs = [first, ...(second?.lower === 'and' || second?.lower === 'or' ? [third] : [])];
  return verbs
    .filter((verb) => verb !== undefined)
    .filter(
      ({ text: word, lower }) => /^[A-Z]?[a-z]+$/.test(word) && !NOT_A_VALUE.has(lower) && !ASKING_VERBS.has(lower),
    )
    .map(({ lower }) => lower);
}
