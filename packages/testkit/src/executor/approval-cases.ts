import type { AnswerApprovalResult, PendingApproval } from '@sluice/core';
import { attempt, checkInvalid, executorErrorOf } from './attempts.ts';
import { BrokenPromise, check } from './broken-promise.ts';
import type { CaseBench, StartedRun } from './case-bench.ts';
import type { ExecutorCase, ExecutorCaseGroup, ScenarioKind } from './executor-case.ts';
import { RESET_AFTER } from './proxy-fault.ts';
import { hasEnded, startUntil, untilOver } from './run-watching.ts';

const NO_APPROVALS: readonly string[] = ['', 'x', '0', '..', '../..', '__proto__'];
const AWKWARD_VALUES: readonly string[] = ['plain', `"quotes" 'of' $ALL & k=i+n%20ds`, 'naïve – 日本語 🚀\nline two'];

/** Cases about what waits for a person. */
export const approvalCases: ExecutorCaseGroup = {
  name: 'approvals',
  cases: [
    approvalCase('shows what a run waits for, by an id that stays, and calls the run blocked', async (bench) => {
      const started = await startUntil(bench, 'waitsForApproval', 'blocked');
      const shown = await untilPending(bench, started);
      const again = await pending({ ...bench, executor: bench.another() }, started);
      const ids = again.map(({ id }) => id);
      check(ids.length === 1 && ids[0] === shown.id, 'a question keeps its id, whoever looks', { shown, again });
      check(shown.title !== '', 'a question says what it asks', shown);
    }),
    approvalCase('lets the run go on when it is approved', async (bench) => {
      const started = await bench.start('waitsForApproval');
      const { id } = await untilPending(bench, started);
      checkOutcome(await answer(bench, started, id), 'answered', 'an approval of what waits for it is answered');
      await checkSucceeds(bench, started);
      const left = await pending(bench, started);
      check(left.length === 0, 'what was approved waits no more', left);
    }),
    approvalCase('answers a question once: what waits no more is not_pending', async (bench) => {
      const started = await bench.start('waitsForApproval');
      const { id } = await untilPending(bench, started);
      await answer(bench, started, id);
      await untilOver(bench, started);
      const second = await answer({ ...bench, executor: bench.another() }, started, id);
      checkOutcome(second, 'not_pending', 'what was answered is not pending any more');
    }),
    approvalCase('rejects where it can be rejected, and refuses to where it can not', async (bench) => {
      const started = await bench.start('waitsForApproval');
      const { id, canReject } = await untilPending(bench, started);
      if (!canReject) {
        const promised = 'what can only be approved or left alone can not be rejected';
        await checkInvalid(answer(bench, started, id, { decision: 'reject' }), promised);
        await checkStillWaits(bench, started, id);
        return;
      }
      const rejected = await answer(bench, started, id, { decision: 'reject' });
      checkOutcome(rejected, 'answered', 'a rejection of what waits is answered');
      const run = await untilOver(bench, started);
      check(run.status !== 'succeeded', 'a run whose approval was rejected does not succeed', run);
    }),
    approvalCase('refuses an id that is none of this run’s approvals, and answers nothing', async (bench) => {
      const [started, other] = [await bench.start('waitsForApproval'), await bench.start('waitsForApproval')];
      const { id } = await untilPending(bench, started);
      const foreign = await untilPending(bench, other);
      for (const approvalId of [...NO_APPROVALS, foreign.id]) {
        const promised = `${JSON.stringify(approvalId)} is none of this run's approvals: it is refused`;
        await checkInvalid(answer(bench, started, approvalId), promised);
      }
      // Where the CI system forgets what was answered, this one may have been.
      const unknown = await attempt(answer(bench, started, `${id}0`));
      const isAnswered = unknown.outcome === 'resolved' && unknown.value.outcome === 'answered';
      check(!isAnswered, 'a question that was never asked can not be answered', unknown);
      await checkStillWaits(bench, started, id);
      await checkStillWaits(bench, other, foreign.id);
    }),
    approvalCase(
      'answers the question that was shown, and never the next one',
      async (bench) => {
        const started = await bench.start('asksTwice');
        const first = await untilPending(bench, started);
        await answer(bench, started, first.id);
        const next = await untilPending(bench, started, first.id);
        const late = await answer(bench, started, first.id);
        checkOutcome(late, 'not_pending', 'what was answered is not pending, though another question is');
        await checkStillWaits(bench, started, next.id);
        await answer(bench, started, next.id);
        await checkSucceeds(bench, started);
      },
      ['asksTwice'],
    ),
    approvalCase(
      'may be asked again when the answer to an answer got lost, and answers nothing else then',
      async (bench) => {
        const started = await bench.start('asksTwice');
        const first = await untilPending(bench, started);
        bench.proxy.inject(RESET_AFTER, ({ method }) => !['GET', 'HEAD'].includes(method), 1);
        const lost = await attempt(answer(bench, started, first.id));
        if (lost.outcome === 'rejected') await executorErrorOf(Promise.reject(lost.error), 'a lost answer rejects');
        bench.proxy.mend();
        await answer({ ...bench, executor: bench.another() }, started, first.id);
        const next = await untilPending(bench, started, first.id);
        await answer({ ...bench, executor: bench.another() }, started, first.id);
        await checkStillWaits(bench, started, next.id);
      },
      ['asksTwice'],
    ),
    approvalCase(
      'hands the values that come with an approval over as they are',
      async (bench) => {
        const { input } = bench.scenario('asksForValue');
        for (const value of AWKWARD_VALUES) await checkValueArrives(bench, input, value);
      },
      ['asksForValue'],
    ),
    approvalCase('shows nothing of a run that waits for nobody', async (bench) => {
      const started = await bench.start('succeeds');
      await untilOver(bench, started);
      const shown = await pending(bench, started);
      check(shown.length === 0, 'a run that has ended waits for nobody', shown);
    }),
  ],
};

