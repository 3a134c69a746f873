/**
 * One call between two parts, as it was seen at the door of the one that was called.
 *
 * @public
 */
export interface Hop {
  readonly id: number;
  /** The call that this one was made for: the one that its caller was answering at that time. */
  readonly parentId?: number | undefined;
  readonly from: string;
  readonly to: string;
  /** What was called: `POST /execute`, `InvokeAgent`, `PutItem`. */
  readonly action: string;
  /** With what, in short; empty where the action says it all. Never holds a secret. */
  readonly detail: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Absent until it has ended. */
  readonly durationMs?: number | undefined;
  /** Absent until it has ended. */
  readonly outcome?: HopOutcome | undefined;
}

/** How a call ended. @public */
export interface HopOutcome {
  readonly ok: boolean;
  /** In short: `200`, `201 queued`, `no answer`. Never holds a secret. */
  readonly text: string;
}

/** Who calls whom, and with what. */
export type Call = Pick<Hop, 'from' | 'to' | 'action' | 'detail'>;
