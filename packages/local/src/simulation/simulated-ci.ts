import type { Catalog, Clock } from '@sluice/core';
import type { Door } from '../flow/door.ts';

/** How a simulated CI system runs. */
export interface SimulationOptions {
  readonly clock: Clock;
  /** How much faster than their scripts pipelines run. @defaultValue 1 */
  readonly speed: number | undefined;
}

/** A simulated CI system that listens, and what the other parts have to know of it. */
export interface SimulatedCi<Simulator> {
  readonly url: string;
  readonly simulator: Simulator;
  /** Where it is and how to get in, for the config's executors. */
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly door: Door;
  /** Gives it what the catalog's pipelines run on, and tells whether there is any. */
  furnish(catalog: Catalog): boolean;
  close(): Promise<void>;
}
