import type { ExecutorCapabilities } from '@sluice/core';
import type { CaseBench } from './case-bench.ts';
import type { ExecutorScenarios } from './executor-scenarios.ts';

export type ScenarioKind = keyof ExecutorScenarios;

/** One promise of the port, and how it is checked. */
export interface ExecutorCase {
  /** A sentence whose subject is the executor, or what the group is about. It also names the case in exceptions. */
  readonly name: string;
  /** The runs that it is about. @defaultValue none but the one that every CI system has */
  readonly needs?: readonly ScenarioKind[] | undefined;
  /** @defaultValue what every executor can */
  readonly capability?: keyof ExecutorCapabilities | undefined;
  /** Tells why the scenarios there are don't fit, if so. */
  readonly leftOut?: ((scenarios: ExecutorScenarios) => string | undefined) | undefined;
  run(bench: CaseBench): Promise<void>;
}

/** Cases about one part of the port. */
export interface ExecutorCaseGroup {
  readonly name: string;
  readonly cases: readonly ExecutorCase[];
}

/** Tells why a case can't be run, if so. */
export function reasonToLeaveOut(
  { needs = [], capability, leftOut }: ExecutorCase,
  scenarios: ExecutorScenarios,
  capabilities: ExecutorCapabilities,
): string | undefined {
  if (capability !== undefined && !isDeclared(capabilities[capability])) return `the executor has no ${capability}`;
  const missing = needs.filter((kind) => scenarios[kind] === undefined);
  return missing.length === 0 ? leftOut?.(scenarios) : `no scenario ${missing.join(', ')}`;
}

function isDeclared(capability: ExecutorCapabilities[keyof ExecutorCapabilities]): boolean {
  return typeof capability === 'boolean' ? capability : capability.length > 0;
}
