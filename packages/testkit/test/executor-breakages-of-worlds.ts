import type { ExecutorScenarios, ExecutorWorld } from '../src/index.ts';
import type { MillTarget } from './executor-mill.ts';
import { MILL_SCENARIOS, openMillWorld } from './executor-mill-world.ts';

type World = ExecutorWorld<MillTarget>;

/** A way in which a world is wrong, the case that must find it, what that case says then, and what is wrong. */
export type WorldBreakage = readonly [
  what: string,
  foundBy: string,
  saying: RegExp,
  world: () => Promise<World>,
  /** @defaultValue those of the mill */
  scenarios?: ExecutorScenarios<MillTarget>,
];

function openWorld(breaking: (right: World) => Partial<World>): () => Promise<World> {
  return async () => {
    const right = await openMillWorld();
    return { ...right, ...breaking(right) };
  };
}

/** Worlds that make a right executor look wrong, or a wrong one right. */
export const worldBreakages: readonly WorldBreakage[] = [
  [
    'has no secrets',
    'names what must never be told',
    /the world's secrets name what must never be told.*\nSeen: none/,
    openWorld(() => ({ secrets: [] })),
  ],
  [
    'has a secret that was not set',
    'names what must never be told',
    /none is empty\nSeen: secrets of 5, 0 characters/,
    openWorld(() => ({ secrets: ['t0k3n', ''] })),
  ],
  [
    'makes one run of two foreign starts',
    'makes a run of each foreign start, and tells of both',
    /two calls of the world's startForeign make two runs/,
    openWorld((right) => {
      const made = new Map<string, Promise<string>>();
      return {
        startForeign(start) {
          const key = JSON.stringify(start);
          const run = made.get(key) ?? right.startForeign(start);
          made.set(key, run);
          return run;
        },
      };
    }),
  ],
  [
    'tells only of the newest run',
    'makes a run of each foreign start, and tells of both',
    /the world's runs\(\) tells of both runs/,
    openWorld((right) => ({ runs: async () => (await right.runs()).slice(-1) })),
  ],
  [
    'has a run that ends by itself for one that goes on',
    'has a run that goes on until it is cancelled',
    /scenario runsUntilCancelled goes on until it is cancelled.*\nSeen: it ended by itself within 6 seconds/,
    openMillWorld,
    { ...MILL_SCENARIOS, runsUntilCancelled: { target: { job: 'grind' } } },
  ],
];
