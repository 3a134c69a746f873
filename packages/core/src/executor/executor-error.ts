import { SluiceError } from '../errors/sluice-error.ts';

/** What an executor tells of a call that failed: what to do about it, and what it means for the start. @public */
export interface ExecutorErrorOptions {
  /** What happened and what to do about it, without the CI system's host or a token. */
  readonly message: string;
  /**
   * What is known about the start. `not_started`: no run exists and none will come of this request. `unknown`: one may
   * exist or appear. Irrelevant to calls that start nothing.
   *
   * @defaultValue 'unknown'
   */
  readonly outcome?: 'not_started' | 'unknown' | undefined;
  /** Whether the same call may succeed later. @defaultValue false */
  readonly retryable?: boolean | undefined;
  /** How long the CI system asks to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** Whether it is certain that the CI system has the run no more: it was deleted. @defaultValue false */
  readonly runIsGone?: boolean | undefined;
  readonly cause?: unknown;
}

/**
 * The CI system refused, could not be reached or gave an answer that makes no sense.
 *
 * @public
 */
export class ExecutorError extends SluiceError {
  override readonly name = 'ExecutorError';
  readonly outcome: 'not_started' | 'unknown';
  readonly runIsGone: boolean;

  constructor(options: ExecutorErrorOptions) {
    const { message, retryable, retryAfterMs, cause } = options;
    super({ code: 'executor_failed', message, retryable, retryAfterMs, cause });
    this.outcome = options.outcome ?? 'unknown';
    this.runIsGone = options.runIsGone ?? false;
  }

  /** Recognises an executor's error, also one that another copy of this package threw. */
  static override isInstance(value: unknown): value is ExecutorError {
    return SluiceError.isInstance(value) && value.name === 'ExecutorError';
  }
}
