import type { Wire } from '@sluice/core';
import { isFinal } from '../clients/ledger.ts';
import type { CiRun, CiSystem } from '../world/ci-system.ts';
import type { Evidence } from './evidence.ts';

/** A promise that was not kept. */
export interface Violation {
  readonly kind: ViolationKind;
  /** What happened, with the ids to look for in the logs. */
  readonly what: string;
}

/** The promises, each by what breaks it. */
export const VIOLATION_KINDS = [
  'duplicate runs',
  'lost executions',
  'unsettled executions',
  'untrue records',
  'contradicted answers',
  'gaps in the audit trail',
  'unexpected answers',
  'servers that ended by themselves',
] as const;

/** One of {@link VIOLATION_KINDS}. */
export type ViolationKind = (typeof VIOLATION_KINDS)[number];

/** Compares what servers, CI systems and clients say. */
export function findViolations(evidence: Evidence): readonly Violation[] {
  const { ledger, casualties } = evidence;
  const found: readonly (readonly [ViolationKind, readonly string[]])[] = [
    ['duplicate runs', duplicates(evidence)],
    ['lost executions', lost(evidence)],
    ['unsettled executions', unsettled(evidence)],
    ['untrue records', untrue(evidence)],
    ['contradicted answers', ledger.contradictions],
    ['gaps in the audit trail', gaps(evidence)],
    ['unexpected answers', ledger.unexpected],
    ['servers that ended by themselves', casualties],
  ];
  return found.flatMap(([kind, texts]) => texts.map((what) => ({ kind, what })));
}

function duplicates({ ciSystems, records, ledger }: Evidence): readonly string[] {
  const runs = ciSystems.flatMap((system) => system.runs());
  return [
    ...repeated(runs, ({ executionId }) => executionId).map(
      ([id, same]) => `execution ${id} has ${same.length} runs: ${same.map((run) => run.id).join(', ')}`,
    ),
    ...repeated(
      runs.filter(({ request }) => ledger.keyed.has(request)),
      ({ request }) => request,
    ).map(([request, same]) => `the key of ${request} has ${same.length} runs: ${ids(same)}`),
    ...repeated(
      records.filter((record) => ledger.keyed.has(requestOf(record))),
      requestOf,
    ).map(([request, same]) => `the key of ${request} has ${same.length} executions`),
    ...ciSystems.flatMap(({ starts }) => [
      ...starts.overlaps,
      ...[...starts.asked]
        .filter(([, times]) => times > 1)
        .map(([id, times]) => `the start of execution ${id} was asked for ${times} times`),
    ]),
  ];
}

function lost({ ciSystems, records, ledger }: Evidence): readonly string[] {
  const recorded = new Set(records.map((record) => record.execution_id));
  const runs = ciSystems.flatMap((system) => system.runs());
  return [
    ...[...ledger.told].filter((id) => !recorded.has(id)).map((id) => `a client was told of ${id}; it has no record`),
    ...runs
      .filter(({ executionId }) => !recorded.has(executionId))
      .map(({ id, executionId }) => `run ${id} of execution ${executionId} has no record`),
  ];
}

function unsettled({ records }: Evidence): readonly string[] {
  return records
    .filter(({ status }) => !isFinal(status))
    .map(({ execution_id, status, updated_at }) => `${execution_id} is ${status} since ${updated_at}`);
}

function untrue({ ciSystems, records }: Evidence): readonly string[] {
  return ciSystems.flatMap((system) => {
    const runs = new Map(system.runs().map((run) => [run.executionId, run]));
    return records
      .filter((record) => record.pipeline_type === system.pipelineType && isFinal(record.status))
      .filter((record) => !isTrue(record, system, runs.get(record.execution_id)))
      .map((record) => `${describeRecord(record)}, and there is ${describeRun(system, record, runs)}`);
  });
}

function isTrue(record: Wire['Execution'], { starts }: CiSystem, run: CiRun | undefined): boolean {
  const { status, failure, execution_id: executionId, cancel_requested_by: cancelledBy } = record;
  if (run !== undefined) return status === run.outcome && record.run?.id === run.id;
  const wasStarted = starts.carriedOut.has(executionId);
  // A build that was cancelled while it was queued leaves nothing behind; Jenkins soon forgets what became of it.
  const leftNothing = status === 'cancelled' || (wasStarted && failure?.code === 'pipeline_skipped');
  if (leftNothing) return cancelledBy !== undefined;
  return status === 'failed' && !wasStarted && ['never_started', 'not_started'].includes(failure?.code ?? '');
}

function gaps({ records, trails }: Evidence): readonly string[] {
  return records.flatMap(({ execution_id, version }) => {
    const versions = trails.get(execution_id) ?? [];
    const isWhole = versions.length === version && versions.every((each, index) => each === index + 1);
    return isWhole
      ? []
      : `${execution_id} is at version ${version}, its audit trail has ${versions.join(', ') || 'none'}`;
  });
}

function describeRecord({ execution_id: executionId, status, failure, run }: Wire['Execution']): string {
  return `${executionId} is ${status}${failure === undefined ? '' : ` (${failure.code})`} with ${run === undefined ? 'no run' : `run ${run.id}`}`;
}

function describeRun({ starts }: CiSystem, record: Wire['Execution'], runs: ReadonlyMap<string, CiRun>): string {
  const run = runs.get(record.execution_id);
  if (run !== undefined) return `run ${run.id}, which is ${run.outcome ?? 'unfinished'}`;
  return starts.carriedOut.has(record.execution_id) ? 'none, though its start was carried out' : 'none';
}

function ids(runs: readonly CiRun[]): string {
  return runs.map(({ id, executionId }) => `${id} of ${executionId}`).join(', ');
}

function requestOf({ parameters }: Wire['Execution']): string {
  return String(parameters['request']);
}

function repeated<Item>(items: readonly Item[], nameOf: (item: Item) => string): [string, Item[]][] {
  return Object.entries(Object.groupBy(items, nameOf)).flatMap(([name, same = []]) =>
    same.length > 1 ? [[name, same] satisfies [string, Item[]]] : [],
  );
}
