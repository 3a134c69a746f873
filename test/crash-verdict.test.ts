import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { createLedger } from '../crash-test/clients/ledger.ts';
import type { Evidence } from '../crash-test/verdict/evidence.ts';
import { findViolations, type ViolationKind } from '../crash-test/verdict/violations.ts';
import type { CiRun, CiSystem } from '../crash-test/world/ci-system.ts';
import { createStartLog } from '../crash-test/world/start-log.ts';

const RECORD: Wire['Execution'] = {
  execution_id: 'execution-1',
  version: 3,
  pipeline_type: 'network',
  environment: 'dev',
  tenant_id: 'acme',
  parameters: { request: 'request-1' },
  status: 'succeeded',
  requested_by: 'local',
  created_at: '2026-11-22T12:00:00.000Z',
  updated_at: '2026-11-22T12:00:02.000Z',
  last_change: { type: 'execution.succeeded', actor: 'sluice' },
  run: { executor: 'gitlab', id: '1', stages: [] },
};

const RUN: CiRun = {
  id: '1',
  executionId: 'execution-1',
  environment: 'dev',
  tenantId: 'acme',
  request: 'request-1',
  outcome: 'succeeded',
};

/** A CI system with these runs, each of which it was asked for once. */
function ciSystemWith(runs: readonly CiRun[]): CiSystem {
  const starts = createStartLog();
  for (const run of runs) {
    starts.noteAsked(run.executionId);
    starts.noteCarriedOut(run, runs);
  }
  return {
    pipelineType: 'network',
    upstream: { what: () => 'ci-read', answer: async () => new Response() },
    variables: () => ({}),
    runs: () => runs,
    starts,
  };
}

/** What there is when all went well, but for what is given. */
function evidence(differences: Partial<Evidence> = {}): Evidence {
  const ledger = createLedger();
  ledger.noteKeyed('request-1');
  ledger.noteTold('execution-1');
  return {
    records: [RECORD],
    trails: new Map([['execution-1', [1, 2, 3]]]),
    ciSystems: [ciSystemWith([RUN])],
    ledger,
    casualties: [],
    ...differences,
  };
}

function kindsOf(differences: Partial<Evidence>): readonly ViolationKind[] {
  return [...new Set(findViolations(evidence(differences)).map(({ kind }) => kind))];
}

const { run: _, ...NO_RUN } = RECORD;

describe('the verdict of the crash test', () => {
  it('finds nothing where all went well', () => {
    expect(findViolations(evidence())).toEqual([]);
  });

  it('finds two runs of one execution', () => {
    const ciSystems = [ciSystemWith([RUN, { ...RUN, id: '2' }])];
    expect(kindsOf({ ciSystems })).toContain('duplicate runs');
  });

  it('finds two executions of one idempotency key, with and without runs', () => {
    const other = { ...RUN, id: '2', executionId: 'execution-2' };
    const records = [
      RECORD,
      { ...RECORD, execution_id: 'execution-2', run: { executor: 'gitlab', id: '2', stages: [] } },
    ];
    const trails = new Map(records.map(({ execution_id: id }) => [id, [1, 2, 3]]));
    const found = findViolations(evidence({ ciSystems: [ciSystemWith([RUN, other])], records, trails }));
    expect(found.map(({ what }) => what)).toEqual([
      'the key of request-1 has 2 runs: 1 of execution-1, 2 of execution-2',
      'the key of request-1 has 2 executions',
    ]);
  });

  it('finds a start that was asked for twice, whatever became of it', () => {
    const system = ciSystemWith([RUN]);
    system.starts.noteAsked('execution-1');
    expect(kindsOf({ ciSystems: [system] })).toEqual(['duplicate runs']);
  });

  it('finds a run that began beside another one of the tenant', () => {
    const system = ciSystemWith([RUN]);
    const unfinished = { ...RUN, executionId: 'execution-0', request: 'request-0', outcome: undefined };
    system.starts.noteCarriedOut(RUN, [unfinished, RUN]);
    expect(kindsOf({ ciSystems: [system] })).toEqual(['duplicate runs']);
  });

  it('finds an execution and a run without a record', () => {
    const found = findViolations(evidence({ records: [] }));
    expect(found.map(({ kind }) => kind)).toEqual(['lost executions', 'lost executions']);
  });

  it('finds an execution that is not settled', () => {
    expect(kindsOf({ records: [{ ...RECORD, status: 'unknown' }] })).toEqual(['unsettled executions']);
  });

  it.each<[string, Wire['Execution'], readonly CiRun[]]>([
    ['a success of a run that failed', RECORD, [{ ...RUN, outcome: 'failed' }]],
    ['a success of a run that goes on', RECORD, [{ ...RUN, outcome: undefined }]],
    ['another run', RECORD, [{ ...RUN, id: '2' }]],
    ['a run that there is not', RECORD, []],
    [
      'none where there is a run',
      { ...NO_RUN, status: 'failed', failure: { code: 'never_started', message: '' } },
      [RUN],
    ],
    ['a loss where there is a run', { ...NO_RUN, status: 'lost' }, [RUN]],
    ['a loss where there is none', { ...NO_RUN, status: 'lost' }, []],
  ])('finds a record that tells of %s', (_, record, runs) => {
    expect(kindsOf({ records: [record], ciSystems: [ciSystemWith(runs)] })).toEqual(['untrue records']);
  });

  it('believes that a start which was never carried out never started', () => {
    const record = { ...NO_RUN, status: 'failed', failure: { code: 'never_started', message: '' } } as const;
    expect(kindsOf({ records: [record], ciSystems: [ciSystemWith([])] })).toEqual([]);
  });

  it('believes that nothing is left of a run that was cancelled in the queue, but not of another one', () => {
    const record = { ...NO_RUN, status: 'cancelled' } as const;
    const system = ciSystemWith([]);
    system.starts.noteCarriedOut(RUN, []);
    expect(kindsOf({ records: [record], ciSystems: [system] })).toEqual(['untrue records']);
    expect(kindsOf({ records: [{ ...record, cancel_requested_by: 'local' }], ciSystems: [system] })).toEqual([]);
  });

  it.each([[[]], [[1, 3]], [[2, 3]], [[1, 2]], [[1, 2, 2, 3]]])('finds the audit trail %j too short', (versions) => {
    expect(kindsOf({ trails: new Map([['execution-1', versions]]) })).toEqual(['gaps in the audit trail']);
  });

  it('finds an answer that takes another one back', () => {
    const ledger = createLedger();
    const first = ledger.expectation('execution-1');
    first.check(RECORD);
    first.check({ ...RECORD, version: 2, status: 'running' });
    expect(ledger.contradictions, 'both were asked for before there was an answer').toEqual([]);
    ledger.expectation('execution-1').check({ ...RECORD, version: 2, status: 'running' });
    expect(kindsOf({ ledger })).toEqual(['contradicted answers']);
  });

  it('finds an answer that nobody should get, and a server that ended by itself', () => {
    const ledger = createLedger();
    ledger.noteUnexpected('GET /executions: 500');
    expect(kindsOf({ ledger, casualties: ['it ended with exit code 1'] })).toEqual([
      'unexpected answers',
      'servers that ended by themselves',
    ]);
  });
});
