import { type Execution, type ExecutionStatus, isFinished, type PendingApproval } from '@sluice/core';
import type { Product } from '../product.ts';
import { fenced, oneLine } from '../untrusted-text.ts';

/** What a model is told of an execution. */
export interface Telling {
  readonly execution: Execution;
  /** What the answer rests on, where the CI system could not be asked. */
  readonly note?: string | undefined;
  /** Whether the request had been made before. */
  readonly replayed?: boolean | undefined;
  /** What comes first: what the call itself did. */
  readonly lead?: string | undefined;
  /** What the run waits for a person to say. */
  readonly questions?: readonly PendingApproval[] | undefined;
}

/** How much of a failed job's log stands in a text, in characters. */
const LOG_TAIL_CHARACTERS = 1500;

/** Tells a model what happened, where it stands, and what to do next. */
export function textOf(product: Product, { execution, note, replayed, lead, questions = [] }: Telling): string {
  const { run, failure } = execution;
  const lines = [
    lead,
    replayed === true
      ? 'This request had been made before, so it started nothing new; this is the execution that it made then (replayed).'
      : undefined,
    `${subjectOf(execution)} is ${stateOf(execution)}. Its execution_id is ${execution.executionId}.`,
    note === undefined ? undefined : `Note: ${note}`,
    run?.url === undefined ? undefined : `Link for people: ${run.url}`,
    denialText(execution),
    failure === undefined ? undefined : failureText(failure),
    warningOf(execution),
    ...questions.map(questionText),
    `Next: ${nextStep(product, execution, questions.length > 0)}`,
  ];
  return lines.filter((line) => line !== undefined).join('\n');
}

/** Names what runs: pipeline, environment, tenant. */
export function subjectOf({ pipelineType, environment, tenantId }: Execution): string {
  const tenant = tenantId === undefined ? '' : ` for tenant "${oneLine(tenantId, 100)}"`;
  return `${pipelineType} in ${environment}${tenant}`;
}

/** Says in a few words where an execution stands. */
export function stateOf({ status, run, cancelRequestedBy }: Execution): string {
  const stages = run?.stages ?? [];
  const done = stages.filter((stage) => stage.status === 'succeeded' || stage.status === 'skipped').length;
  const now = stages.find((stage) => stage.status === 'running' || stage.status === 'blocked');
  const details = [
    isFinished({ status }) || stages.length === 0 ? undefined : `${done} of ${stages.length} stages done`,
    isFinished({ status }) || now === undefined ? undefined : `now ${oneLine(now.name, 60)}`,
    isFinished({ status }) || cancelRequestedBy === undefined ? undefined : `${cancelRequestedBy} asked for it to stop`,
  ].filter((detail) => detail !== undefined);
  return `${status}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
}

/** Says who may approve an execution, and how. */
export function approvalText({ publicUrl }: Product, { executionId, approval, requestedBy }: Execution): string {
  const who = approval?.kind === 'second-person' ? ` and is not ${requestedBy}` : '';
  const until = approval === undefined ? '' : ` until ${new Date(approval.expiresAt).toISOString()}`;
  const path = `/executions/${encodeURIComponent(executionId)}`;
  return (
    `A person who has the scope "approve"${who} may approve it${until}, with POST ${publicUrl ?? ''}${path}/approve ` +
    '(or /deny) and a key of their own, or through answer_approval in a client that can ask them. Your own word is not an approval.'
  );
}

function nextStep(product: Product, execution: Execution, isAsking: boolean): string {
  if (execution.status === 'awaiting_approval') {
    return `nothing has been started. ${approvalText(product, execution)} Tell the user; look again later with get_execution.`;
  }
  if (execution.status === 'blocked' && isAsking) return ANSWER_QUESTIONS;
  return NEXT[execution.status];
}

const FOLLOW =
  'call get_execution with this execution_id and wait_seconds 25 until it is finished. It goes on by itself: do not start it again.';
const ANSWER_QUESTIONS =
  'tell the user what the run asks. A person answers there, or through answer_approval with the approval_id.';

const NEXT: Readonly<Record<Exclude<ExecutionStatus, 'awaiting_approval'>, string>> = {
  starting: FOLLOW,
  queued: FOLLOW,
  running: FOLLOW,
  unknown: `whether a run was started is being found out; ${FOLLOW}`,
  blocked: 'the run waits for a person at the CI system: tell the user, with the link. Look again with get_execution.',
  succeeded: 'tell the user that it has succeeded.',
  failed:
    'read get_execution_log for the cause, and tell the user. If the user wants another try, call retry_execution.',
  cancelled: 'tell the user that it was stopped. If the user wants another try, call retry_execution.',
  denied: 'tell the user that a person said no, and why. Nothing was started.',
  expired: 'nobody approved it in time and nothing was started. If the user still wants it, call retry_execution.',
  lost: 'nobody can tell what became of it. Do not start it again: tell the user that a person must look at the CI system.',
};

function denialText({ approval }: Execution): string | undefined {
  if (approval?.decision !== 'denied') return undefined;
  return `Denied by ${approval.decidedBy}${approval.reason === undefined ? '.' : `: "${oneLine(approval.reason, 500)}"`}`;
}

function failureText({ code, message, job, stage, logTail }: NonNullable<Execution['failure']>): string {
  const where = [
    job === undefined ? '' : ` job "${oneLine(job)}"`,
    stage === undefined ? '' : ` stage "${oneLine(stage)}"`,
  ];
  const place = where.join('') === '' ? '' : ` (${where.join('').trim()})`;
  const tail =
    logTail === undefined ? '' : `\nEnd of the failed job's log. ${fenced(logTail.slice(-LOG_TAIL_CHARACTERS))}`;
  return `Failure ${code}${place}: ${oneLine(message, 500)}${tail}`;
}

function warningOf({ unexpectedRunIds = [] }: Execution): string | undefined {
  if (unexpectedRunIds.length === 0) return undefined;
  const runs = unexpectedRunIds.map((id) => oneLine(id, 100)).join(', ');
  return `Warning: other runs carry this execution's id (${runs}). A person must look at the CI system.`;
}

function questionText({ id, title, stage, url }: PendingApproval): string {
  const where = stage === undefined ? '' : `, stage "${oneLine(stage)}"`;
  return `The run asks a person: "${oneLine(title)}"${where}, approval_id ${JSON.stringify(id)}${url === undefined ? '' : `, ${url}`}`;
}
