import type { BrokenAnswer } from '../http/broken-answer.ts';
import { chosenAnswer, GARBAGE, proxyPage, tooManyRequests } from '../http/fixed-answer.ts';
import { LOADING } from './loading.ts';

/** The calls that the simulated Jenkins answers. @public */
export const JENKINS_ROUTES = [
  'get-jenkins',
  'get-crumb',
  'list-queue',
  'get-queue-item',
  'cancel-queue-item',
  'get-job',
  'trigger-build',
  'get-build',
  'stop-build',
  'get-log',
  'describe-run',
  'list-inputs',
  'answer-input',
] as const;

/** One of {@link JENKINS_ROUTES}. @public */
export type JenkinsRoute = (typeof JENKINS_ROUTES)[number];

/**
 * Something that goes wrong.
 *
 * - `commit-then-timeout`: does what was asked, never answers.
 * - `commit-then-502`: does it, but a proxy answers with 502 and HTML.
 * - `commit-then-reset`: does it, then the connection breaks; `commit-then-partial-answer`: in the middle of the answer.
 * - `commit-late`: a proxy answers with 504; what was asked is done `delayMs` later.
 * - `garbage`: does it, and answers with the right status, a body that makes no sense and no `Location`.
 * - `late-visibility`: does it, but the queue and the job do not list the new build until `delayMs` later.
 * - `reset`: the connection breaks before anything is done.
 * - `status`: answers with this status and body instead of doing it. `loading`: with Jenkins' 503 page.
 *   `too-many-requests`: with 429.
 * - `restart`: does it; then the connection breaks, since Jenkins crashes. See `restart` of the simulator.
 *
 * Of one call each:
 *
 * - `coalesced`: a proxy sends a build request twice, and passes on the second answer: 303.
 * - `refused`: a queue decision handler refuses a build: 302 to the job.
 * - `wrong-location`: `Location` names a host that nobody can reach.
 * - `queue-item-gone`: the queue item that is asked for is not readable any more.
 * - `log-roll-over`: the log that is asked for loses what it has so far.
 * - `wfapi-missing`: the pipeline REST API is not installed.
 *
 * @public
 */
export type JenkinsFault = {
  /** Which call it strikes. @defaultValue any, or those that its kind is about */
  readonly route?: JenkinsRoute | undefined;
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
        | 'loading'
        | 'coalesced'
        | 'refused'
        | 'wrong-location'
        | 'queue-item-gone'
        | 'log-roll-over'
        | 'wfapi-missing';
    }
  | { readonly kind: 'commit-late' | 'late-visibility'; readonly delayMs: number }
  | { readonly kind: 'too-many-requests'; readonly retryAfterSeconds?: number | undefined }
  | ({ readonly kind: 'restart' } & JenkinsRestart)
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string | undefined;
      readonly headers?: Readonly<Record<string, string>> | undefined;
    }
);

/** What a restart of a simulated Jenkins does to what is queued or runs. @public */
export interface JenkinsRestart {
  /** Whether it loses what came into the queue in the last minute, and counts queue items from there again. @defaultValue false */
  readonly losesQueue?: boolean | undefined;
  /** How long it answers with 503, in milliseconds. @defaultValue 0 */
  readonly downForMs?: number | undefined;
}

/** What a fault comes to. */
export interface FaultEffect {
  /** Whether the request is carried out. */
  readonly commit: boolean;
  /** It is carried out that much later. */
  readonly afterMs?: number;
  /** It is carried out twice. */
  readonly twice?: boolean;
  /** Lists show a new build that much later. */
  readonly listedAfterMs?: number;
  /** Nothing is queued. */
  readonly refused?: boolean;
  /** What `Location` names instead of Jenkins. */
  readonly locationBase?: string;
  /** The queue item or the log that is asked for is gone. */
  readonly forgets?: boolean;
  /** Jenkins crashes after it. */
  readonly restart?: JenkinsRestart;
  /** What the client gets instead of Jenkins' answer. @defaultValue Jenkins' answer */
  readonly answer?: BrokenAnswer;
}

/** Says what a fault does to a request. */
export function effectOf(fault: JenkinsFault): FaultEffect {
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
      return { commit: true, afterMs: fault.delayMs, answer: proxyPage(504, 'Gateway Time-out') };
    case 'garbage':
      return { commit: true, answer: GARBAGE };
    case 'late-visibility':
      return { commit: true, listedAfterMs: fault.delayMs };
    case 'reset':
      return { commit: false, answer: 'reset' };
    case 'loading':
      return { commit: false, answer: LOADING };
    case 'status':
      return { commit: false, answer: chosenAnswer(fault, 'text/html') };
    case 'too-many-requests':
      return { commit: false, answer: tooManyRequests('Too many requests', fault.retryAfterSeconds) };
    case 'restart':
      return { commit: true, restart: fault, answer: 'reset' };
    case 'coalesced':
      return { commit: true, twice: true };
    case 'refused':
      return { commit: true, refused: true };
    case 'wrong-location':
      return { commit: true, locationBase: 'http://jenkins.internal:8080' };
    case 'queue-item-gone':
    case 'log-roll-over':
      return { commit: true, forgets: true };
    case 'wfapi-missing':
      return { commit: false, answer: proxyPage(404, 'Not Found') };
  }
}

/** The calls that make sense of a fault; the other kinds can strike any. */
const ABOUT: Partial<Record<JenkinsFault['kind'], readonly JenkinsRoute[]>> = {
  coalesced: ['trigger-build'],
  refused: ['trigger-build'],
  'wrong-location': ['trigger-build'],
  'late-visibility': ['trigger-build'],
  'queue-item-gone': ['get-queue-item'],
  'log-roll-over': ['get-log'],
  'wfapi-missing': ['describe-run', 'list-inputs', 'answer-input'],
};

/** Whether a fault can strike that call at all. */
export function makesSense({ kind }: JenkinsFault, route: JenkinsRoute): boolean {
  return ABOUT[kind]?.includes(route) ?? true;
}
