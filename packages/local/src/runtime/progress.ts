import { type ExecutionEvent, isFinished } from '@sluice/core';
import type { RunProgress } from './local-event.ts';

/** Returns where an execution stands after a change. */
export function progressOf({ execution }: ExecutionEvent): RunProgress {
  const { executionId, pipelineType, environment, status, run } = execution;
  return {
    executionId,
    pipelineType,
    environment,
    status,
    stages: run?.stages ?? [],
    url: run?.url,
    finished: isFinished(execution),
  };
}
