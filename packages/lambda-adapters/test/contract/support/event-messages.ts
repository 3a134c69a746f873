import { MatchersV3 } from '@pact-foundation/pact';
import type { Wire } from '@sluice/core';
import { approval, type Expected, execution, failure, run, time, UNDER_WAY } from './expected.ts';

const { eachLike, integer, like, string } = MatchersV3;

const CI_SYSTEM_FAILURES = ['pipeline_failed', 'pipeline_skipped', 'not_started', 'never_started', 'run_deleted'];
const finished = { finished_at: time };
const cancellation = { requested_at: time, attempts: integer(1) };
const cancelled = { run, cancel_requested_by: string('agents') };

/** What the execution of an event is, by the event's type. */
const EXECUTIONS: Readonly<Record<Wire['EventType'], Expected>> = {
  'execution.awaiting_approval': execution(['awaiting_approval'], { approval }),
  'execution.starting': execution(['starting']),
  'execution.unknown': execution(['unknown']),
  'execution.queued': execution(['queued'], { run: { ...run, stages: like([]) } }),
  'execution.running': execution(['running'], { run }),
  'execution.blocked': execution(['blocked'], { run }),
  'execution.succeeded': execution(['succeeded'], { run, ...finished }),
  'execution.failed': execution(['failed'], { failure: failure(CI_SYSTEM_FAILURES), ...finished }),
  'execution.cancelled': execution(['cancelled'], { cancel_requested_by: string('agents'), ...finished }),
  'execution.denied': execution(['denied'], {
    approval: { ...approval, decision: 'denied', decided_at: time, decided_by: string('agents') },
    ...finished,
  }),
  'execution.expired': execution(['expired'], { approval, ...finished }),
  'execution.lost': execution(['lost'], { failure: failure(['outcome_unknown', 'run_deleted']), ...finished }),
  'execution.progressed': execution(UNDER_WAY, { run }),
  'execution.cancel_requested': execution(UNDER_WAY, { ...cancelled, cancellation: { requested_at: time } }),
  'execution.cancel_taken': execution(UNDER_WAY, { ...cancelled, cancellation: { ...cancellation, taken_at: time } }),
  'execution.cancel_failed': execution(UNDER_WAY, {
    ...cancelled,
    cancellation: { ...cancellation, failure: string('The token may not do that.') },
  }),
  'execution.approval_answered': execution(UNDER_WAY, { run }),
  'execution.unexpected_run': execution([...UNDER_WAY, 'succeeded'], { run, unexpected_runs: eachLike('78') }),
};

/** One change of an execution, as it is handed on. */
export interface EventMessage {
  readonly type: string;
  readonly content: Expected;
}

/** An event of every type, with what whoever reads it can't do without. */
export const eventMessages: readonly EventMessage[] = Object.entries(EXECUTIONS).map(([type, changed]) => ({
  type,
  content: {
    execution_id: string('exec-1'),
    version: integer(3),
    at: time,
    type,
    actor: string('sluice'),
    execution: changed,
  },
}));
