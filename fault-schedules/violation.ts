/** Something happened that must never happen. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** @throws Violation when it does not hold */
export function law(holds: boolean, words: string, seen?: unknown): asserts holds {
  if (!holds) throw new Violation(seen === undefined ? words : `${words}; seen: ${JSON.stringify(seen)}`);
}
