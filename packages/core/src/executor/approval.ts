import type { RunRequest } from './requests.ts';

/** Something in a run that goes on only when a person says so: a manual job, an input step. @public */
export interface PendingApproval {
  /**
   * Names this one question of this one run, never another that comes later: what is approved is what was shown. Not
   * for reading.
   */
  readonly id: string;
  /** What is asked, as the CI system has it: untrusted text. */
  readonly title: string;
  readonly stage?: string | undefined;
  /** Where a person can look at it. */
  readonly url?: string | undefined;
  /** Whether `answerApproval` can reject it. A manual job can only be left alone, or its run cancelled. */
  readonly canReject: boolean;
  /** What may be said along with an approval. @defaultValue nothing */
  readonly inputs?: readonly ApprovalInput[] | undefined;
}

/** A value that goes with an approval. @public */
export interface ApprovalInput {
  readonly name: string;
  readonly description?: string | undefined;
  /** The only values that it takes. @defaultValue any */
  readonly choices?: readonly string[] | undefined;
  readonly defaultValue?: string | undefined;
}

/** What an executor is given to answer a question that a run waits on. @public */
export interface AnswerApprovalRequest<Target> extends RunRequest<Target> {
  /** The `id` of a pending approval. */
  readonly approvalId: string;
  readonly decision: 'approve' | 'reject';
  /** Values of the approval's inputs, by name. Data: an executor never splices a value into a script or a URL path. */
  readonly inputs?: Readonly<Record<string, string>> | undefined;
}

/**
 * What became of an answer.
 *
 * `answered`: the CI system took it. `not_pending`: it waits for no answer any more, since it was answered, cancelled or
 * has timed out; by whom, the CI system does not tell.
 *
 * @public
 */
export type AnswerApprovalResult = { readonly outcome: 'answered' } | { readonly outcome: 'not_pending' };
