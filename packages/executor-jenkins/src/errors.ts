import { connectionFaultOf, ExecutorError } from '@sluice/core';
import { refusalText } from './refusal-text.ts';

/**
 * What was asked of Jenkins, for the sentence that says it went wrong. A `check` comes before a start: nothing was sent
 * that could start a run.
 */
export interface Subject {
  readonly action: 'check' | 'start' | 'find' | 'read' | 'list' | 'cancel' | 'log' | 'approvals' | 'answer';
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
  /** How long to wait before the next request. */
  readonly retryAfterMs: number | undefined;
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
  approvals: 'show the input steps',
  answer: 'take the answer to the input step',
};

/** Answers that Jenkins gives only where it has queued nothing. */
const REFUSALS: readonly number[] = [400, 401, 403, 404, 405, 409, 411, 413, 415, 422, 429];

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
    retryAfterMs: status === 429 ? answer.retryAfterMs : undefined,
  });
}

/** Maps a request that was not made, since Jenkins, or what is in front of it, wants to be left alone for now. */
export function heldBackError(retryAfterMs: number): ExecutorError {
  return new ExecutorError({
    message: 'Jenkins was asked too often (HTTP 429), so nothing was sent this time. Ask again later.',
    outcome: 'not_started',
    retryable: true,
    retryAfterMs,
  });
}

/** Maps the redirect to the job's page, by which Jenkins says that a rule of its own keeps the job out of the queue. */
export function refusedByRule(subject: Subject): ExecutorError {
  return refused(
    `Jenkins did not queue job "${nameOf(subject)}": a plugin or rule of its own refused it, or something in front of Jenkins wants a login. Nothing was started. Look at the job in Jenkins, and check that its address is the right one.`,
  );
}

/** Maps an execution id that could not be told from the rest of a run id. */
export function unfitIdError(): ExecutorError {
  return refused(
    'The execution id is empty, too long, or has characters other than letters, digits and any of "-_.:~". Nothing was started.',
  );
}

/** Maps a start that Jenkins merged with an item of the queue that is not ours. */
export function mergedError(subject: Subject): ExecutorError {
  return refused(
    `Jenkins merged the start with another one of job "${nameOf(subject)}" that was queued already, so this one has no run of its own. The job must declare the string parameter SLUICE_EXECUTION_ID, which keeps them apart.`,
  );
}

/** Maps a start that Jenkins merged with an item of the queue of which it can't be told whether it is ours. */
export function unconfirmedError(subject: Subject): ExecutorError {
  return unclear(subject, 'Jenkins merged the start with one that was queued already, and does not show that one.');
}

/** Maps a build that is not there, while its job is. */
export function goneError(subject: Subject): ExecutorError {
  return new ExecutorError({
    message: `Jenkins has ${subject.what} of job "${nameOf(subject)}" no more: somebody deleted it, or the job keeps only its newest builds. Nothing more can be learned of it.`,
    outcome: 'not_started',
    runIsGone: true,
  });
}

/** Maps an item of the queue that Jenkins has forgotten, without a proof of what became of it. */
export function lostTrackError(subject: Subject, gap: string): ExecutorError {
  return new ExecutorError({
    message: `Jenkins does not know ${subject.what} of job "${nameOf(subject)}" any more, and whether it was built can't be told: ${gap}. Look at the job in Jenkins.`,
  });
}

/** Maps input steps that can't be seen, since Jenkins lacks what shows them. */
export function blindError(subject: Subject): ExecutorError {
  return refused(
    `Jenkins does not tell which input steps ${subject.what} of job "${nameOf(subject)}" waits at: its plugin "Pipeline: REST API" (pipeline-rest-api) is missing. Install it, or answer input steps in Jenkins.`,
  );
}

