import type { Execution } from '@sluice/core';

/**
 * What an execution that ended without success may have done where it ran. `none`: nothing. `partial`: what it did before
 * it failed. `unknown`: nobody can tell.
 */
export type ExecutionEffect = 'none' | 'partial' | 'unknown';

/** Tells what an execution that ended without success may have done. */
export function effectOf(execution: Execution): ExecutionEffect {
  const { status, run, failure } = execution;
  if (mayHaveSucceeded(execution)) return 'unknown';
  if (status === 'cancelled') return run === undefined ? 'none' : 'unknown';
  if (status !== 'failed') return 'none';
  return failure !== undefined && DID_NOTHING.has(failure.code) ? 'none' : 'partial';
}

/** Tells whether an execution may have done all that it was asked for, although it did not end so. */
export function mayHaveSucceeded({ status, failure }: Execution): boolean {
  return status === 'lost' || failure?.code === 'run_deleted';
}

const DID_NOTHING: ReadonlySet<string> = new Set(['not_started', 'never_started', 'pipeline_skipped']);
