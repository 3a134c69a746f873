/**
 * Something that a server does, as it is seen from outside.
 *
 * `received`: it has asked for it, nothing is done. `done`: it is done, no answer is sent. `answered`: the answer is on its
 * way to who asked.
 */
export interface Moment {
  readonly phase: 'received' | 'done' | 'answered';
  /** `start`, `cancel`, `find` and `read` at a CI system; `write`, `list` and `read` at the store; what a client asked. */
  readonly what:
    | 'ci-start'
    | 'ci-cancel'
    | 'ci-find'
    | 'ci-read'
    | 'store-write'
    | 'store-list'
    | 'store-read'
    | 'client-execute'
    | 'client-other';
}

/** What becomes of a request whose server was killed while it was under way. */
export interface Fate {
  /** Whether it is carried out all the same. */
  readonly carriedOut: boolean;
  /** How much later, in milliseconds. */
  readonly afterMs: number;
}

/** What becomes of a request whose server lives. */
export const AT_ONCE: Fate = { carriedOut: true, afterMs: 0 };

/** Is told of every moment of one server, before anything goes on; may kill that server meanwhile. */
export type Watch = (moment: Moment) => Promise<Fate>;
