import type { ErrorCode, Wire } from '@sluice/core';
import { failureReply, type ToolReply } from '../agent-event/tool-reply.ts';

/** What a request to the pipeline server is for, and so what it means that it failed. */
export type Intent = 'execute' | 'cancel' | 'approve' | 'deny' | 'read';

const NOT_DONE: Readonly<Record<Intent, string>> = {
  execute: 'nothing was started',
  cancel: 'the run was not asked to stop',
  approve: 'nothing was approved',
  deny: 'nothing was denied',
  read: 'so it is not known how things stand',
};

const NOT_KNOWN: Readonly<Record<Intent, string>> = {
  execute:
    'It is not known whether the pipeline was started. Before you ask for it again, look with list-executions whether it ' +
    'is under way, or has ended by now: what has ended would run a second time.',
  cancel: 'It is not known whether the run was asked to stop; ask for the status of the execution.',
  approve: 'It is not known whether it was approved; ask for the status of the execution.',
  deny: 'It is not known whether it was denied; ask for the status of the execution.',
  read: 'Ask again in a moment.',
};

/** No connection came about, so nothing was sent. */
export function unreachable(intent: Intent): ToolReply {
  return failureReply({
    status: 503,
    code: 'server_unreachable',
    message: `The pipeline server can't be reached; ${NOT_DONE[intent]}. Ask again in a few minutes, and tell the platform team if it stays like that.`,
    nothing_started: certainly(intent),
  });
}

/** The request was sent and the answer did not come, or not in time. */
export function noAnswer(intent: Intent): ToolReply {
  const message = `The pipeline server did not answer in time. ${NOT_KNOWN[intent]}`;
  return failureReply({ status: 504, code: 'outcome_unknown', message });
}

/** The proxy has no key to show, so nothing was sent. */
export function noKey(intent: Intent): ToolReply {
  return failureReply({
    status: 500,
    code: 'invalid_configuration',
    message: `The proxy's key can't be read; ${NOT_DONE[intent]}. Tell the platform team to read the proxy's log; asking again does not help.`,
    nothing_started: certainly(intent),
  });
}

/** The server does not know the proxy's key. */
export function refusedKey(intent: Intent): ToolReply {
  return failureReply({
    status: 502,
    code: 'server_refused_key',
    message: `The proxy's key was refused; ${NOT_DONE[intent]}. Tell the platform team; asking again does not help.`,
    nothing_started: certainly(intent),
  });
}

/** The server knows the proxy's key, and does not allow it this. */
export function forbidden(intent: Intent, detail: string | undefined): ToolReply {
  const reason = detail === undefined ? 'The pipeline server does not allow the proxy this' : `Not allowed: ${detail}`;
  return failureReply({
    status: 403,
    code: 'forbidden',
    message: `${sentence(reason)} ${sentence(capital(NOT_DONE[intent]))} ${FORBIDDEN_ADVICE[intent]}`,
    nothing_started: certainly(intent),
  });
}

const ASK_TEAM = 'Asking again does not help; tell the user, who may ask the platform team for it.';
const FORBIDDEN_ADVICE: Readonly<Record<Intent, string>> = {
  execute: ASK_TEAM,
  cancel: ASK_TEAM,
  approve: 'Asking again does not help; tell the user that somebody who may approve must do so at the pipeline server.',
  deny: 'Asking again does not help; tell the user that somebody who may approve must do so at the pipeline server.',
  read: ASK_TEAM,
};

/** Something answered that is not the pipeline server, or not one that is understood here. */
export function unreadable(intent: Intent): ToolReply {
  const message = `The pipeline server's answer can't be read. ${NOT_KNOWN[intent]} Tell the platform team.`;
  return failureReply({ status: 502, code: 'invalid_answer', message });
}

/** A gateway in front of the server refuses for now, in its own words. */
export function tooManyRequests(intent: Intent, retryAfterMs: number | undefined): ToolReply {
  return failureReply({
    status: 429,
    code: 'rate_limited',
    message: `The pipeline server is asked too often; ${NOT_DONE[intent]}. Ask again ${inWords(retryAfterMs ?? A_MINUTE_MS)}.`,
    nothing_started: certainly(intent),
  });
}

const A_MINUTE_MS = 60_000;

/** A refusal of the server, in its own words. */
export interface Refusal {
  readonly status: number;
  readonly problem: Pick<Wire['Problem'], 'code' | 'detail' | 'errors' | 'execution_id'>;
  /** When it makes sense to ask again, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** The server refused, and said why; what to do next is added where its words don't say it to a model. */
export function problemReply({ status, problem, retryAfterMs }: Refusal, intent: Intent): ToolReply {
  const { code, detail, errors, execution_id } = problem;
  const saysWhen = retryAfterMs === undefined || /ask again in \d/i.test(detail);
  const wait = saysWhen ? undefined : `Ask again ${inWords(retryAfterMs)}.`;
  const sentences = [sentence(detail), wait, advice(code, intent)].filter((part) => part !== undefined);
  return failureReply({
    status,
    code,
    message: sentences.join(' '),
    errors,
    execution_id,
    nothing_started: REFUSED_BEFORE_START.includes(code) ? certainly(intent) : undefined,
  });
}

/** What the server says before it records an execution. */
const REFUSED_BEFORE_START: readonly ErrorCode[] = [
  'invalid_request',
  'invalid_parameters',
  'request_too_large',
  'request_timeout',
  'rate_limited',
  'overloaded',
  'not_found',
  'pipeline_not_found',
  'idempotency_conflict',
  'concurrency_conflict',
  'outside_allowed_hours',
];

const ADVICE: Readonly<Partial<Record<ErrorCode, string>>> = {
  invalid_parameters: 'Mend these and call it again; ask the user for what you do not know.',
  pipeline_not_found: 'Tell the user which there are.',
  execution_not_found: 'Check the execution_id; list-executions shows those of an environment.',
  idempotency_conflict: 'Call it once more if it is still wanted.',
  concurrency_conflict: 'Ask for that one with get-execution, and tell the user of it.',
  outside_allowed_hours: 'Tell the user when it may be started.',
  approval_not_pending: 'Ask for it with get-execution to tell the user how it stands.',
  request_too_large: 'Send fewer or shorter parameters.',
};

/** What may have been done before the server failed depends on what the request was for. */
function advice(code: ErrorCode, intent: Intent): string | undefined {
  if (code === 'store_unavailable' && intent === 'execute')
    return 'Look what is under way before you ask for it again.';
  return FAILED_INSIDE.includes(code) ? NOT_KNOWN[intent] : ADVICE[code];
}

const FAILED_INSIDE: readonly ErrorCode[] = ['store_unavailable', 'executor_failed', 'internal_error'];

function certainly(intent: Intent): true | undefined {
  return intent === 'execute' ? true : undefined;
}

function inWords(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  if (seconds < 120) return seconds === 1 ? 'in a second' : `in ${seconds} seconds`;
  return `in ${Math.ceil(seconds / 60)} minutes`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
