/** How long a call takes when all is well. */
export interface Timing {
  /** How long it takes to arrive. */
  readonly requestMs: number;
  /** How long its answer takes. */
  readonly replyMs: number;
}

/** What happens to one call on its way to a system and back. */
export interface Transit<Result> extends Timing {
  /** Whether it arrives at all. @defaultValue true */
  readonly arrives?: boolean | undefined;
  /** What the caller hears in place of the answer, and how long after its call; no error: nothing, ever. */
  readonly instead?: { readonly error: Error | undefined; readonly afterMs: number } | undefined;
  /** What the system answers other than the truth, where it may. */
  readonly alter?: ((result: Result) => Result) | undefined;
  /** How long the caller's server stands still once it has sent the call. */
  readonly pauseMs?: number | undefined;
  /** Whether the caller's server dies, and when. */
  readonly crash?: 'before' | 'after' | undefined;
}

/** Something that can go wrong with a call. */
export interface TransitFault<Result> {
  /** Ends a sentence that begins with the call. */
  readonly title: string;
  readonly change: (usual: Timing, title: string) => Partial<Transit<Result>>;
}
