import type { JsonSchema } from '@sluice/core';
import type { ValueType } from './values/value-type.ts';

/** Says in what form a value must come, with the values that are allowed and an example. */
export function expectedForm(type: ValueType): string {
  const example = exampleOf(type);
  const written = type.kind === 'text' ? String(example) : JSON.stringify(example);
  return `must be ${formOf(type)}${allowedText(type)}, for example ${written}`;
}

/** The values that a type allows, where it names them. */
export function allowedValues(type: ValueType): readonly string[] | undefined {
  const values = (type.kind === 'list' ? type.items : type).schema.enum;
  return values?.filter((value) => value !== null).map(String);
}

function allowedText(type: ValueType): string {
  const allowed = allowedValues(type);
  return allowed === undefined ? '' : ` (allowed: ${allowed.join(', ')})`;
}

function formOf(type: ValueType): string {
  switch (type.kind) {
    case 'text':
      return 'a text with no quotes around it, left out where there is none';
    case 'number':
      return `${type.whole ? 'a whole number' : 'a number'} ${rangeOf(type.schema)}`;
    case 'boolean':
      return 'true or false';
    case 'list':
      return 'a JSON array, written out as text with each element in JSON';
    case 'object':
      return 'a JSON object, with ":" between name and value, not "="';
    case 'union':
      return type.members.map(formOf).join(', or ');
    case 'any':
      return 'JSON';
  }
}

function rangeOf({ minimum, maximum }: JsonSchema): string {
  const isBounded = typeof minimum === 'number' && typeof maximum === 'number';
  return isBounded ? `from ${minimum} to ${maximum}` : 'in digits, 15 at the most';
}

/** How deep an example goes, since schemas may be large. */
const DEEPEST = 3;

function exampleOf(type: ValueType, name = 'value', depth = 0): unknown {
  const given = givenExample(type.schema);
  if (given !== undefined) return given;
  switch (type.kind) {
    case 'text':
      return name;
    case 'number':
      return exampleNumber(type.schema, type.whole ? 3 : 2.5);
    case 'boolean':
      return true;
    case 'list':
      return depth >= DEEPEST ? [] : exampleElements(type.items, depth);
    case 'object':
      return depth >= DEEPEST ? {} : exampleProperties(type, depth);
    case 'union':
      return type.members[0] === undefined ? name : exampleOf(type.members[0], name, depth);
    case 'any':
      return name;
  }
}

function givenExample({ example, examples, enum: values, default: usual }: JsonSchema): unknown {
  const [first] = Array.isArray(examples) ? examples : [];
  return example ?? first ?? usual ?? values?.find((value) => value !== null);
}

function exampleNumber({ minimum, maximum }: JsonSchema, usual: number): number {
  if (typeof minimum === 'number' && minimum > usual) return minimum;
  return typeof maximum === 'number' && maximum < usual ? maximum : usual;
}

function exampleElements(items: ValueType, depth: number): unknown {
  const example = exampleOf(items, 'first', depth + 1);
  return example === 'first' ? ['first', 'second'] : [example];
}

function exampleProperties({ properties, required }: ValueType & { kind: 'object' }, depth: number): unknown {
  const names = required.length > 0 ? required : [...properties.keys()].slice(0, 3);
  const entries = names.flatMap((name) => {
    const type = properties.get(name);
    return type === undefined ? [] : [[name, exampleOf(type, 'value', depth + 1)]];
  });
  return entries.length === 0 ? { name: 'value' } : Object.fromEntries(entries);
}
