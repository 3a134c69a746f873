import { readFileSync } from 'node:fs';

/** One thing that is asked of the server, and what it has to answer. */
export interface PactInteraction {
  readonly description: string;
  readonly providerStates?: readonly { readonly name: string }[];
}

/** A pact as a consumer wrote it. */
export interface Pact {
  readonly consumer: { readonly name: string };
  readonly provider: { readonly name: string };
  readonly interactions: readonly PactInteraction[];
}

/** Reads a pact that is checked in with its consumer. */
export function readPact(name: string): Pact {
  const file = new URL(`../../../../lambda-adapters/pacts/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Returns what a server must be brought to for an interaction; there is one such state for each. */
export function stateOf({ providerStates = [] }: PactInteraction): string {
  return providerStates[0]?.name ?? '';
}
