/** What an event asks for, by how much it brings along. */
export const SIZES = ['3 parameters', '10 parameters', 'list of texts', 'list as Java writes it'] as const;
export type Size = (typeof SIZES)[number];

/** The forms of Bedrock's events. */
export const KINDS = ['function', 'open-api'] as const;
export type Kind = (typeof KINDS)[number];

/** One thing that is compared. */
export interface Comparison {
  readonly size: Size;
  readonly kind: Kind;
  readonly validity: 'valid' | 'invalid';
}
