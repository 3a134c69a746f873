import type { FieldError, JsonSchema } from '@sluice/core';
import { isObject } from '../is-object.ts';
import { lengthRules, numberRules, textRules, type ValueRule } from './value-rules.ts';
import type { ListType, ObjectType, ValueType } from './value-type.ts';

/**
 * Says whether a schema takes a value, and if not why, in the words that the pipeline server uses for the same faults. What
 * this does not understand it takes, since the server validates again: what the server takes is never refused here.
 */
export interface ValueCheck {
  /** Null is taken, since it is only there where it may be. */
  accepts(value: unknown): boolean;
  faultsOf(value: unknown, field: string): readonly FieldError[];
}

/** Nothing is wrong. */
export const NO_FAULTS: readonly FieldError[] = [];

/**
 * Makes the check of decoded values; undefined where every value of the type is taken.
 *
 * @param hint - What is said after each fault of the argument that the values belong to
 */
export function valueCheck(type: ValueType, hint: string): ValueCheck | undefined {
  const allowed = allowedOnly(type.schema);
  if (allowed !== undefined) return allowed;
  switch (type.kind) {
    case 'text':
      return rulesCheck(textRules(type.schema), hint);
    case 'number':
      return rulesCheck(numberRules(type.schema), hint);
    case 'list':
      return listCheck(type, hint);
    case 'object':
      return objectCheck(type, hint);
    case 'boolean':
    case 'union':
    case 'any':
      return undefined;
  }
}

/** Where a schema names its values, nothing else of it counts. */
function allowedOnly(schema: JsonSchema): ValueCheck | undefined {
  const values = schema.enum ?? (schema['const'] === undefined ? undefined : [schema['const']]);
  if (values === undefined || values.some((value) => typeof value === 'object')) return undefined;
  const taken = new Set<unknown>(values).add(null);
  const message = 'is not one of the allowed values';
  const accepts = (value: unknown): boolean => taken.has(value);
  return {
    accepts,
    faultsOf: (value, field) => (accepts(value) ? NO_FAULTS : [{ field, message, allowed: values.map(String) }]),
  };
}

/** The values were decoded by the same schema, so they are of its type. */
function rulesCheck<Value>(rules: readonly ValueRule<Value>[], hint: string): ValueCheck | undefined {
  const [only, ...more] = rules;
  if (only === undefined) return undefined;
  const acceptsAll = more.length === 0 ? only.accepts : (value: Value) => rules.every(({ accepts }) => accepts(value));
  const isAccepted = (value: unknown): boolean => value === null || acceptsAll(value as Value);
  return {
    accepts: isAccepted,
    faultsOf(value, field) {
      if (isAccepted(value)) return NO_FAULTS;
      const unmet = rules.filter(({ accepts }) => !accepts(value as Value));
      return unmet.map(({ expected }) => ({ field, message: `is not valid: ${expected(value as Value)}${hint}` }));
    },
  };
}

function listCheck({ items, schema }: ListType, hint: string): ValueCheck | undefined {
  const item = valueCheck(items, hint);
  const length = rulesCheck(lengthRules(schema), hint);
  if (item === undefined) return length;
  return {
    accepts: (value) => (length?.accepts(value) ?? true) && elementsOf(value).every((element) => item.accepts(element)),
    faultsOf(value, field) {
      const faults: FieldError[] = [];
      elementsOf(value).forEach((element, index) => {
        if (!item.accepts(element)) faults.push(...item.faultsOf(element, `${field}.${index}`));
      });
      return length === undefined ? faults : [...faults, ...length.faultsOf(value, field)];
    },
  };
}

function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function objectCheck({ properties, required, others, schema }: ObjectType, hint: string): ValueCheck {
  const checks = new Map([...properties].map(([name, type]) => [name, valueCheck(type, hint)]));
  const ofOthers = others === undefined ? undefined : valueCheck(others, hint);
  const needed = required.filter((name) => isNeeded(properties.get(name)));
  const isClosed = others === undefined && schema['patternProperties'] === undefined;
  function faultsOf(value: unknown, field: string): readonly FieldError[] {
    if (!isObject(value)) return NO_FAULTS;
    const missing = needed.filter((name) => !Object.hasOwn(value, name));
    const ofMembers = Object.entries(value).flatMap(([name, member]) => {
      const place = `${field}.${name}`;
      if (isClosed && !checks.has(name)) return [unknownName(place, field, properties.keys())];
      const check = checks.has(name) ? checks.get(name) : ofOthers;
      return check?.faultsOf(member, place) ?? NO_FAULTS;
    });
    return [...ofMembers, ...missing.map((name) => ({ field: `${field}.${name}`, message: `is required${hint}` }))];
  }
  return { accepts: (value) => faultsOf(value, '').length === 0, faultsOf };
}

/** Makes the fault of a name that is not declared. */
export function unknownName(field: string, owner: string, allowed: Iterable<string>): FieldError {
  return { field, message: `is not a parameter of ${owner}`, allowed: [...allowed] };
}

/** Whether a required property must be sent: where it has a default, the server fills it in. */
export function isNeeded(type: ValueType | undefined): boolean {
  return type !== undefined && type.schema.default === undefined;
}
