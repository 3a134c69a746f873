import { ExecutorError, type PipelineExecutor } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { SYSTEM_NAMES, type SystemName } from '../fault-schedules/schedule.ts';
import { type Trial, trySchedules } from '../fault-schedules/try-schedules.ts';

// The short form of `npm run fault-schedules`.
const RUNS = 120;
const RUNS_UNTIL_CAUGHT = 300;
const SEED = 20_261_122;
const TIMEOUT_MS = 120_000;

describe.each(SYSTEM_NAMES)('the executor for %s', (system) => {
  it(`keeps its promises in ${RUNS} schedules of faults`, { timeout: TIMEOUT_MS }, async () => {
    const { violation, faults, verdicts, kills } = await trySchedules({ system, runs: RUNS, seed: SEED });

    expect(violation).toBeUndefined();
    expect(faults.size, 'kinds of faults that struck').toBe(system === 'jenkins' ? 21 : 14);
    expect(kills).toBeGreaterThan(20);
    expect([...verdicts.keys()]).toEqual(
      expect.arrayContaining(['succeeded', 'failed', 'cancelled', 'not-started', 'never-started']),
    );
  });

  it('would be caught if it sent a start again whose outcome is unknown', { timeout: TIMEOUT_MS }, async () => {
    const { violation } = await tryBroken(system, (executor) => ({
      ...executor,
      start: (request) =>
        executor.start(request).catch((error: unknown) => {
          if (isUnknown(error)) return executor.start(request);
          throw error;
        }),
    }));

    expect(violation?.words).toContain('a start was sent again');
  });

  it('would be caught if it called a run absent that it could not look for', { timeout: TIMEOUT_MS }, async () => {
    const { violation } = await tryBroken(system, (executor) => ({
      ...executor,
      find: (request) => executor.find(request).catch(() => ({ outcome: 'absent' })),
    }));

    expect(violation?.words).toContain('called absent');
  });

  it('would be caught if it said not_started of what is unknown', { timeout: TIMEOUT_MS }, async () => {
    const { violation } = await tryBroken(system, (executor) => ({
      ...executor,
      start: (request) =>
        executor.start(request).catch((error: unknown) => {
          throw isUnknown(error) ? new ExecutorError({ message: error.message, outcome: 'not_started' }) : error;
        }),
    }));

    expect(violation?.words).toContain('an execution is not-started, and there is, or was, a run of it');
  });

  it('would be caught if it took the newest run for the one that is looked for', { timeout: TIMEOUT_MS }, async () => {
    const { violation } = await tryBroken(system, (executor) => ({
      ...executor,
      async find(request) {
        const [newest] = await executor.list({ ...request, since: request.startedAt });
        return newest === undefined ? executor.find(request) : { outcome: 'found', run: { ...newest, stages: [] } };
      },
    }));

    expect(violation?.words).toContain('a run was taken for ours that is not');
  });

  it('would be caught if it called a run finished that goes on', { timeout: TIMEOUT_MS }, async () => {
    const { violation } = await tryBroken(system, (executor) => ({
      ...executor,
      async get(request) {
        const run = await executor.get(request);
        return run.status === 'running' ? { ...run, status: 'succeeded' } : run;
      },
    }));

    expect(violation?.words).toContain('a run was said to have ended as it did not');
  });
});

describe('a schedule that violates a law', () => {
  it('is drawn again from its seed, and shrunk to what is needed', { timeout: TIMEOUT_MS }, async () => {
    const isAlwaysAbsent = (executor: PipelineExecutor): PipelineExecutor => ({
      ...executor,
      find: async () => ({ outcome: 'absent' }),
    });
    const [first, second] = [await tryBroken('jenkins', isAlwaysAbsent), await tryBroken('jenkins', isAlwaysAbsent)];

    expect(first.violation).toEqual(second.violation);
    expect(first.violation?.schedule).toMatchObject({ strangers: [], cancels: [], latenciesMs: [] });
  });
});

function tryBroken(system: SystemName, change: (executor: PipelineExecutor) => PipelineExecutor): Promise<Trial> {
  return trySchedules({ system, runs: RUNS_UNTIL_CAUGHT, seed: SEED, change });
}

function isUnknown(error: unknown): error is ExecutorError {
  return ExecutorError.isInstance(error) && error.outcome === 'unknown';
}
