import { ExecutorError, type FindResult, type PipelineExecutor } from '@sluice/core';
import type { World } from '../world/world.ts';
import type { CiRun } from './ci-run.ts';
import { currentId, isOver, toRun } from './ci-run.ts';
import type { CiSystem } from './ci-system.ts';

/** What finds a pipeline there. */
export interface CiTarget {
  readonly project: string;
}

/** What a webhook of the CI system says. */
export interface CiNotice {
  readonly deliveryId: string;
  readonly executionId: string;
  readonly runId: string;
}

/** The CI system behind the port, without a network in between: each call takes effect at once. */
export function createCiExecutor(system: CiSystem, world: World): PipelineExecutor<CiTarget> {
  const { timeline, decisions, temper, journal, checks } = world;
  const get = (runId: string): CiRun => {
    const run = system.run(runId);
    if (run !== undefined) return run;
    throw new ExecutorError({ message: `There is no run ${runId}.`, runIsGone: true });
  };
  const isShown = (run: CiRun): boolean => !run.deleted && run.visibleAt <= timeline.now();
  const obscured = new Map<string, boolean>();

  /** Some executions it can never tell about, such as where a list has a gap that stays. */
  function isObscured(executionId: string): boolean {
    const known = obscured.get(executionId);
    if (known !== undefined) return known;
    const isSo = decisions.happens(`the CI system can never tell about ${executionId}`, temper.ask * 0.2);
    obscured.set(executionId, isSo);
    if (isSo) {
      journal.count('CI system: it can never tell about an execution');
      checks.excuse(executionId);
    }
    return isSo;
  }

  function obscurity(executionId: string): FindResult {
    const name = `how the CI system does not tell about ${executionId}`;
    return decisions.pick(name, ['gap', 'several']) === 'gap'
      ? { outcome: 'indeterminate', reason: 'the list of runs has a gap' }
      : { outcome: 'ambiguous', runIds: ['somebody’s run', 'somebody else’s run'] };
  }

  return {
    specificationVersion: 'v1',
    name: 'ci',
    capabilities: { retry: false, approvals: true, webhooks: true, force: ['terminate'] },
    targetSchema: {
      '~standard': { version: 1, vendor: 'simulation', validate: (value) => ({ value: value as CiTarget }) },
    },
    async start({ executionId, target, variables }) {
      if (variables['SLUICE_EXECUTION_ID'] !== executionId) throw new Error('The execution id does not travel along.');
      return toRun(system.start(executionId, target.project));
    },
    async find({ executionId, sightedRunId }): Promise<FindResult> {
      const sighted = sightedRunId === undefined ? undefined : system.run(sightedRunId);
      if (sighted?.executionId === executionId) return { outcome: 'found', run: toRun(sighted) };
      if (isObscured(executionId)) return obscurity(executionId);
      const runs = system.runs.filter((run) => run.executionId === executionId && isShown(run));
      if (runs.length > 1) return { outcome: 'ambiguous', runIds: runs.map(currentId) };
      return runs[0] === undefined ? { outcome: 'absent' } : { outcome: 'found', run: toRun(runs[0]) };
    },
    get: async ({ runId }) => toRun(get(runId)),
    async list({ target, since }) {
      return system.runs
        .filter((run) => run.project === target.project && isShown(run) && run.changedAt >= since)
        .toReversed()
        .map((run) => ({ id: currentId(run), status: run.status, rawStatus: run.status }));
    },
    async cancel({ runId, force }) {
      const run = get(runId);
      if (!isOver(run)) system.stop(run, force !== undefined);
    },
    readLog: async () => ({ content: '', complete: true }),
    async pendingApprovals({ runId }) {
      const run = get(runId);
      return run.status === 'blocked' ? [{ id: questionOf(run), title: 'Go on?', canReject: true }] : [];
    },
    async answerApproval({ runId, approvalId, decision }) {
      const run = get(runId);
      if (run.status !== 'blocked' || approvalId !== questionOf(run)) return { outcome: 'not_pending' };
      system.answer(run, decision);
      return { outcome: 'answered' };
    },
    async receiveWebhook({ body }) {
      const { deliveryId, executionId, runId } = JSON.parse(new TextDecoder().decode(body)) as CiNotice;
      return { outcome: 'accepted', deliveryId, sightings: [{ executionId, runId }] };
    },
  };
}

function questionOf({ id, questions }: CiRun): string {
  return `${id} question ${questions}`;
}
