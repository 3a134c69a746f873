/** The URIs of an execution and of what belongs to it. */
export interface ExecutionUris {
  readonly execution: string;
  readonly log: string;
  readonly audit: string;
}

/** Returns the URIs of an execution. */
export function executionUris(executionId: string): ExecutionUris {
  const execution = `sluice://executions/${encodeURIComponent(executionId)}`;
  return { execution, log: `${execution}/log`, audit: `${execution}/audit` };
}
