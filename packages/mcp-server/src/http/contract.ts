import type * as z from 'zod';

type Same<First, Second> =
  (<Value>() => Value extends First ? 1 : 2) extends <Value>() => Value extends Second ? 1 : 2 ? true : false;

/**
 * Locks a schema to the type that the OpenAPI document generates: it compiles only while both are the same, in each key
 * and each optional mark.
 */
export function contract<Expected>(): <Schema extends z.ZodType>(
  schema: Schema & (Same<z.output<Schema>, Expected> extends true ? unknown : { readonly differsFrom: Expected }),
) => Schema {
  return (schema) => schema;
}
