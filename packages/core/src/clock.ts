/**
 * Time, passed in so that a test can replay any interleaving.
 *
 * @public
 */
export interface Clock {
  /** Returns the time as milliseconds since the epoch. */
  now(): number;
  /**
   * Waits.
   *
   * @param milliseconds - How long; 0 or less returns at the next turn.
   * @throws the reason of `signal` when it is aborted first
   */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
