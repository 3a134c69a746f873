/** The one that a request is about, those between which it leaves the choice, or none. */
export type Match<T> = { readonly found: T } | { readonly between: readonly T[] } | { readonly none: true };
