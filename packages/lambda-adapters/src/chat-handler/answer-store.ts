import type { ChatReply } from './chat-reply.ts';

/** A turn that an invocation of its own takes, and whose answer is fetched later. @public */
export interface StoredTurn {
  readonly answerId: string;
  /** As the client names the conversation. */
  readonly sessionId: string;
  /** Who asked, and who alone may read the answer; without one, whoever knows the id. */
  readonly principal?: string | undefined;
  /** After this it must not be begun any more; milliseconds since the epoch. */
  readonly beginBefore: number;
  readonly state: TurnState;
}

/**
 * How far a turn has come. Who works on it has certainly stopped at `until`, in milliseconds since the epoch.
 *
 * @public
 */
export type TurnState =
  | { readonly is: 'waiting' }
  | { readonly is: 'working'; readonly until: number }
  | { readonly is: 'finished'; readonly reply: ChatReply };

/**
 * Keeps the answers that are fetched later, for a day or so.
 *
 * @public
 */
export interface AnswerStore {
  /** Notes a turn that waits to be begun. @throws when it can't */
  open(turn: Omit<StoredTurn, 'state'>): Promise<void>;
  /**
   * Begins a turn: true for one caller only, and only while it waits and may be begun.
   *
   * @param now - Milliseconds since the epoch
   * @param until - When the caller has certainly stopped
   * @throws when it can't be told
   */
  begin(answerId: string, now: number, until: number): Promise<boolean>;
  /** Writes how a turn ended. @throws when it can't */
  finish(answerId: string, reply: ChatReply): Promise<void>;
  /** Returns a turn; undefined where there is none. @throws when it can't be told */
  read(answerId: string): Promise<StoredTurn | undefined>;
}
