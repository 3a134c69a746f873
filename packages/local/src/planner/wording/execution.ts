import { pipelineTypeOf } from '@sluice/core';
import type { Arguments, CompletedCall, Outcome } from '../plan.ts';
import { type ExecutionReply, type FailureReply, hasFinished } from '../tool-reply.ts';
import { nameParts } from '../words.ts';
import { quoteLog } from './log-quote.ts';
import { describeParameters } from './parameters.ts';
import { duration } from './time.ts';

/** What is known of an execution when a turn ends. */
export interface ExecutionReport {
  readonly execution: ExecutionReply;
  /** The call that started it in this turn. */
  readonly started?: CompletedCall | undefined;
  /** What that call was answered with. */
  readonly first?: ExecutionReply | undefined;
  /** Whether this turn asked for it to be stopped. */
  readonly cancelAsked: boolean;
  /** Whether this turn asked for it to be denied. */
  readonly denyAsked?: boolean | undefined;
  /** How long this turn has followed it, in milliseconds. */
  readonly followedMs: number;
  /** Why its status could not be read any more. */
  readonly unread?: string | undefined;
}

/** Tells where an execution stands, from nothing but what tools returned. */
export function describeExecution(report: ExecutionReport): { readonly text: string; readonly outcome: Outcome } {
  const { execution, unread } = report;
  const { outcome, sentence } = verdict(report);
  const parameters = describeParameters(execution.parameters);
  const lines = [
    replay(report),
    sentence,
    endedFirst(report),
    ...failureLines(execution.failure, execution.status),
    unread === undefined ? undefined : `Its status could not be read just now: ${unread}`,
    parameters === undefined ? undefined : `With: ${parameters}`,
    execution.stages.length === 0 ? undefined : `Stages: ${execution.stages.map(stageText).join(', ')}`,
    `Execution: ${execution.executionId}`,
    execution.url === undefined ? undefined : `Link: ${execution.url}`,
    execution.note === undefined ? undefined : `Note: ${execution.note}`,
    outcome === 'unfinished' ? 'Ask me whether it is done to hear how it goes on.' : undefined,
  ];
  return { text: lines.filter((line) => line !== undefined).join('\n'), outcome };
}

interface Verdict {
  readonly outcome: Outcome;
  readonly sentence: string;
}

function verdict(report: ExecutionReport): Verdict {
  const { execution, cancelAsked, denyAsked = false, followedMs } = report;
  const subject = subjectOf(report);
  const stop = cancelAsked ? ' It was asked to stop.' : '';
  switch (execution.status) {
    case 'succeeded':
      return { outcome: 'succeeded', sentence: `${subject} succeeded${took(report)}.` };
    case 'failed':
      return { outcome: 'failed', sentence: `${subject} failed${took(report)}${reasonOf(execution.failure)}` };
    case 'cancelled':
      return {
        outcome: cancelAsked ? 'answered' : 'failed',
        sentence: `${subject} was cancelled. What the run had done by then is not undone.`,
      };
    case 'lost':
      return {
        outcome: 'failed',
        sentence: `${subject} is lost: ${lostBecause(execution.failure)}. A person must look before it is asked for again.`,
      };
    case 'denied':
      return { outcome: denyAsked ? 'answered' : 'failed', sentence: `${subject} was denied: nothing was started.` };
    case 'expired':
      return { outcome: 'failed', sentence: `${subject} was not approved in time: nothing was started.` };
    case 'awaiting_approval':
      return {
        outcome: 'unfinished',
        sentence: `${subject} awaits approval by a person; nothing has been started.`,
      };
    case 'blocked':
      return {
        outcome: 'unfinished',
        sentence: `${subject} is blocked: it waits for a person at the CI system. It is not complete yet.${stop}`,
      };
    case 'unknown':
      return {
        outcome: 'unfinished',
        sentence: `It is not known yet whether a run of ${subject} was started; that is being found out. Do not ask for it a second time.`,
      };
    default: {
      const since = followedMs >= 1000 ? ` after ${duration(followedMs)}` : '';
      return {
        outcome: 'unfinished',
        sentence: `${subject} is still ${execution.status}${since}; it is not complete yet.${stop}`,
      };
    }
  }
}

function lostBecause(failure: FailureReply | undefined): string {
  return failure?.code === 'run_deleted'
    ? 'its run was deleted before it was seen to end'
    : 'nobody can tell whether a run was started';
}

/** A stop that came too late. */
function endedFirst({ execution, cancelAsked }: ExecutionReport): string | undefined {
  if (!cancelAsked || !['succeeded', 'failed'].includes(execution.status)) return undefined;
  return 'It ended before it could be stopped.';
}

function replay({ first }: ExecutionReport): string | undefined {
  if (first?.replayed !== true) return undefined;
  return hasFinished(first)
    ? 'This had been asked for before; nothing new was started.'
    : 'This one was under way already; nothing new was started.';
}

/** Names what ran: the tools' own words, else those of the call. */
function subjectOf({ execution, started }: ExecutionReport): string {
  const values: Arguments = started?.arguments ?? {};
  const pipeline = execution.pipelineType ?? nameOf(started);
  const environment = execution.environment ?? said(values['environment']);
  const tenant = execution.tenantId ?? said(values['tenant_id']);
  const place = environment === undefined ? '' : ` in ${environment}`;
  return `${pipeline}${place}${tenant === undefined ? '' : ` for ${tenant}`}`;
}

function nameOf(started: CompletedCall | undefined): string {
  if (started === undefined) return 'The execution';
  return pipelineTypeOf(started.operation.path) ?? nameParts(started.operation.operationId).join(' ');
}

function said(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

function took({ execution, started, first, followedMs }: ExecutionReport): string {
  const { createdAt, finishedAt } = execution;
  const exact =
    createdAt === undefined || finishedAt === undefined ? Number.NaN : Date.parse(finishedAt) - Date.parse(createdAt);
  if (exact >= 0) return ` after ${duration(exact)}`;
  return started !== undefined && first?.replayed === false ? ` after about ${duration(followedMs)}` : '';
}

function reasonOf(failure: FailureReply | undefined): string {
  if (failure === undefined) return '.';
  const { job, stage, message } = failure;
  const place = job === undefined ? '' : ` in the job "${job}"`;
  const within = stage === undefined ? '' : `${place === '' ? ' in' : ' of'} the stage "${stage}"`;
  return message === undefined ? `${place}${within}.` : `${place}${within}: ${message}`;
}

function failureLines(failure: FailureReply | undefined, status: string): readonly string[] {
  if (failure === undefined) return [];
  const reason = status === 'failed' || failure.message === undefined ? [] : [failure.message];
  const started = failure.code === 'not_started' || failure.code === 'never_started' ? ['No run was started.'] : [];
  const log =
    failure.logTail === undefined ? [] : ['The end of the log, as the pipeline wrote it:', quoteLog(failure.logTail)];
  return [...reason, ...started, ...log];
}

function stageText({ name, status }: { readonly name: string; readonly status: string }): string {
  return `${name} (${status === 'succeeded' ? 'ok' : status})`;
}
