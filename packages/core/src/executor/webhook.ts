/** A request that says it comes from the CI system, exactly as it arrived. @public */
export interface WebhookRequest {
  /** Path and query, such as `/webhooks/jenkins?secret=…`. */
  readonly url: string;
  readonly headers: Headers;
  /** The bytes that arrived: a signature is over these, not over what a parser makes of them. */
  readonly body: Uint8Array;
  /** When it arrived, in milliseconds since the epoch: signatures grow old. */
  readonly receivedAt: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What a webhook comes to.
 *
 * - `accepted`: the sender proved who it is. A webhook says "look now": what it tells of a run is read again from the CI
 *   system before anything is made of it, so that lateness, repetition and wrong order do no harm.
 * - `ignored`: from the right sender, but not about a run of ours.
 * - `unauthenticated`: the sender proved nothing. Nothing of it was used.
 * - `malformed`: from the right sender, but no webhook of this CI system.
 *
 * @public
 */
export type WebhookResult =
  | {
      readonly outcome: 'accepted';
      /** The same for every delivery of this webhook, so that one that was dealt with is dealt with once. */
      readonly deliveryId?: string | undefined;
      readonly sightings: readonly SightedRun[];
    }
  | { readonly outcome: 'ignored'; readonly reason: string }
  | { readonly outcome: 'unauthenticated' }
  | { readonly outcome: 'malformed'; readonly reason: string };

/** A run of an execution that a webhook tells of. @public */
export interface SightedRun {
  readonly executionId: string;
  readonly runId: string;
}
