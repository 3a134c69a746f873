import type { Execution } from '@sluice/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { components } from '../src/generated/memory.ts';
import { checkDeployed } from '../src/memory-manager/check-deployed.ts';
import { environmentLists } from '../src/memory-manager/environment-memory.ts';
import { executionOf, RUN, START, useMemory } from './support/memory-bench.ts';

type Answers = components['schemas'];

/** What an execution can come to, and what a person would say of it. */
interface Kind {
  readonly fields: Partial<Execution>;
  readonly isEnded: boolean;
  /** It may have changed what is deployed, or may be doing so, without our knowing. */
  readonly isOpen: boolean;
}

const KINDS: Readonly<Record<string, Kind>> = {
  succeeded: { fields: { status: 'succeeded', run: RUN }, isEnded: true, isOpen: false },
  failed: {
    fields: { status: 'failed', run: RUN, failure: { code: 'pipeline_failed', message: 'Exit 1' } },
    isEnded: true,
    isOpen: false,
  },
  refused: {
    fields: { status: 'failed', failure: { code: 'not_started', message: 'Refused' } },
    isEnded: true,
    isOpen: false,
  },
  denied: { fields: { status: 'denied' }, isEnded: true, isOpen: false },
  'cancelled while it ran': { fields: { status: 'cancelled', run: RUN }, isEnded: true, isOpen: true },
  'cancelled before it ran': { fields: { status: 'cancelled' }, isEnded: true, isOpen: false },
  lost: { fields: { status: 'lost' }, isEnded: true, isOpen: true },
  starting: { fields: { status: 'starting' }, isEnded: false, isOpen: true },
  running: { fields: { status: 'running', run: RUN }, isEnded: false, isOpen: true },
  waiting: { fields: { status: 'awaiting_approval' }, isEnded: false, isOpen: false },
};

interface Happening {
  readonly kind: string;
  readonly pipelineType: string;
  readonly tenantId: string | undefined;
  /** Milliseconds until it ended. */
  readonly duration: number;
}

/** Durations are few and coarse, so that executions overlap and end together. */
const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...Object.keys(KINDS)),
    pipelineType: fc.constantFrom('app', 'bootstrap'),
    tenantId: fc.constantFrom('acme', 'globex', undefined),
    duration: fc.integer({ min: 0, max: 6 }).map((minutes) => minutes * 60_000),
  }),
  { maxLength: 14 },
);

/** What happened, as executions; each is asked for a minute after the one before. */
function executionsOf(history: readonly Happening[], environment: string): readonly Execution[] {
  return history.map(({ kind, pipelineType, tenantId, duration }, index) => {
    const createdAt = START + (index + 1) * 60_000;
    const { fields, isEnded } = kindOf(kind);
    const execution = executionOf(index + 1, {
      ...fields,
      executionId: `${environment}-${index}`,
      environment,
      pipelineType,
      ...(tenantId === undefined ? {} : { tenantId }),
      ...(isEnded ? { finishedAt: createdAt + duration } : {}),
    });
    return execution;
  });
}

function kindOf(name: string): Kind {
  const kind = KINDS[name];
  if (kind === undefined) throw new Error(`There is no kind ${name}.`);
  return kind;
}

/** What is true of one pipeline for one tenant, told by living through it from its first day to its last. */
interface Truth {
  deployed: string | undefined;
  readonly failedSince: Set<string>;
  readonly underWay: Set<string>;
  isOpen: boolean;
  isLost: boolean;
}

/** Lives through a history, one end after the other. Of what ends at once, what is worse comes last. */
function livedThrough(history: readonly Happening[], ids: readonly string[]): ReadonlyMap<string, Truth> {
  const truths = new Map<string, Truth>();
  const days = history
    .map((happening, index) => ({
      ...happening,
      id: ids[index] ?? '',
      index,
      end: index * 60_000 + happening.duration,
    }))
    .toSorted(
      (a, b) => a.end - b.end || Number(b.kind === 'succeeded') - Number(a.kind === 'succeeded') || a.index - b.index,
    );
  for (const { kind, pipelineType, tenantId, id } of days) {
    const name = `${pipelineType} ${tenantId}`;
    const truth = truths.get(name) ?? freshTruth();
    truths.set(name, truth);
    const { isEnded, isOpen } = kindOf(kind);
    if (!isEnded) {
      truth.underWay.add(id);
    } else if (kind === 'succeeded') {
      truth.deployed = id;
      truth.failedSince.clear();
      truth.isOpen = false;
      truth.isLost = false;
    } else {
      truth.failedSince.add(id);
      truth.isOpen ||= isOpen;
      truth.isLost ||= kind === 'lost';
    }
  }
  return truths;
}

function freshTruth(): Truth {
  return { deployed: undefined, failedSince: new Set(), underWay: new Set(), isOpen: false, isLost: false };
}

function isUnsettled(history: readonly Happening[], { pipelineType, tenantId }: Happening): boolean {
  return history.some(
    (one) =>
      one.pipelineType === pipelineType &&
      one.tenantId === tenantId &&
      !kindOf(one.kind).isEnded &&
      kindOf(one.kind).isOpen,
  );
}

/** Checks the answer to each question that a history allows against what is true. */
function checkAnswer(
  history: readonly Happening[],
  asked: Happening,
  truth: Truth,
  answer: Answers['DeployedAnswer'],
): void {
  const deployed = truth.deployed !== undefined ? true : truth.isLost ? null : false;
  expect(answer.deployed).toBe(deployed);
  expect(answer.execution?.execution_id).toBe(truth.deployed);
  expect(answer.certain).toBe(deployed !== null && !truth.isOpen && !isUnsettled(history, asked));
  expect([...truth.underWay]).toEqual(expect.arrayContaining(idsOf(answer.under_way)));
  expect([...truth.failedSince]).toEqual(expect.arrayContaining(idsOf(answer.failed_since)));
}

