import { ExecutorError } from '@sluice/core';

/**
 * What a run id stands for.
 *
 * Jenkins has no name for a run that keeps: an accepted start is an item of the queue, whose number is forgotten five
 * minutes after the item left the queue, and may be given again after a crash; then it is a build, whose number exists
 * only from then on. So a run is `queue/<item>/<execution id>` until its build is known, and the build's number from then
 * on: `get` answers with the id to use next. The first form finds its build for as long as the build exists, since the
 * build tells both its item and its execution id.
 */
export type RunReference =
  | { readonly kind: 'item'; readonly queueId: number; readonly executionId: string }
  | { readonly kind: 'build'; readonly number: number };

/** Nothing that an address is taken apart at, so that no id is nearly another one. */
const ITEM = /^queue\/(\d{1,15})\/([\w.:~-]{1,200})$/;
const BUILD = /^[1-9]\d{0,14}$/;

/** Makes the id of a run that is in the queue. */
export function itemRunId(queueId: number, executionId: string): string {
  return `queue/${queueId}/${executionId}`;
}

/** Makes the id of a run that is a build. */
export function buildRunId(buildNumber: number): string {
  return String(buildNumber);
}

/** Makes the id of a run. */
export function runIdOf(reference: RunReference): string {
  return reference.kind === 'build'
    ? buildRunId(reference.number)
    : itemRunId(reference.queueId, reference.executionId);
}

/** Tells whether something has the form of a run id. */
export function isRunId(text: string): boolean {
  return BUILD.test(text) || ITEM.test(text);
}

/**
 * Reads a run id.
 *
 * @throws ExecutorError when it is none
 */
export function runReferenceOf(runId: string): RunReference {
  if (BUILD.test(runId)) return { kind: 'build', number: Number(runId) };
  const [, queueId, executionId] = ITEM.exec(runId) ?? [];
  if (queueId !== undefined && executionId !== undefined) {
    return { kind: 'item', queueId: Number(queueId), executionId };
  }
  throw new ExecutorError({ message: 'The run id is neither the number of a Jenkins build nor an item of its queue.' });
}
