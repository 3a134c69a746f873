import type { ExecutionStatus } from '../../execution/status.ts';

/**
 * What a server keeps from one sweep to the next. Nothing of it is needed: a server that has just started asks the CI
 * systems for a little more.
 */
export interface SweepMemory {
  /** The projects that had unfinished executions in the last sweep. */
  readonly projects: Map<string, Project>;
  /** The executions that had not finished in the last sweep, by id. */
  readonly executions: Map<string, Unfinished>;
  /** What was complained of already. */
  readonly complaints: Set<string>;
  /** Counts the sweeps. */
  sweep: number;
  /** Whether this server is at it. */
  isSweeping: boolean;
}

/** What the executions of one executor and one target have in common. */
export interface Project {
  readonly executor: string;
  readonly target: unknown;
  /** Those of this sweep. */
  executions: Unfinished[];
  /** How many looks have failed in this sweep. */
  failures: number;
  /** When its runs were last listed, in milliseconds since the epoch. */
  listedAt: number | undefined;
  /** Until when it wants to be left alone. */
  restsUntil: number;
}

/**
 * What is kept of an execution: little, since there may be very many, and in the same object from sweep to sweep, so that
 * sweeping leaves little to be collected.
 */
export interface Unfinished {
  readonly executionId: string;
  readonly project: Project;
  /** The sweep that met it last. */
  sweep: number;
  version: number;
  /** What it needs. `none`: it is being started, or awaits its approval. */
  need: 'none' | 'expiry' | 'search' | 'cancel' | 'follow';
  status: ExecutionStatus;
  updatedAt: number;
  runId: string | undefined;
  rawStatus: string | undefined;
  /** When a list or a look last showed its run. */
  shownAt: number;
  /** What the last list that showed it said. */
  listedAs: string | undefined;
  /** Since when it waits for a look. */
  dueSince: number | undefined;
  /** Whether a list has shown that there is something to see. */
  hasNews: boolean;
  /**
   * What a list had said when a look had another answer, and when that was. A list may not know all that a look tells: a
   * run that waits for somebody may be listed as running.
   */
  explained: { readonly listedAs: string | undefined; readonly at: number } | undefined;
}

/** Makes a memory that holds nothing. */
export function createSweepMemory(): SweepMemory {
  return { projects: new Map(), executions: new Map(), complaints: new Set(), sweep: 0, isSweeping: false };
}
