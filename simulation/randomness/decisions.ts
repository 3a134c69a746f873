import { draw } from './draw.ts';

/**
 * What a seed decides. A decision is something out of the ordinary: an operation, a fault, a clock that is off. Its name
 * says what it is, and is the same in every run of the seed, also in one from which other decisions were taken out.
 */
export interface Decisions {
  /** Decides whether something out of the ordinary happens. */
  happens(name: string, probability: number): boolean;
  /** Draws a whole number from `low` to `high`, both included. */
  between(name: string, low: number, high: number): number;
  /** Draws one of several. */
  pick<Item>(name: string, items: readonly [Item, ...Item[]]): Item;
  /** From now on nothing out of the ordinary happens. */
  calm(): void;
  /** Everything out of the ordinary that was decided, in the order in which it was. */
  readonly taken: ReadonlySet<string>;
}

export interface DecisionsOptions {
  readonly seed: number;
  /** The only decisions that may be taken. @defaultValue any */
  readonly only?: ReadonlySet<string> | undefined;
}

export function createDecisions({ seed, only }: DecisionsOptions): Decisions {
  const taken = new Set<string>();
  let isCalm = false;
  const between = (name: string, low: number, high: number): number =>
    low + Math.floor(draw(seed, name) * (high - low + 1));
  return {
    taken,
    happens(name, probability) {
      if (isCalm || draw(seed, name) >= probability) return false;
      if (only !== undefined && !only.has(name)) return false;
      taken.add(name);
      return true;
    },
    between,
    pick: (name, items) => items[between(name, 0, items.length - 1)] ?? items[0],
    calm() {
      isCalm = true;
    },
  };
}
