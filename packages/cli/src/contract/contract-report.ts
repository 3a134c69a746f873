import type { Mismatch } from './check-by-schema.ts';

/** What was found out about one interaction of a pact. */
export interface InteractionReport {
  readonly description: string;
  readonly state: string;
  /**
   * `live`: the server was asked, and Pact has compared its answer. `document`: the interaction was compared with the
   * OpenAPI document that the server serves. `not`: neither was possible.
   */
  readonly verified: 'live' | 'document' | 'not';
  /** Why it was not verified live. */
  readonly reason?: string | undefined;
  /** What is not as agreed; nothing when all is. */
  readonly mismatches: readonly (Mismatch & { readonly by: 'live' | 'document' })[];
}

/** What was found out about a pact. */
export interface ContractReport {
  readonly consumer: string;
  readonly provider: string;
  readonly url: string;
  readonly interactions: readonly InteractionReport[];
  /** Executions that were started for this and could not be stopped, by their ids. */
  readonly stillUnderWay: readonly string[];
}

/** Tells whether the server keeps its word, as far as that could be looked at. */
export function isKept({ interactions }: ContractReport): boolean {
  return interactions.every(({ mismatches }) => mismatches.length === 0);
}

/** Writes a report for people: a line for each interaction, what is wrong with it below, and the broken ones last. */
export function reportText(report: ContractReport): string {
  const { consumer, provider, url, interactions, stillUnderWay } = report;
  const lines = interactions
    .toSorted((one, other) => placeOf(one) - placeOf(other))
    .flatMap((one) => [
      `  ${LABELS[placeOf(one)]}  ${one.description}${why(one)}`,
      ...one.mismatches.map(({ by, path, message }) => `            ${NAMES[by]}: ${path}: ${message}`),
    ]);
  const left = stillUnderWay.length === 0 ? '' : `Not stopped in time, look after it: ${stillUnderWay.join(', ')}.\n`;
  return `${consumer} and ${provider} at ${url}\n\n${lines.join('\n')}\n\n${summary(report)}\n${left}`;
}

const ORDER = ['live', 'document', 'not'] as const;
const LABELS = ['live    ', 'document', 'not     ', 'BROKEN  '];
const NAMES = { live: 'the answer', document: "the server's document" } as const;

function placeOf({ verified, mismatches }: InteractionReport): number {
  return mismatches.length > 0 ? ORDER.length : ORDER.indexOf(verified);
}

function why({ verified, reason, mismatches }: InteractionReport): string {
  return verified === 'live' || reason === undefined || mismatches.length > 0 ? '' : ` (${reason})`;
}

function summary({ interactions }: ContractReport): string {
  const [live = 0, document = 0, not = 0, broken = 0] = LABELS.map(
    (_, place) => interactions.filter((one) => placeOf(one) === place).length,
  );
  const kept = `${live} verified live, ${document} by the server's document, ${not} not verified here`;
  if (broken === 0) return `The contract is kept: ${kept}.`;
  return `The contract is BROKEN in ${broken} of ${interactions.length}; of the others, ${kept}.`;
}
