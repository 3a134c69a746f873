import type { BrokenAnswer } from '../http/broken-answer.ts';
import { chosenAnswer, GARBAGE, proxyPage, tooManyRequests } from '../http/fixed-answer.ts';

/** The calls that the simulated GitLab answers. @public */
export const GITLAB_ROUTES = [
  'create-pipeline',
  'trigger-pipeline',
  'list-pipelines',
  'get-pipeline',
  'list-variables',
  'list-jobs',
  'list-trigger-jobs',
  'list-bridges',
  'get-trace',
  'cancel-pipeline',
  'retry-pipeline',
  'play-job',
  'cancel-job',
  'get-project',
  'list-projects',
] as const;

/** One of {@link GITLAB_ROUTES}. @public */
export type GitLabRoute = (typeof GITLAB_ROUTES)[number];

/**
 * Something that goes wrong.
 *
 * - `commit-then-timeout`: does what was asked, never answers.
 * - `commit-then-502`: does it, but a proxy answers with 502 and HTML.
 * - `commit-then-reset`: does it, then the connection breaks; `commit-then-partial-answer`: in the middle of the answer.
 * - `commit-late`: a proxy answers with 504; what was asked is done `delayMs` later.
 * - `garbage`: does it, and answers with the right status and a body that makes no sense.
 * - `late-visibility`: does it, but lists do not show the new pipeline until `delayMs` later.
 * - `reset`: the connection breaks before anything is done.
 * - `status`: answers with this status and body instead of doing it.
 * - `too-many-requests`: 429. `creation-rate-limit`: GitLab's limit on new pipelines, which it answers with a 400.
 *
 * @public
 */
export type GitLabFault = {
  /** Which call it strikes. @defaultValue any */
  readonly route?: GitLabRoute | undefined;
  /** How many requests it strikes. @defaultValue 1 */
  readonly times?: number | undefined;
} & (
  | {
      readonly kind:
        | 'commit-then-timeout'
        | 'commit-then-502'
        | 'commit-then-reset'
        | 'commit-then-partial-answer'
        | 'garbage'
        | 'reset'
        | 'creation-rate-limit';
    }
  | { readonly kind: 'commit-late' | 'late-visibility'; readonly delayMs: number }
  | { readonly kind: 'too-many-requests'; readonly retryAfterSeconds?: number | undefined }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string | undefined;
      readonly headers?: Readonly<Record<string, string>> | undefined;
    }
);

/** What a fault comes to. */
export interface FaultEffect {
  /** Whether the request is carried out. */
  readonly commit: boolean;
  /** A new pipeline begins to exist that much later. */
  readonly createdAfterMs?: number;
  /** Lists show a new pipeline that much later. */
  readonly listedAfterMs?: number;
  /** What the client gets instead of GitLab's answer. @defaultValue GitLab's answer */
  readonly answer?: BrokenAnswer;
}

const JSON_TYPE = 'application/json';

/** Says what a fault does to a request. */
export function effectOf(fault: GitLabFault): FaultEffect {
  switch (fault.kind) {
    case 'commit-then-timeout':
      return { commit: true, answer: 'nothing' };
    case 'commit-then-502':
      return { commit: true, answer: proxyPage(502, 'Bad Gateway') };
    case 'commit-then-reset':
      return { commit: true, answer: 'reset' };
    case 'commit-then-partial-answer':
      return { commit: true, answer: 'half' };
    case 'commit-late':
      return { commit: true, createdAfterMs: fault.delayMs, answer: proxyPage(504, 'Gateway Time-out') };
    case 'garbage':
      return { commit: true, answer: GARBAGE };
    case 'late-visibility':
      return { commit: true, listedAfterMs: fault.delayMs };
    case 'reset':
      return { commit: false, answer: 'reset' };
    case 'status':
      return { commit: false, answer: chosenAnswer(fault, JSON_TYPE) };
    case 'too-many-requests':
      return { commit: false, answer: tooManyRequests('Retry later', fault.retryAfterSeconds) };
    case 'creation-rate-limit': {
      const message = { base: ['Too many pipelines created in the last minute. Try again later.'] };
      return { commit: false, answer: chosenAnswer({ status: 400, body: JSON.stringify({ message }) }, JSON_TYPE) };
    }
  }
}
