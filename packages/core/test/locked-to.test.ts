import { expect, it } from 'vitest';
import * as z from 'zod';
import { lockedTo } from '../src/index.ts';

interface Contract {
  name: string;
  colour?: 'red' | 'green';
}

it('a schema that says what the contract says compiles, and one that drifts does not', () => {
  const colour = z.enum(['red', 'green']);
  const lock = lockedTo<Contract>();
  const schemas = [
    lock(z.object({ name: z.string(), colour: colour.exactOptional() })),
    // @ts-expect-error the contract has a member more
    lock(z.object({ name: z.string() })),
    // @ts-expect-error the contract has a member less
    lock(z.object({ name: z.string(), colour: colour.exactOptional(), size: z.int() })),
    // @ts-expect-error the contract has a value more
    lock(z.object({ name: z.string(), colour: z.enum(['red']).exactOptional() })),
    // @ts-expect-error the contract has a value less
    lock(z.object({ name: z.string(), colour: z.enum(['red', 'green', 'blue']).exactOptional() })),
    // @ts-expect-error the contract's member may be absent, not undefined
    lock(z.object({ name: z.string(), colour: colour.optional() })),
    // @ts-expect-error the contract's member is a text
    lock(z.object({ name: z.int(), colour: colour.exactOptional() })),
  ];
  expect(schemas.map((schema) => schema.safeParse({ name: 'a', colour: 'red' }).success)).toContain(true);
});
