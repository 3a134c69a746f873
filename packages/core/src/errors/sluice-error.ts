import type { components } from '../generated/pipeline-server.ts';

/**
 * What can go wrong, as a closed list; the same codes go over HTTP.
 *
 * @public
 */
export type ErrorCode = components['schemas']['ErrorCode'];

/**
 * One wrong field of a request: which, why, and what would be accepted.
 *
 * @public
 */
export type FieldError = Readonly<components['schemas']['FieldError']>;

/**
 * What an error is made from: its code, a message that says what to do, and whatever else a caller can act on.
 *
 * @public
 */
export interface SluiceErrorOptions {
  readonly code: ErrorCode;
  /** What happened and what to do about it. Never holds a secret. */
  readonly message: string;
  /** Whether the same request may succeed later. @defaultValue false */
  readonly retryable?: boolean | undefined;
  /** The execution that the error is about. */
  readonly executionId?: string | undefined;
  /** How long to wait before the same request makes sense again, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The scope that the principal lacks. */
  readonly requiredScope?: string | undefined;
  /** The fields that are wrong. */
  readonly fields?: readonly FieldError[] | undefined;
  readonly cause?: unknown;
}

const MARKER = Symbol.for('@sluice/error');

/**
 * The one error family of Sluice. Its `code` tells what went wrong, its message what to do.
 *
 * A pipeline that fails is not an error but an execution whose status is `failed`.
 *
 * @example
 * ```ts
 * try {
 *   await service.get(executionId, principal);
 * } catch (error) {
 *   if (SluiceError.isInstance(error) && error.code === 'execution_not_found') return undefined;
 *   throw error;
 * }
 * ```
 * @public
 */
export class SluiceError extends Error {
  override readonly name: string = 'SluiceError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly executionId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly requiredScope: string | undefined;
  readonly fields: readonly FieldError[];

  constructor(options: SluiceErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.retryable = options.retryable ?? false;
    this.executionId = options.executionId;
    this.retryAfterMs = options.retryAfterMs;
    this.requiredScope = options.requiredScope;
    this.fields = options.fields ?? [];
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Recognises an error of this family, also one that another copy of this package threw. */
  static isInstance(value: unknown): value is SluiceError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }

  /** Returns what may be logged: no stack, no cause, no secret. */
  toJSON(): Record<string, unknown> {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      retryable: this.retryable,
      ...(this.executionId === undefined ? {} : { executionId: this.executionId }),
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
      ...(this.requiredScope === undefined ? {} : { requiredScope: this.requiredScope }),
      ...(this.fields.length === 0 ? {} : { fields: this.fields }),
    };
  }
}