function approvalCase(
  name: string,
  run: ExecutorCase['run'],
  needs: readonly ScenarioKind[] = ['waitsForApproval'],
): ExecutorCase {
  return { name, capability: 'approvals', needs, run };
}

interface Answer {
  readonly decision?: 'approve' | 'reject';
  readonly inputs?: Readonly<Record<string, string>>;
}

async function pending({ executor }: CaseBench, started: StartedRun): Promise<readonly PendingApproval[]> {
  if (executor.pendingApprovals === undefined) throw new BrokenPromise('it has pendingApprovals', 'it has not');
  return executor.pendingApprovals(started);
}

async function answer(
  { executor }: CaseBench,
  started: StartedRun,
  approvalId: string,
  { decision = 'approve', inputs }: Answer = {},
): Promise<AnswerApprovalResult> {
  if (executor.answerApproval === undefined) throw new BrokenPromise('it has answerApproval', 'it has not');
  return executor.answerApproval({ ...started, approvalId, decision, inputs });
}

/** Waits until the run asks something, or something else than what it asked before. */
async function untilPending(bench: CaseBench, started: StartedRun, before?: string): Promise<PendingApproval> {
  const shown = await bench.eventually(
    'pendingApprovals shows what the run waits for',
    () => pending(bench, started),
    (all) => all.some(({ id }) => id !== before) && all.every(({ id }) => id !== before),
  );
  const [first] = shown;
  if (first === undefined) throw new BrokenPromise('pendingApprovals shows what the run waits for', 'nothing');
  return first;
}

async function checkStillWaits(bench: CaseBench, started: StartedRun, id: string): Promise<void> {
  await bench.world.passTime(bench.world.pollIntervalMs ?? 1000);
  const shown = await pending(bench, started);
  const promised = 'a question that nobody answered still waits';
  check(
    shown.some((each) => each.id === id),
    promised,
    shown,
  );
  check(!(await hasEnded(bench, started.executionId)), promised, 'the run has ended');
}

async function checkSucceeds(bench: CaseBench, started: StartedRun): Promise<void> {
  const run = await untilOver(bench, started);
  check(run.status === 'succeeded', 'a run goes on to its end once all that it waits for is approved', run);
}

function checkOutcome(result: AnswerApprovalResult, outcome: AnswerApprovalResult['outcome'], promised: string): void {
  check(result.outcome === outcome, promised, result);
}

async function checkValueArrives(bench: CaseBench, input: string, value: string): Promise<void> {
  const started = await bench.start('asksForValue');
  const { id, inputs = [] } = await untilPending(bench, started);
  check(
    inputs.some(({ name }) => name === input),
    `an approval names its input ${input}`,
    inputs,
  );
  await answer(bench, started, id, { inputs: { [input]: value } });
  await bench.eventually(
    `${input} arrives as ${JSON.stringify(value)}`,
    async () => (await bench.runsOf(started.executionId))[0]?.variables?.[input],
    (arrived) => arrived === value,
  );
}
