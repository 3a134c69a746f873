import type { ErrorCode, Wire } from '@sluice/core';
import { failureReply, type ToolReply } from '../agent-event/tool-reply.ts';

/** What a request to the pipeline server is for, and so what it means that it failed. */
export type Intent = 'execute' | 'cancel' | 'read';

const NOT_DONE: Readonly<Record<Intent, string>> = {
  execute: 'nothing was started',
  cancel: 'the run was not asked to stop',
  read: 'so it is not known how things stand',
};

const NOT_KNOWN: Readonly<Record<Intent, string>> = {
  execute: 'It is not known whether the pipeline was started; ask what is under way before you ask for it again.',
  cancel: 'It is not known whether the run was asked to stop; ask for the status of the execution.',
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

/** The server does not accept the proxy's key, or not for this. */
export function refusedKey(intent: Intent): ToolReply {
  return failureReply({
    status: 502,
    code: 'server_refused_key',
    message: `The proxy's key was refused; ${NOT_DONE[intent]}. Tell the platform team; asking again does not help.`,
    nothing_started: certainly(intent),
  });
}

/** Something answered that is not the pipeline server, or not one that is understood here. */
export function unreadable(intent: Intent): ToolReply {
  const message = `The pipeline server's answer can't be read. ${NOT_KNOWN[intent]} Tell the platform team.`;
  return failureReply({ status: 502, code: 'invalid_answer', message });
}

/** The server refused, and said why. */
export function problemReply(
  status: number,
  problem: Pick<Wire['Problem'], 'code' | 'detail' | 'errors' | 'execution_id'>,
  intent: Intent,
): ToolReply {
  return failureReply({
    status,
    code: problem.code,
    message: problem.detail,
    errors: problem.errors,
    execution_id: problem.execution_id,
    nothing_started: REFUSED_BEFORE_START.includes(problem.code) ? certainly(intent) : undefined,
  });
}

/** What the server says before it records an execution. */
const REFUSED_BEFORE_START: readonly ErrorCode[] = [
  'invalid_request',
  'invalid_parameters',
  'request_too_large',
  'not_found',
  'pipeline_not_found',
  'idempotency_conflict',
  'concurrency_conflict',
  'outside_allowed_hours',
];

function certainly(intent: Intent): true | undefined {
  return intent === 'execute' ? true : undefined;
}
