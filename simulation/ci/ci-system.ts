import type { World } from '../world/world.ts';
import { type CiRun, goesBy, isOver } from './ci-run.ts';
import { planRun, type RunPlan } from './run-plan.ts';

/** The CI system itself: its runs and how they go on. It knows nothing of networks. */
export interface CiSystem {
  readonly runs: readonly CiRun[];
  /** Returns a run that it still has. */
  run(id: string): CiRun | undefined;
  /** Makes a run, and lets it go its way. */
  start(executionId: string, project: string): CiRun;
  /** Begins to stop a run that is not over. One that is forced always heeds that. */
  stop(run: CiRun, force: boolean): void;
  /** Lets a run go on that waits for an answer. */
  answer(run: CiRun, decision: 'approve' | 'reject'): void;
}

const LONGEST_STOP_MS = 8_000;

/** Is told whenever a run is made or changes: webhooks are sent then. */
export type RunListener = (run: CiRun) => void;

export function createCiSystem(world: World, changed: RunListener): CiSystem {
  const { timeline, decisions, temper, journal, limits, checks } = world;
  const runs: CiRun[] = [];

  function move(run: CiRun, status: CiRun['status'], because = ''): void {
    if (run.deleted || isOver(run)) return;
    run.status = status;
    run.changedAt = timeline.now();
    journal.note(() => `CI system: ${run.id} is ${status}${because}`);
    changed(run);
  }

  function end(run: CiRun, plan: RunPlan): void {
    run.skipped = plan.end === 'skipped';
    move(run, plan.end === 'skipped' ? 'failed' : plan.end, run.skipped ? ' (skipped)' : '');
  }

  function work(run: CiRun, plan: RunPlan): void {
    if (isOver(run)) return;
    move(run, 'running');
    timeline.plan({ afterMs: plan.runningMs, act: () => end(run, plan) });
  }

  function begin(run: CiRun, plan: RunPlan): void {
    if (isOver(run)) return;
    if (plan.blockedMs === undefined) {
      work(run, plan);
      return;
    }
    move(run, 'blocked');
    run.questions += 1;
    if (plan.blockedMs === Number.POSITIVE_INFINITY) return;
    timeline.plan({
      afterMs: plan.blockedMs,
      act: () => {
        if (run.status === 'blocked') work(run, plan);
      },
    });
  }

  function visibleAt(name: string): number {
    if (!decisions.happens(`${name} is not seen by searches at first`, temper.start)) return timeline.now();
    journal.count('CI system: a run is not seen by searches at first');
    return timeline.now() + decisions.between(`${name}: seen`, 1_000, limits.visibilityMs);
  }

  const plans = new Map<CiRun, RunPlan>();

  return {
    runs,
    run: (id) => runs.find((run) => goesBy(run, id) && !run.deleted),
    start(executionId, project) {
      const earlier = runs.filter((run) => run.executionId === executionId).length;
      const name = `${executionId.replace('execution', 'run')}${'’'.repeat(earlier)}`;
      const plan = planRun(name, decisions, temper);
      const run: CiRun = {
        id: name,
        queueId: plan.changesId ? name.replace('run', 'queued') : undefined,
        executionId,
        project,
        madeAt: timeline.now(),
        visibleAt: visibleAt(name),
        status: 'queued',
        skipped: false,
        changedAt: timeline.now(),
        deleted: false,
        questions: 0,
      };
      runs.push(run);
      plans.set(run, plan);
      journal.note(() => `CI system: ${run.id} is made for ${executionId}`);
      checks.runIsMade(run);
      changed(run);
      timeline.plan({ afterMs: plan.queuedMs, act: () => begin(run, plan) });
      if (plan.deletedMs !== undefined) {
        const act = (): void => {
          run.deleted = true;
          journal.count('CI system: a run is deleted');
          journal.note(() => `CI system: ${run.id} is deleted`);
        };
        timeline.plan({ afterMs: plan.deletedMs, act });
      }
      return run;
    },
    stop(run, force) {
      if (!force && decisions.happens(`${run.id} does not heed that it is to stop`, temper.run * 0.3)) {
        journal.count('CI system: a run does not heed that it is to stop');
        return;
      }
      const takes = decisions.between(`the stop of ${run.id}`, 0, LONGEST_STOP_MS);
      timeline.plan({ afterMs: takes, act: () => move(run, 'cancelled') });
    },
    answer(run, decision) {
      const plan = plans.get(run);
      if (run.status !== 'blocked' || plan === undefined) return;
      if (decision === 'reject') move(run, 'failed', ': rejected');
      else work(run, plan);
    },
  };
}
