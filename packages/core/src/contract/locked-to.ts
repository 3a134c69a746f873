import type * as z from 'zod';

type Same<First, Second> =
  (<Value>() => Value extends First ? 1 : 2) extends <Value>() => Value extends Second ? 1 : 2 ? true : false;

/**
 * Locks a schema to a type that was generated from an OpenAPI document: it compiles only while both are the same, in each
 * key and each optional mark.
 *
 * @example
 * ```ts
 * const stage = lockedTo<Wire['Stage']>()(z.object({ name: z.string(), status: stageStatus }));
 * ```
 * @public
 */
export function lockedTo<Contract>(): <Schema extends z.core.$ZodType>(
  schema: Schema & (Same<z.output<Schema>, Contract> extends true ? unknown : { readonly differsFrom: Contract }),
) => Schema {
  return (schema) => schema;
}
