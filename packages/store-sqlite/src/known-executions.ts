import { type Execution, isFinished } from '@sluice/core';
import { type Row, toExecution } from './execution-row.ts';

/** How many finished executions are remembered. */
const MAX_KNOWN = 100;

interface Known {
  /** The JSON that it was read from. */
  readonly text: unknown;
  readonly execution: Execution;
}

/**
 * Makes what reads an execution from its row, and remembers those that have finished: they are asked for again and again,
 * and to parse one costs more than to fetch it. What is remembered counts only where the row still has the same JSON, so
 * nobody is told anything old, whoever has written it since.
 */
export function createExecutionReader(): (executionId: string, row: Row | undefined) => Execution | undefined {
  const knownOnes = new Map<string, Known>();
  return (executionId, row) => {
    const text = row?.['execution'];
    const known = knownOnes.get(executionId);
    if (known !== undefined && known.text === text) return known.execution;
    const execution = toExecution(row);
    if (execution === undefined || !isFinished(execution)) return execution;
    // All at once: to forget one for each that comes would keep V8's garbage collector busy.
    if (knownOnes.size >= MAX_KNOWN) knownOnes.clear();
    knownOnes.set(executionId, { text, execution });
    return execution;
  };
}