const idsOf = (list: Answers['MemoryAnswer']['deployed']): string[] => list.map(({ execution_id }) => execution_id);

describe('whatever happened', () => {
  it('what is deployed, under way and failed since is what it is to who lived through it', () => {
    fc.assert(
      fc.property(happenings, (history) => {
        const executions = executionsOf(history, 'dev');
        const truths = [
          ...livedThrough(
            history,
            executions.map(({ executionId }) => executionId),
          ).values(),
        ];
        const lists = environmentLists(executions.toReversed());
        const told = (list: readonly Execution[]): readonly string[] =>
          list.map(({ executionId }) => executionId).sort();
        expect(told(lists.deployed)).toEqual(truths.flatMap(({ deployed }) => deployed ?? []).sort());
        expect(told(lists.underWay)).toEqual(truths.flatMap(({ underWay }) => [...underWay]).sort());
        expect(told(lists.failedSince)).toEqual(truths.flatMap(({ failedSince }) => [...failedSince]).sort());
      }),
      { numRuns: 1000 },
    );
  });

  it('whether something is deployed is answered as by who lived through it, and never no on half of what there is', () => {
    fc.assert(
      fc.property(happenings, fc.nat(14), (history, unread) => {
        const executions = executionsOf(history, 'dev');
        const truths = livedThrough(
          history,
          executions.map(({ executionId }) => executionId),
        );
        for (const asked of history) {
          const { pipelineType, tenantId } = asked;
          const truth = truths.get(`${pipelineType} ${tenantId}`) ?? freshTruth();
          const own = executions
            .filter((one) => one.pipelineType === pipelineType && one.tenantId === tenantId)
            .toReversed();
          const question = { environment: 'dev', pipelineType, tenantId, parameters: {}, unanswered: [] };
          const answer = checkDeployed({ ...question, executions: own, incomplete: false });
          checkAnswer(history, asked, truth, answer);
          const half = checkDeployed({ ...question, executions: own.slice(0, unread), incomplete: true });
          expect(half).toMatchObject({ certain: false, incomplete: true });
          expect(half.deployed).not.toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('whatever happened, asked of the table', () => {
  const memory = useMemory();
  const recorded = async (executions: readonly Execution[]): Promise<void> => {
    await Promise.all(executions.map((execution) => memory.store().record(execution)));
  };

  it('the memory and the answer whether something is deployed agree with who lived through it', async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(happenings, async (history) => {
        runs += 1;
        const environment = `environment-${runs}`;
        const executions = executionsOf(history, environment);
        const truths = livedThrough(
          history,
          executions.map(({ executionId }) => executionId),
        );
        await recorded(executions);
        const answer = await memory.told<Answers['MemoryAnswer']>('/memory', { environment });
        const all = [...truths.values()];
        const deployed = all.flatMap(({ deployed: id }) => id ?? []);
        expect(deployed).toEqual(expect.arrayContaining(idsOf(answer.deployed)));
        expect(answer.deployed.length > 0).toBe(deployed.length > 0);
        expect(answer.under_way.length > 0).toBe(all.some(({ underWay }) => underWay.size > 0));
        expect(answer.failed_since.length > 0).toBe(all.some(({ failedSince }) => failedSince.size > 0));
        for (const asked of history.filter(({ tenantId }) => tenantId !== undefined)) {
          const parameters = { environment, pipeline_type: asked.pipelineType, tenant_id: asked.tenantId ?? '' };
          const truth = truths.get(`${asked.pipelineType} ${asked.tenantId}`) ?? freshTruth();
          checkAnswer(history, asked, truth, await memory.told('/memory/deployed', parameters));
        }
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('the pages of the history put together are all that there is, whatever their size and whatever comes in', async () => {
    let runs = 0;
    const pages = fc.record({
      limit: fc.integer({ min: 1, max: 7 }),
      narrow: fc.constantFrom<Readonly<Record<string, string>>>(
        {},
        { status: 'finished' },
        { status: 'unfinished' },
        { pipeline_type: 'app' },
        { tenant_id: 'acme', status: 'finished' },
      ),
    });
    await fc.assert(
      fc.asyncProperty(happenings, pages, async (history, { limit, narrow }) => {
        runs += 1;
        const environment = `environment-${runs}`;
        const executions = executionsOf(history, environment);
        await recorded(executions);
        const told: string[] = [];
        let cursor: string | undefined;
        do {
          const asked = { environment, limit: String(limit), ...narrow, ...(cursor === undefined ? {} : { cursor }) };
          const page = await memory.told<Answers['HistoryAnswer']>('/memory/executions', asked);
          expect(page.executions.length).toBeLessThanOrEqual(limit);
          told.push(...page.executions.map(({ execution_id }) => execution_id));
          cursor = page.next_cursor;
          const late = executionOf(100 + told.length, {
            environment,
            executionId: `${environment}-late-${told.length}`,
          });
          await memory.store().record(late);
        } while (cursor !== undefined);
        const expected = executions
          .filter(
            ({ pipelineType, tenantId, finishedAt }) =>
              (narrow['pipeline_type'] === undefined || pipelineType === narrow['pipeline_type']) &&
              (narrow['tenant_id'] === undefined || tenantId === narrow['tenant_id']) &&
              (narrow['status'] === undefined || (finishedAt !== undefined) === (narrow['status'] === 'finished')),
          )
          .map(({ executionId }) => executionId);
        expect(told).toEqual(expected.toReversed());
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
