import { ExecutorError } from '@sluice/core';
import { refusalText } from './refusal-text.ts';

/** What was asked of GitLab, for the sentence that says it went wrong. */
export interface Subject {
  readonly action: 'start' | 'find' | 'read' | 'list' | 'cancel' | 'log';
  readonly project: string;
  readonly ref?: string | undefined;
  readonly runId?: string | undefined;
}

/** An answer of GitLab, or of a proxy in front of it, that is no success. */
export interface FailedAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string | null;
  readonly retryAfter: string | null;
}

const DOING: Readonly<Record<Subject['action'], string>> = {
  start: 'start the pipeline',
  find: 'look for the pipeline',
  read: 'show the pipeline',
  list: 'list the pipelines',
  cancel: 'cancel the pipeline',
  log: 'show the log',
};

/** Answers that GitLab gives only where it has not created a pipeline. Any other one proves nothing. */
const REFUSALS: readonly number[] = [400, 401, 403, 404, 405, 409, 413, 415, 422, 429];

const MAY_EXIST = 'Whether a pipeline was started is not known: one may exist or still appear.';

/** Maps an answer that is no success. `secrets` never appear in the error. */
export function answerError(subject: Subject, answer: FailedAnswer, secrets: readonly string[]): ExecutorError {
  const { status } = answer;
  const text = refusalText(answer, secrets);
  if (status >= 300 && status < 400) return moved(subject);
  if (!REFUSALS.includes(status))
    return unclear(subject, `GitLab could not ${DOING[subject.action]} (HTTP ${status}).`);
  const limited = status === 429 || isCreationLimit(text);
  const reason = text === undefined ? ` (HTTP ${status})` : `: ${text}`;
  return new ExecutorError({
    message: `GitLab refused to ${DOING[subject.action]}${reason}. ${adviceFor(subject, status, text ?? '')}`.trim(),
    outcome: 'not_started',
    retryable: limited,
    retryAfterMs: limited ? (milliseconds(answer.retryAfter) ?? (status === 400 ? 60_000 : undefined)) : undefined,
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
  const faults = faultsOf(error);
  const code = faults.find((fault) => fault.code !== undefined)?.code;
  const why = code === undefined ? '' : ` (${code})`;
  if (code !== undefined && CERTIFICATE.test(code)) {
    return new ExecutorError({
      message: `GitLab's certificate can't be trusted${why}, so nothing was sent. Tell Node.js about your certificate authority with NODE_EXTRA_CA_CERTS.`,
      outcome: 'not_started',
    });
  }
  if (faults.length > 0 && faults.every(isBeforeSending)) {
    const unsent = subject.action === 'start' ? ', so nothing was sent' : '';
    return new ExecutorError({
      message: `GitLab could not be reached${why}${unsent}. Check its address and the network, and ask again.`,
      outcome: 'not_started',
      retryable: true,
    });
  }
  return unclear(subject, `The connection to GitLab broke before it answered${why}.`);
}

/** Maps a token that can't be had. */
export function tokenError(reason: string, cause?: unknown): ExecutorError {
  const message = `The GitLab access token ${reason}, so nothing was sent.`;
  return new ExecutorError({ message, outcome: 'not_started', retryable: cause !== undefined, cause });
}

function unclear(subject: Subject, what: string): ExecutorError {
  const next = subject.action === 'start' ? MAY_EXIST : 'Ask again in a moment.';
  return new ExecutorError({ message: `${what} ${next}`, outcome: 'unknown', retryable: true });
}

function moved({ action, project }: Subject): ExecutorError {
  return new ExecutorError({
    message: `GitLab did not ${DOING[action]} but answered with a redirect, which is not followed: project "${project}" has probably been moved. Put its new path or its number into the target, and check that the address of GitLab is the one it has itself.`,
    outcome: 'not_started',
  });
}

function isCreationLimit(text: string | undefined): boolean {
  return text?.includes('Too many pipelines created') ?? false;
}

const ADVICE: readonly (readonly [RegExp, (subject: Subject) => string])[] = [
  [
    /^(reference not found|commit not found|ref is ambiguous)/i,
    ({ ref, project }) => `Check the ref "${ref}" of project "${project}".`,
  ],
  [
    /permissions to set pipeline variables/i,
    ({ project }) =>
      `Allow pipeline variables in the CI/CD settings of project "${project}", or pass inputs: variablesAs "inputs" in the target.`,
  ],
  [
    /\binputs?\b/i,
    ({ project }) =>
      `Compare the pipeline's parameters with spec:inputs in the .gitlab-ci.yml of project "${project}".`,
  ],
  [/too many pipelines created/i, () => 'Nothing was started; ask again in a minute.'],
  [
    /sufficient permission to run a pipeline/i,
    ({ ref, project }) =>
      `Let the access token's user run pipelines on the protected ref "${ref}" of project "${project}".`,
  ],
  [
    /would have been empty|pipeline did not run/i,
    ({ ref, project }) =>
      `The rules in the .gitlab-ci.yml of project "${project}" on "${ref}" leave no job to run with these values.`,
  ],
  [/insufficient.scope/i, () => 'The access token needs the scope "api".'],
];

function adviceFor(subject: Subject, status: number, text: string): string {
  const { project, runId } = subject;
  const known = ADVICE.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return known[1](subject);
  if (status === 401) return 'The access token is wrong, expired or revoked: set a new one.';
  if (status === 403) return `The access token's user may not do this in project "${project}".`;
  if (status === 404) {
    const what = runId === undefined ? `project "${project}"` : `pipeline ${runId} of project "${project}"`;
    return `Check that ${what} exists and that the access token may see it.`;
  }
  return status === 429 ? 'Ask again later.' : '';
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
