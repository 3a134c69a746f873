import { randomUUID } from 'node:crypto';
import { check } from './broken-promise.ts';
import type { CaseBench } from './case-bench.ts';
import type { ExecutorCaseGroup, ScenarioKind } from './executor-case.ts';
import { hasEnded } from './run-watching.ts';

/** How long a run that nobody cancels is watched. */
const WATCHED_MS = 30_000;

/** Cases about the world itself: what is wrong there makes any executor look wrong. */
export const worldCases: ExecutorCaseGroup = {
  name: 'world',
  cases: [
    {
      name: 'names what must never be told',
      async run({ world }) {
        const isUsable = world.secrets.length > 0 && !world.secrets.includes('');
        const lengths = world.secrets.map(({ length }) => length);
        check(
          isUsable,
          "the world's secrets name what must never be told, such as the token, and none is empty",
          lengths.length === 0 ? 'none' : `secrets of ${lengths.join(', ')} characters`,
        );
      },
    },
    {
      name: 'makes a run of each foreign start, and tells of both',
      async run(bench) {
        const executionId = randomUUID();
        const ids = [
          await startForeign(bench, 'succeeds', executionId),
          await startForeign(bench, 'succeeds', executionId),
        ];
        check(new Set(ids).size === 2, "two calls of the world's startForeign make two runs, with two ids", ids);
        await bench.eventually(
          "the world's runs() tells of both runs that startForeign made, with what they have as SLUICE_EXECUTION_ID",
          () => bench.runsOf(executionId),
          ({ length }) => length === 2,
        );
      },
    },
    {
      name: 'has a run that goes on until it is cancelled',
      needs: ['runsUntilCancelled'],
      async run(bench) {
        const { pollIntervalMs = 1000 } = bench.world;
        const executionId = randomUUID();
        await startForeign(bench, 'runsUntilCancelled', executionId);
        for (let watchedMs = 0; watchedMs < WATCHED_MS; watchedMs += pollIntervalMs) {
          await bench.world.passTime(pollIntervalMs);
          const isOver = (await bench.runsOf(executionId)).length > 0 && (await hasEnded(bench, executionId));
          const promised = `a run of the scenario runsUntilCancelled goes on until it is cancelled, here for ${WATCHED_MS / 1000} seconds`;
          check(!isOver, promised, `it ended by itself within ${(watchedMs + pollIntervalMs) / 1000} seconds`);
        }
      },
    },
  ],
};

function startForeign({ scenario, world }: CaseBench, kind: ScenarioKind, executionId: string): Promise<string> {
  const { target, variables } = scenario(kind);
  return world.startForeign({ target, variables: { ...variables, SLUICE_EXECUTION_ID: executionId } });
}
