import type { FieldError } from '@sluice/core';
import type { GivenArgument, GivenArguments } from './agent-event-format.ts';
import { isObject } from './is-object.ts';
import { isWhatItSays, parseJson } from './values/read-json.ts';
import { NO_FAULTS } from './values/value-check.ts';

/**
 * Reads the arguments out of an action group's event. They come as lists of name, type and value, absent where there is
 * none; those who make events by hand also write them as plain objects, or the body as one text.
 */
export function givenArguments(parameters: unknown, requestBody?: unknown): GivenArguments {
  const content = isObject(requestBody) ? requestBody['content'] : undefined;
  const only = onlyList(parameters, content);
  if (isNamedList(only)) return { values: only, faults: NO_FAULTS };
  const values: GivenArgument[] = [];
  const faults: FieldError[] = [];
  collect(parameters, 'parameters', { values, faults });
  for (const media of isObject(content) ? Object.values(content) : []) {
    if (!isObject(media)) continue;
    collect(media['properties'], 'requestBody', { values, faults });
    if ('body' in media) collect(bodyOf(media['body']), 'requestBody', { values, faults });
  }
  return { values, faults };
}

/** Where all arguments stand in one list, that one, which need not be copied. */
function onlyList(parameters: unknown, content: unknown): unknown {
  if (!isObject(content)) return parameters;
  const isElsewhere = Array.isArray(parameters) ? parameters.length > 0 : parameters !== undefined;
  if (isElsewhere) return undefined;
  let only: unknown;
  for (const mediaType in content) {
    if (only !== undefined) return undefined;
    only = content[mediaType];
  }
  return isObject(only) && !('body' in only) ? only['properties'] : undefined;
}

function isNamedList(parameters: unknown): parameters is readonly GivenArgument[] {
  if (!Array.isArray(parameters)) return false;
  for (const entry of parameters) if (!isNamed(entry)) return false;
  return true;
}

/** Reads the properties of an object as arguments. */
export function propertiesAsArguments(object: Readonly<Record<string, unknown>>): readonly GivenArgument[] {
  return Object.entries(object).map(([name, value]) => ({ name, value }));
}

const UNREADABLE = 'must be a JSON object of parameters, each name once, with numbers of 15 digits at the most';

interface Collected {
  readonly values: GivenArgument[];
  readonly faults: FieldError[];
}

function collect(given: unknown, field: string, { values, faults }: Collected): void {
  if (given === undefined || given === null) return;
  if (isObject(given)) {
    values.push(...propertiesAsArguments(given).map(typed));
    return;
  }
  if (!Array.isArray(given)) faults.push({ field, message: UNREADABLE });
  for (const entry of Array.isArray(given) ? given : []) {
    if (isNamed(entry)) values.push(entry);
    else faults.push({ field, message: 'must be a list of parameters, each with name, type and value' });
  }
}

/** A body as one text, which must be a JSON object. What is none stays as it is, and is refused as such. */
function bodyOf(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  if (body.trim() === '') return undefined;
  const parsed = parseJson(body);
  return parsed !== undefined && isWhatItSays(body, parsed) ? parsed : body;
}

function isNamed(entry: unknown): entry is GivenArgument {
  return isObject(entry) && typeof entry['name'] === 'string';
}

/** In a plain object, a value may still come with its type. */
function typed(argument: GivenArgument): GivenArgument {
  const { name, value } = argument;
  const isTyped =
    isObject(value) && typeof value['type'] === 'string' && Object.keys(value).sort().join() === 'type,value';
  return isTyped ? { name, type: value['type'], value: value['value'] } : argument;
}
