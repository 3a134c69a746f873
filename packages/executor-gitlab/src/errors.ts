import { connectionFaultOf, ExecutorError } from '@sluice/core';
import { adviceFor } from './gitlab/advice.ts';
import { refusalText } from './refusal-text.ts';

/** What was asked of GitLab, for the sentence that says it went wrong. */
export interface Subject {
  readonly action: keyof typeof DOING;
  readonly project: string;
  readonly ref?: string | undefined;
  readonly runId?: string | undefined;
}

/** An answer of GitLab, or of a proxy in front of it, that is no success. */
export interface FailedAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string | null;
  /** How long nothing should be sent, where GitLab limits us. */
  readonly retryAfterMs?: number | undefined;
}

const DOING = {
  start: 'start the pipeline',
  find: 'look for the pipeline',
  read: 'show the pipeline',
  list: 'list the pipelines',
  cancel: 'cancel the pipeline',
  retry: 'run what failed in the pipeline again',
  log: 'show the log',
  approvals: 'show what the pipeline waits for',
  approve: 'let the job run',
} as const;

/** Answers that GitLab gives only where it has not done what it was asked for. Any other one proves nothing. */
const REFUSALS: readonly number[] = [400, 401, 403, 404, 405, 409, 413, 415, 422, 429];

/** What to know after an answer that proves nothing; for the rest, asking again is all there is to do. */
const UNCLEAR: Readonly<Partial<Record<Subject['action'], string>>> = {
  start: 'Whether a pipeline was started is not known: one may exist or still appear.',
  retry: 'Whether it runs again is not known: look at the run before this is asked for again.',
  approve: 'Whether the job runs is not known; when this is asked for again, it is looked at first.',
};

/** Tells which limit an answer says is reached: that of all requests, or that of new pipelines, which comes as a 400. */
export function limitOf({ status, body }: FailedAnswer): 'requests' | 'starts' | undefined {
  if (status === 429) return 'requests';
  return status === 400 && body.includes('Too many pipelines created') ? 'starts' : undefined;
}

/** Maps an answer that is no success. `secrets` never appear in the error. */
export function answerError(subject: Subject, answer: FailedAnswer, secrets: readonly string[]): ExecutorError {
  const { status, retryAfterMs } = answer;
  const doing = DOING[subject.action];
  if (status >= 300 && status < 400) return moved(subject);
  if (!REFUSALS.includes(status)) return unclear(subject, `GitLab could not ${doing} (HTTP ${status}).`);
  const text = refusalText(answer, secrets);
  const reason = text === undefined ? ` (HTTP ${status})` : `: ${text}`;
  return new ExecutorError({
    message: `GitLab refused to ${doing}${reason}. ${adviceFor(subject, status, text ?? '')}`.trim(),
    outcome: 'not_started',
    retryable: limitOf(answer) !== undefined,
    retryAfterMs,
  });
}

/** Maps a success whose body makes no sense. */
export function nonsenseError(subject: Subject): ExecutorError {
  return unclear(subject, `GitLab's answer to the request to ${DOING[subject.action]} makes no sense.`);
}

/** Maps an answer that did not come in time. */
export function timeoutError(subject: Subject, timeoutMs: number): ExecutorError {
  return unclear(subject, `GitLab did not ${DOING[subject.action]} within ${timeoutMs / 1000} seconds.`);
}

/** Maps a request that failed before there was an answer. Its message may name hosts, so it goes no further. */
export function connectionError(subject: Subject, error: unknown): ExecutorError {
  const { kind, code } = connectionFaultOf(error);
  const why = code === undefined ? '' : ` (${code})`;
  if (kind === 'untrusted') {
    return new ExecutorError({
      message: `GitLab's certificate can't be trusted${why}, so nothing was sent. Tell Node.js about your certificate authority with NODE_EXTRA_CA_CERTS.`,
      outcome: 'not_started',
    });
  }
  if (kind === 'unclear') return unclear(subject, `The connection to GitLab broke before it answered${why}.`);
  return new ExecutorError({
    message: `GitLab could not be reached${why}, so nothing was sent. Check its address and the network, and ask again.`,
    outcome: 'not_started',
    retryable: true,
  });
}

/** The error for a request that is not sent, since GitLab has said not to. */
export function heldBackError(subject: Subject, waitMs: number): ExecutorError {
  return new ExecutorError({
    message: `GitLab was not asked to ${DOING[subject.action]}, since it limits how often it may be asked. Ask again in ${Math.ceil(waitMs / 1000)} seconds.`,
    outcome: 'not_started',
    retryable: true,
    retryAfterMs: waitMs,
  });
}

/** Maps a secret that can't be had. */
export function secretError(name: string, reason: string, cause?: unknown): ExecutorError {
  const message = `The GitLab ${name} ${reason}, so nothing was done.`;
  return new ExecutorError({ message, outcome: 'not_started', retryable: cause !== undefined, cause });
}

/** The error for a pipeline that is not there, in a project that is. */
export function goneError({ project, runId = '' }: Subject): ExecutorError {
  return new ExecutorError({
    message: `GitLab has no pipeline ${runId} of project "${project}": it was deleted, or never was there.`,
    outcome: 'not_started',
    runIsGone: true,
  });
}

/** The error for a start that a proxy led astray, now that another way is known. */
export function ledAstrayError({ action, project }: Subject, number: string): ExecutorError {
  return new ExecutorError({
    message: `GitLab was not reached to ${DOING[action]}: a proxy before it takes the "%2F" in the path of project "${project}" for a "/". The project's number was looked up, so that it goes well when it is asked for again; put the number, ${number}, into the target to be rid of this.`,
    outcome: 'not_started',
    retryable: true,
  });
}

function unclear(subject: Subject, what: string): ExecutorError {
  const next = UNCLEAR[subject.action] ?? 'Ask again in a moment.';
  return new ExecutorError({ message: `${what} ${next}`, outcome: 'unknown', retryable: true });
}

function moved({ action, project }: Subject): ExecutorError {
  return new ExecutorError({
    message: `GitLab did not ${DOING[action]} but answered with a redirect, which is not followed: project "${project}" has probably been moved. Put its new path or its number into the target, and check that the address of GitLab is the one it has itself.`,
    outcome: 'not_started',
  });
}
