import type { Decisions } from './decisions.ts';

/** What a fault befalls. Each seed has its own mix: one is about crashes, another about a CI system that is late. */
export const FAULT_FAMILIES = [
  'crash',
  'pause',
  'store',
  'slow',
  'start',
  'ask',
  'run',
  'webhook',
  'listener',
] as const;

export type FaultFamily = (typeof FAULT_FAMILIES)[number];

/** How likely a fault of each family is where it could happen. */
export type Temper = Readonly<Record<FaultFamily, number>>;

const LEVELS: Readonly<Record<FaultFamily, readonly [number, ...number[]]>> = {
  crash: [0, 0, 0.01, 0.04],
  pause: [0, 0, 0.03, 0.1],
  store: [0, 0, 0.02, 0.1],
  slow: [0, 0, 0.05, 0.2],
  start: [0, 0.3, 0.6, 0.9],
  ask: [0, 0, 0.15, 0.5],
  run: [0.2, 0.5],
  webhook: [0.1, 0.5, 1],
  listener: [0, 0, 0.02],
};

/** Draws how wild a run is, family by family. */
export function temperOf(decisions: Decisions): Temper {
  const levels = FAULT_FAMILIES.map((family) => [family, decisions.pick(`temper of ${family}`, LEVELS[family])]);
  return Object.fromEntries(levels) as Temper;
}
