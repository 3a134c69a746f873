import type { JsonSchema } from '@sluice/core';
import type { UnplacedFinding } from './finding.ts';

type Path = readonly (string | number)[];

/** Finds what of a value's schema agents can't be told, or can't send back as it was meant. References are passed over. */
export function* lintSchema(schema: JsonSchema, path: Path, depth = 0): Generator<UnplacedFinding> {
  yield* lintChoices(schema, path);
  if (schema.type === 'array') yield* lintList(schema, path);
  if (schema.type === 'object' && schema.properties === undefined && depth > 0) {
    yield warning(path, 'is an object of unknown properties; name them, or take a text that holds JSON');
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const place = [...path, 'properties', name];
    if (property['$ref'] !== undefined) continue;
    if (isBlank(property.description)) {
      yield error(place, `${name} has no description; say what it is, for a model has nothing else to go by`);
    }
    yield* lintSchema(property, place, depth + 1);
  }
}

function* lintChoices(schema: JsonSchema, path: Path): Generator<UnplacedFinding> {
  for (const keyword of ['oneOf', 'anyOf']) {
    if (!Array.isArray(schema[keyword])) continue;
    yield warning(
      [...path, keyword],
      `agents are told only the first choice of ${keyword}; write one schema, with the rest in words`,
    );
  }
}

function* lintList({ items }: JsonSchema, path: Path): Generator<UnplacedFinding> {
  if (items === undefined) {
    yield warning(path, 'is a list of anything; add "items", or a list that Bedrock sends unquoted is asked for again');
  } else if (items.type === 'object' || items.type === 'array') {
    const message =
      'is a list of objects or lists, which Bedrock sends in a form that can not always be read back; take a text that holds JSON';
    yield warning(path, message);
  } else {
    yield* lintSchema(items, [...path, 'items'], 1);
  }
}

/** Whether a text says nothing. */
export function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

/** Makes a finding of what will be refused. */
export function error(path: Path, message: string): UnplacedFinding {
  return { severity: 'error', path, message };
}

/** Makes a finding of what could be better. */
export function warning(path: Path, message: string): UnplacedFinding {
  return { severity: 'warning', path, message };
}
