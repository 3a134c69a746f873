import type { ParameterSpec } from '../agent/operation.ts';

/** A value of a parameter that stands in a text. */
export interface Finding {
  readonly name: string;
  readonly value: unknown;
  /** What the value was read from. */
  readonly start: number;
  readonly end: number;
}

/** A text to find parameters in. */
export interface Search {
  readonly text: string;
  readonly parameters: readonly ParameterSpec[];
  /** Words that name the operation or another parameter and are never a value unless set off by ":" or "=". */
  readonly ownWords: ReadonlySet<string>;
}

/** One way to find values. */
export type Finder = (search: Search, parameter: ParameterSpec) => readonly Finding[];

/** Tells whether two findings were read from the same words. */
export function overlap(one: Finding, other: Finding): boolean {
  return one.start < other.end && other.start < one.end;
}
