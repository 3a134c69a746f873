import type * as z from 'zod';

/** No argument more where two types are the same, optional members included; else one that nobody can give. */
type NoDrift<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? [] : [drift: never];

/**
 * Locks a schema to a type that was generated from an OpenAPI document: when either changes without the other, this does
 * not compile.
 *
 * @example
 * ```ts
 * const stage = lockedTo<Wire['Stage']>()(z.object({ name: z.string(), status: stageStatus }));
 * ```
 */
export function lockedTo<Contract>(): <Schema extends z.ZodType<Contract>>(
  schema: Schema,
  ...drift: NoDrift<z.output<Schema>, Contract>
) => z.ZodType<Contract> {
  return <Schema extends z.ZodType<Contract>>(schema: Schema, ..._: NoDrift<z.output<Schema>, Contract>) => schema;
}
