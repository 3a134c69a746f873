import type { Mismatch } from './check-by-schema.ts';
import type { Interaction, Pact } from './pact.ts';

/** An interaction to be verified by Pact in a process of its own. */
export interface VerifierJob {
  /** Where `@pact-foundation/pact` is. */
  readonly module: string;
  readonly url: string;
  readonly pact: Pact['raw'];
  readonly interaction: Interaction;
  /** What stands for the values of the interaction's state. */
  readonly values: StateValues;
}

/** Values of a state, by their names in the pact. */
export type StateValues = Readonly<Record<string, string | object>>;

/** What Pact found; `failure` where it could not look. */
export type VerifierOutcome = { readonly mismatches: readonly Mismatch[] } | { readonly failure: string };
