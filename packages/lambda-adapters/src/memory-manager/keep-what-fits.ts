/** How much of several lists is told. */
export interface ListRoom {
  /** How many elements of each list at the most. */
  readonly most: number;
  /** How many characters of JSON all elements may have together. */
  readonly characters: number;
}

/** How long an answer is as a rule, in characters: small enough for a model to read several of them. */
export const ANSWER_CHARACTERS = 4000;

/** What is left for saying what was left out, in characters. */
const OMISSION_CHARACTERS = 300;

/** However long the rest is, the lists have so much room, in characters: not to tell them would be worse. */
const LEAST_CHARACTERS = 1000;

/** Returns how much room an answer has for its lists beside the rest of it. */
export function roomBeside(rest: object, most: number): ListRoom {
  const left = ANSWER_CHARACTERS - JSON.stringify(rest).length - OMISSION_CHARACTERS;
  return { most, characters: Math.max(LEAST_CHARACTERS, left) };
}

/** Keeps the beginnings of lists, one element of each in turn, as many as have room together. */
export function keepWhatFits<T>(
  lists: readonly (readonly T[])[],
  { most, characters }: ListRoom,
): readonly (readonly T[])[] {
  const kept = lists.map((): T[] => []);
  const full = new Set<number>();
  let left = characters;
  for (let rank = 0; rank < most; rank += 1) {
    for (const [index, list] of lists.entries()) {
      const element = list[rank];
      if (element === undefined || full.has(index)) continue;
      const length = JSON.stringify(element).length + 1;
      if (length > left) full.add(index);
      else {
        left -= length;
        kept[index]?.push(element);
      }
    }
  }
  return kept;
}

/** A list, and how many of its elements are told. */
export interface CutList {
  readonly name: string;
  readonly all: number;
  readonly kept: number;
}

/** Says what was left out of lists; empty where nothing was. */
export function tellLeftOut(lists: readonly CutList[], advice: string): { readonly shortened?: string } {
  const cut = lists
    .filter(({ all, kept }) => kept < all)
    .map(({ name, all, kept }) => `${all - kept} of ${all} in ${name}`);
  return cut.length === 0 ? {} : { shortened: `Left out to be brief: ${cut.join(', ')}. ${advice}` };
}
