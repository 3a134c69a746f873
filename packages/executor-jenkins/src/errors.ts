import { ExecutorError } from '@sluice/core';
import { refusalText } from './refusal-text.ts';

/**
 * What was asked of Jenkins, for the sentence that says it went wrong. A `check` comes before a start: nothing was sent
 * that could start a run.
 */
export interface Subject {
  readonly action: 'check' | 'start' | 'find' | 'read' | 'list' | 'cancel' | 'log';
  /** The names of the job, outermost first. */
  readonly job: readonly string[];
  /** The build or queue item, as in `build 7`. */
  readonly what?: string | undefined;
}

/** An answer of Jenkins, or of a proxy in front of it, that is no success. */
export interface FailedAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string | null;
  readonly retryAfter: string | null;
  /** Whether it has the header by which Jenkins' own pages are known. */
  readonly byJenkins: boolean;
}

const DOING: Readonly<Record<Subject['action'], string>> = {
  check: 'show the job',
  start: 'start the job',
  find: 'look for the build',
  read: 'show the build',
  list: 'list the builds',
  cancel: 'stop the build',
  log: 'show the log',
};

/** Answers that Jenkins gives only where it has queued nothing. */
const REFUSALS: readonly number[] = [400, 401, 403, 404, 405, 409, 411, 413, 415, 422, 429];

const MAY_EXIST = 'Whether a build was started is not known: one may be queued or still appear.';

/** Maps an answer that is no success. `secrets` never appear in the error. */
export function answerError(subject: Subject, answer: FailedAnswer, secrets: readonly string[]): ExecutorError {
  const { status } = answer;
  const text = refusalText(answer, secrets);
  if (status >= 300 && status < 400) return moved(subject);
  if (isStarting(answer)) return starting(subject, answer);
  if (!REFUSALS.includes(status) && !isIllegalChoice(answer)) {
    return unclear(subject, `Jenkins could not ${DOING[subject.action]} (HTTP ${status}).`);
  }
  const reason = text === undefined ? ` (HTTP ${status})` : `: ${text}`;
  return new ExecutorError({
    message: `Jenkins refused to ${DOING[subject.action]}${reason}. ${adviceFor(subject, status, text ?? '')}`.trim(),
    outcome: 'not_started',
    retryable: status === 429,
    retryAfterMs: status === 429 ? milliseconds(answer.retryAfter) : undefined,
  });
}

/** Maps the redirect to the job's page, by which Jenkins says that a rule of its own keeps the job out of the queue. */
export function refusedByRule(subject: Subject): ExecutorError {
  return new ExecutorError({
    message: `Jenkins did not queue job "${nameOf(subject)}": a plugin or rule of its own refused it, or something in front of Jenkins wants a login. Nothing was started. Look at the job in Jenkins, and check that its address is the right one.`,
    outcome: 'not_started',
  });
}

/** Maps a start that Jenkins merged with an item of the queue that is not ours. */
export function mergedError(subject: Subject): ExecutorError {
  return new ExecutorError({
    message: `Jenkins merged the start with another one of job "${nameOf(subject)}" that was queued already, so this one has no run of its own. The job must declare the string parameter SLUICE_EXECUTION_ID, which keeps them apart.`,
    outcome: 'not_started',
  });
}

/** Maps a start that Jenkins merged with an item of the queue of which it can't be told whether it is ours. */
export function unconfirmedError(subject: Subject): ExecutorError {
  return unclear(subject, 'Jenkins merged the start with one that was queued already, and does not show that one.');
}

/** Maps a success that makes no sense. */
export function nonsenseError(subject: Subject): ExecutorError {
  return unclear(subject, `Jenkins' answer to the request to ${DOING[subject.action]} makes no sense.`);
}

/** Maps an answer that did not come in time. */
export function timeoutError(subject: Subject, timeoutMs: number): ExecutorError {
  return unclear(subject, `Jenkins did not ${DOING[subject.action]} within ${timeoutMs / 1000} seconds.`);
}

/** Maps a request that failed before there was an answer. Its message may name hosts, so it goes no further. */
export function connectionError(subject: Subject, error: unknown): ExecutorError {
  const faults = faultsOf(error);
  const code = faults.find((fault) => fault.code !== undefined)?.code;
  const why = code === undefined ? '' : ` (${code})`;
  if (code !== undefined && CERTIFICATE.test(code)) {
    return new ExecutorError({
      message: `Jenkins' certificate can't be trusted${why}, so nothing was sent. Tell Node.js about your certificate authority with NODE_EXTRA_CA_CERTS.`,
      outcome: 'not_started',
    });
  }
  if (faults.length > 0 && faults.every(isBeforeSending)) {
    return new ExecutorError({
      message: `Jenkins could not be reached${why}, so nothing was sent. Check its address and the network, and ask again.`,
      outcome: 'not_started',
      retryable: true,
    });
  }
  return unclear(subject, `The connection to Jenkins broke before it answered${why}.`);
}

