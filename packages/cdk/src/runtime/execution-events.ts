import { type Execution, eventOf, executionEventToWire, type Wire } from '@sluice/core';

/** A change of the table, as its stream tells of it. */
export interface StreamRecord {
  readonly dynamodb?: { readonly NewImage?: Image | undefined; readonly OldImage?: Image | undefined } | undefined;
}

/** What is needed of an item. */
interface Image {
  /** JSON. */
  readonly execution?: { readonly S?: string };
  readonly version?: { readonly N?: string };
  /** Absent from a copy of an execution that another store owns. */
  readonly claims?: unknown;
}

/** EventBridge takes 256 KB with all that it adds. */
const MAX_BYTES = 240 * 1024;

/** Makes events of changes of the table: of those that made another version of an execution. */
export async function handler(records: readonly StreamRecord[]): Promise<readonly Wire['ExecutionEvent'][]> {
  return records.flatMap(({ dynamodb: { NewImage: after, OldImage: before } = {} }) => {
    const json = after?.execution?.S;
    if (json === undefined || after?.claims === undefined) return [];
    // What is tidied up afterwards makes no version.
    if (after.version?.N === before?.version?.N) return [];
    return [fitted(executionEventToWire(eventOf(JSON.parse(json) as Execution)))];
  });
}

/** Leaves out what may be large and can be asked for. */
function fitted(event: Wire['ExecutionEvent']): Wire['ExecutionEvent'] {
  if (Buffer.byteLength(JSON.stringify(event)) <= MAX_BYTES || event.execution === undefined) return event;
  const { failure, ...execution } = event.execution;
  const { log_tail: _, ...shortFailure } = failure ?? {};
  return {
    ...event,
    execution: {
      ...execution,
      parameters: {},
      ...(failure === undefined ? {} : { failure: shortFailure as typeof failure }),
      note: 'Parameters and log are left out, being too large for an event. Ask the pipeline server for the execution.',
    },
  };
}
