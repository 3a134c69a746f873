import type { ExecutorScenarios } from './executor-scenarios.ts';
import type { ExecutorWorld } from './executor-world.ts';

/** A CI system for `executorConformance`: the runs that there can be, and how to open it. @public */
export interface ConformanceWorld<Target> {
  readonly scenarios: ExecutorScenarios<Target>;
  readonly world: () => Promise<ExecutorWorld<Target>>;
}