/** Maps what is asked of a build that only pipelines can do. */
export function notAPipelineError(subject: Subject, force: string): ExecutorError {
  return refused(
    `Job "${nameOf(subject)}" is no pipeline, and Jenkins can ${force} only the builds of pipelines. Cancel it without force; if that has no effect, end its processes on the agent.`,
  );
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
  const { kind, code } = connectionFaultOf(error);
  const why = code === undefined ? '' : ` (${code})`;
  if (kind === 'unclear') return unclear(subject, `The connection to Jenkins broke before it answered${why}.`);
  const message =
    kind === 'untrusted'
      ? `Jenkins' certificate can't be trusted${why}, so nothing was sent. Tell Node.js about your certificate authority with NODE_EXTRA_CA_CERTS.`
      : `Jenkins could not be reached${why}, so nothing was sent. Check its address and the network, and ask again.`;
  return new ExecutorError({ message, outcome: 'not_started', retryable: kind === 'not_sent' });
}

/** Maps a token, password or secret that can't be had. */
export function credentialError(kind: string, reason: string, cause?: unknown): ExecutorError {
  const message = `The Jenkins ${kind} ${reason}, so nothing was sent.`;
  return new ExecutorError({ message, outcome: 'not_started', retryable: cause !== undefined, cause });
}

/** Tells whether Jenkins wants another crumb. It says so before it looks at what is asked. */
export function wantsCrumb({ status, body }: FailedAnswer): boolean {
  return status === 403 && body.includes('No valid crumb was included in the request');
}

/** Tells whether an input step does not take an answer because it has one. */
export function isAnswered({ status, body }: FailedAnswer): boolean {
  return status === 400 && /\balready\b[^<]{0,20}\bgiven\b/i.test(body);
}

const NEXT: Readonly<Partial<Record<Subject['action'], string>>> = {
  start: 'Whether a build was started is not known: one may be queued or still appear.',
  check: 'Nothing was started; ask again in a moment.',
  answer:
    'Whether it took the answer is not known: see whether the input step still waits. Where it does each time, see whether the user of Jenkins may answer it.',
};

function unclear({ action }: Subject, what: string): ExecutorError {
  return new ExecutorError({
    message: `${what} ${NEXT[action] ?? 'Ask again in a moment.'}`,
    outcome: action === 'check' ? 'not_started' : 'unknown',
    retryable: true,
  });
}

function refused(message: string): ExecutorError {
  return new ExecutorError({ message, outcome: 'not_started' });
}

function moved(subject: Subject): ExecutorError {
  return refused(
    `Jenkins did not ${DOING[subject.action]} but answered with a redirect, which is not followed. Check that the address of Jenkins is the one it has itself, with its context path, and that nothing in front of it wants a login.`,
  );
}

/** The page that Jenkins shows instead of itself while it starts: it has dispatched nothing. */
function isStarting({ status, body, byJenkins }: FailedAnswer): boolean {
  return status === 503 && (byJenkins || /Please wait while (?:Jenkins|Hudson) is|Starting Jenkins/.test(body));
}

function starting({ action }: Subject, { retryAfterMs }: FailedAnswer): ExecutorError {
  const what = 'Jenkins is starting or restarting, and does nothing until it is up.';
  const next = action === 'start' || action === 'check' ? 'Nothing was started; ask again' : 'Ask again';
  return new ExecutorError({
    message: `${what} ${next} in a minute.`,
    outcome: 'not_started',
    retryable: true,
    retryAfterMs,
  });
}

/**
 * The one failure of Jenkins that proves that nothing was queued: it reads all values before. A page of a proxy proves
 * nothing, since it may repeat a value that has these words in it.
 */
function isIllegalChoice({ status, body, byJenkins }: FailedAnswer): boolean {
  return status === 500 && byJenkins && body.includes('Illegal choice for parameter');
}

const ADVICE: readonly (readonly [RegExp, (job: string) => string])[] = [
  [/is not parameterized/i, (job) => `Job "${job}" declares no parameters; it needs at least SLUICE_EXECUTION_ID.`],
  [/is not buildable/i, (job) => `Enable job "${job}" in Jenkins.`],
  [/illegal choice/i, (job) => `Compare the pipeline's parameters with the choices of job "${job}".`],
  [/no valid crumb/i, () => 'Use an API token, which needs no crumb.'],
  [
    /^you need to /i,
    (job) =>
      `Put the user that Sluice has in Jenkins among the submitters of the input step in job "${job}", or let one of them answer it in Jenkins.`,
  ],
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
