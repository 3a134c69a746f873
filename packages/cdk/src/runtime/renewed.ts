import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@sluice/core';

/** @internal */
export interface RenewedOptions<Source, Value> {
  /** Reads what the value is made of. */
  readonly read: () => Promise<Source>;
  /** Makes the value of what was read, or of what reading failed with. */
  readonly make: (source: () => Source) => Value;
  /** How old what was read may get, in milliseconds. */
  readonly maxAgeMs: number;
  readonly clock: Clock;
  /** Is told of a reading that failed while there is an older one to go on with. */
  readonly onStale: (error: unknown) => void;
}

interface Known<Source, Value> {
  readonly source: Source;
  readonly value: Value;
  readonly readAgainAt: number;
}

/**
 * Makes the function that returns a value made of what is read now and then. While that is the same, or can't be read, the
 * value stays the same; what fails at first is tried again with the next call.
 */
export function createRenewed<Source, Value>(options: RenewedOptions<Source, Value>): () => Promise<Value> {
  const { read, make, maxAgeMs, clock, onStale } = options;
  let known: Known<Source, Value> | undefined;

  async function renew(before: Known<Source, Value> | undefined): Promise<Value> {
    const source = await read().catch((error: unknown) => {
      if (before === undefined) throw error;
      onStale(error);
      return before.source;
    });
    const isSame = before !== undefined && isDeepStrictEqual(source, before.source);
    const value = isSame ? before.value : make(() => source);
    known = { source, value, readAgainAt: clock.now() + maxAgeMs };
    return value;
  }

  return async () => {
    if (known !== undefined && clock.now() < known.readAgainAt) return known.value;
    return renew(known).catch((error: unknown) =>
      make(() => {
        throw error;
      }),
    );
  };
}