/** Maps a token or password that can't be had. */
export function credentialError(kind: string, reason: string, cause?: unknown): ExecutorError {
  const message = `The Jenkins ${kind} ${reason}, so nothing was sent.`;
  return new ExecutorError({ message, outcome: 'not_started', retryable: cause !== undefined, cause });
}

/** Tells whether Jenkins wants another crumb. It says so before it looks at what is asked. */
export function wantsCrumb({ status, body }: FailedAnswer): boolean {
  return status === 403 && body.includes('No valid crumb was included in the request');
}

const NEXT: Readonly<Partial<Record<Subject['action'], string>>> = {
  start: MAY_EXIST,
  check: 'Nothing was started; ask again in a moment.',
};

function unclear({ action }: Subject, what: string): ExecutorError {
  return new ExecutorError({
    message: `${what} ${NEXT[action] ?? 'Ask again in a moment.'}`,
    outcome: action === 'check' ? 'not_started' : 'unknown',
    retryable: true,
  });
}

function moved(subject: Subject): ExecutorError {
  return new ExecutorError({
    message: `Jenkins did not ${DOING[subject.action]} but answered with a redirect, which is not followed. Check that the address of Jenkins is the one it has itself, with its context path, and that nothing in front of it wants a login.`,
    outcome: 'not_started',
  });
}

/** The page that Jenkins shows instead of itself while it starts: it has dispatched nothing. */
function isStarting({ status, body, byJenkins }: FailedAnswer): boolean {
  return status === 503 && (byJenkins || /Please wait while (?:Jenkins|Hudson) is|Starting Jenkins/.test(body));
}

function starting(subject: Subject, { retryAfter }: FailedAnswer): ExecutorError {
  const what = 'Jenkins is starting or restarting, and does nothing until it is up.';
  const next =
    subject.action === 'start' || subject.action === 'check' ? 'Nothing was started; ask again' : 'Ask again';
  return new ExecutorError({
    message: `${what} ${next} in a minute.`,
    outcome: 'not_started',
    retryable: true,
    retryAfterMs: milliseconds(retryAfter),
  });
}

/** The one failure of Jenkins that proves that nothing was queued: it reads all values before. */
function isIllegalChoice({ status, body }: FailedAnswer): boolean {
  return status === 500 && body.includes('Illegal choice for parameter');
}

const ADVICE: readonly (readonly [RegExp, (job: string) => string])[] = [
  [/is not parameterized/i, (job) => `Job "${job}" declares no parameters; it needs at least SLUICE_EXECUTION_ID.`],
  [/is not buildable/i, (job) => `Enable job "${job}" in Jenkins.`],
  [/illegal choice/i, (job) => `Compare the pipeline's parameters with the choices of job "${job}".`],
  [/no valid crumb/i, () => 'Use an API token, which needs no crumb.'],
];

function adviceFor(subject: Subject, status: number, text: string): string {
  const job = nameOf(subject);
  const known = ADVICE.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return known[1](job);
  if (status === 401) return 'The user name, or the API token or password, is wrong or was revoked: set a new one.';
  if (status === 403)
    return `Jenkins' user may not do this with job "${job}"; Job/Read, Job/Build and Job/Cancel are needed.`;
  if (status === 404) {
    const what = subject.what === undefined ? `job "${job}"` : `${subject.what} of job "${job}"`;
    return `Check that ${what} exists and that Jenkins' user may see it.`;
  }
  if (status === 409) return `Job "${job}" is disabled, or being deleted.`;
  return status === 429 ? 'Ask again later.' : '';
}

function nameOf({ job }: Subject): string {
  return job.join('/');
}

function milliseconds(retryAfter: string | null): number | undefined {
  return retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined;
}

const CERTIFICATE = /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/;
const CONNECT_CODES: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];
const CONNECT_CALLS: readonly unknown[] = ['connect', 'getaddrinfo'];

interface Fault {
  readonly code: string | undefined;
  readonly syscall: unknown;
}

function isBeforeSending({ code, syscall }: Fault): boolean {
  return CONNECT_CODES.includes(code) || CONNECT_CALLS.includes(syscall);
}

/** Digs out what the system said: fetch wraps it in causes, and one fault for each address that was tried. */
function faultsOf(error: unknown, depth = 0): readonly Fault[] {
  if (!(error instanceof Error) || depth > 5) return [];
  if (error instanceof AggregateError) return error.errors.flatMap((inner) => faultsOf(inner, depth + 1));
  if ('code' in error && typeof error.code === 'string') {
    return [{ code: error.code, syscall: 'syscall' in error ? error.syscall : undefined }];
  }
  return faultsOf(error.cause, depth + 1);
}
