import type { Execution, Run } from '@sluice/core';

const LONGEST = 140;

/** Says in a few words what a system answered. */
export function describe(result: unknown): string {
  if (result === undefined) return 'nothing';
  if (Array.isArray(result)) return result.length === 0 ? 'none' : result.map(describe).join(', ');
  if (isExecution(result)) return describeExecution(result);
  if (isRun(result)) return `${result.id} ${result.status}`;
  if (typeof result === 'object' && result !== null) return describeFields(result);
  return String(result);
}

/** `execution-2 v3 running (run-1)` */
export function describeExecution({ executionId, version, status, run, failure }: Execution): string {
  const why = failure === undefined ? '' : ` (${failure.code})`;
  return `${executionId} v${version} ${status}${why}${run === undefined ? '' : ` (${run.id})`}`;
}

function describeFields(result: object): string {
  const fields = Object.entries(result).map(([name, value]) => `${name}: ${describe(value)}`);
  const text = fields.join(', ');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function isExecution(result: unknown): result is Execution {
  return typeof result === 'object' && result !== null && 'executionId' in result && 'requestDigest' in result;
}

function isRun(result: unknown): result is Pick<Run, 'id' | 'status'> {
  return typeof result === 'object' && result !== null && 'rawStatus' in result && 'id' in result;
}
