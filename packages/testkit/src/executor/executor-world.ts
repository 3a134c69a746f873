import type { WebhookRequest } from '@sluice/core';

/**
 * One CI system, simulated or real, as the kit sees it: by ways of its own, never through the executor that is proven.
 *
 * It need not be empty, nor the kit's alone.
 *
 * @public
 */
export interface ExecutorWorld<Target = unknown> {
  /** Where the CI system listens, with its context path. The executor gets another address: that of the kit's proxy. */
  readonly url: string;
  /**
   * What must never be told: tokens, passwords, secrets of webhooks, also in the forms in which they travel, such as the
   * Base64 of a user and a password.
   */
  readonly secrets: readonly string[];
  /** The time there, in milliseconds since the epoch. */
  now(): number;
  /**
   * Lets time pass: a simulator moves its clock, a real system takes its time. Called while an executor's method is under
   * way only where the kit holds one of its requests, so that one that waits for a run never returns where time is virtual.
   */
  passTime(milliseconds: number): Promise<void>;
  /**
   * Tells whether a request can start a run. It must not take others for starts: a `GET` of the address that a `PUT`
   * starts a run at is none.
   */
  isStart(request: SeenRequest): boolean;
  /**
   * Tells of the runs there are: of all that were made since this world was opened, also those that wait, and of others
   * as it likes. One that was taken out of the queue may be left out.
   */
  runs(): Promise<readonly WorldRun[]>;
  /**
   * Starts a run as somebody else would, with these variables and no others, and returns its id. Two calls make two
   * runs, whatever they have in common.
   */
  startForeign(start: ForeignStart<Target>): Promise<string>;
  /** Makes the request that the CI system sends about a run as it is now. Needed for the scenario `sendsWebhooks`. */
  webhook?(delivery: WebhookDelivery): WebhookRequest | Promise<WebhookRequest>;
  /** Removes a run that has ended, with all that tells of it. Needed for the scenario `canBeDeleted`. */
  deleteRun?(id: string): Promise<void>;
  /** Cancels what still runs, and lets go of what the world holds. */
  close(): Promise<void>;
  /**
   * How long one answer may take at the most, in real milliseconds: what the executor is told to wait where the kit
   * withholds one. A few seconds for a real system.
   *
   * @defaultValue 500
   */
  readonly answersWithinMs?: number | undefined;
  /** How long the kit waits for what a run must come to, in the world's milliseconds. @defaultValue 120000 */
  readonly patienceMs?: number | undefined;
  /** How often it looks meanwhile, in the world's milliseconds. @defaultValue 1000 */
  readonly pollIntervalMs?: number | undefined;
}

/** A request as it came to the kit's proxy. @public */
export interface SeenRequest {
  readonly method: string;
  /** Path and query, with the context path. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A run as the world knows it. @public */
export interface WorldRun {
  /** As the world likes: the executor may have another name for it. */
  readonly id: string;
  /** What it has as `SLUICE_EXECUTION_ID`. */
  readonly executionId?: string | undefined;
  /** Whether it has come to its end: nothing of it runs any more. */
  readonly ended: boolean;
  /** What it got, by name, with what came along with approvals. Needed for `takesAnyText` and `asksForValue`. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

/** A run that somebody else started, not Sluice. @public */
export interface ForeignStart<Target = unknown> {
  /** Of a scenario. */
  readonly target: Target;
  readonly variables: Readonly<Record<string, string>>;
}

/** Which webhook the world is to make. @public */
export interface WebhookDelivery {
  /** The `id` of a `WorldRun`. */
  readonly runId: string;
  /** `wrong`: as somebody would send it who does not know the secret. @defaultValue 'right' */
  readonly secret?: 'right' | 'wrong' | undefined;
  /** Which attempt to deliver the same webhook it is, from 1 on. @defaultValue 1 */
  readonly attempt?: number | undefined;
  /** What stands in place of its body, signed like it. @defaultValue its own */
  readonly body?: Uint8Array | undefined;
}
