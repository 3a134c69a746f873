import { ExecutorError, type FindResult, type Run, type RunSummary } from '@sluice/core';
import type { World } from '../world/world.ts';
import type { Timing, Transit, TransitFault } from './transit.ts';

const RETRY_AFTER_MS = 30_000;

/** What can go wrong with a start. Some of it leaves a run behind that nobody was told of. */
export function startFaults({ decisions, limits }: World): readonly TransitFault<Run>[] {
  const late = (title: string): number => decisions.between(`${title}: late`, 1_000, limits.latenessMs);
  return [
    { title: 'it is refused', change: (usual) => refused(usual, notStarted('it is not allowed')) },
    { title: 'it is refused for now (429)', change: (usual) => refused(usual, rateLimited('not_started')) },
    { title: 'it fails before it takes effect', change: (usual) => refused(usual, failed()) },
    { title: 'it is lost on its way', change: () => ({ arrives: false, instead: silence() }) },
    {
      title: 'it takes effect and its answer is an error',
      change: ({ requestMs, replyMs }) => ({ instead: { error: failed(), afterMs: requestMs + replyMs } }),
    },
    { title: 'it takes effect and is never answered', change: () => ({ instead: silence() }) },
    {
      title: 'its answer is an error and it takes effect late',
      change: ({ requestMs }, title) => ({
        requestMs: late(title),
        instead: { error: failed(), afterMs: requestMs },
      }),
    },
    {
      title: 'it is never answered and takes effect late',
      change: (_, title) => ({ requestMs: late(title), instead: silence() }),
    },
  ];
}

/** What can go wrong with whatever starts nothing. */
export function askFaults<Result>(): readonly TransitFault<Result>[] {
  return [
    { title: 'it is refused for now (429)', change: (usual) => refused(usual, rateLimited('unknown')) },
    { title: 'it fails before it takes effect', change: (usual) => refused(usual, failed()) },
    {
      title: 'it takes effect and its answer is an error',
      change: ({ requestMs, replyMs }) => ({ instead: { error: failed(), afterMs: requestMs + replyMs } }),
    },
    { title: 'it is never answered', change: () => ({ arrives: false, instead: silence() }) },
  ];
}

/** A search may also say that it does not know. `excuse` hears of it: an execution may be lost then, and only then. */
export function findFaults(excuse: () => void): readonly TransitFault<FindResult>[] {
  const answers = (result: FindResult) => (): Partial<Transit<FindResult>> => {
    excuse();
    return { alter: () => result };
  };
  return [
    ...askFaults<FindResult>(),
    {
      title: 'it cannot tell',
      change: answers({ outcome: 'indeterminate', reason: 'the list of runs has a gap' }),
    },
    {
      title: 'it sees several runs',
      change: answers({ outcome: 'ambiguous', runIds: ['somebody’s run', 'somebody else’s run'] }),
    },
  ];
}

/** A list may be too long to be read to its end. */
export function listFaults(): readonly TransitFault<readonly RunSummary[]>[] {
  return [
    ...askFaults<readonly RunSummary[]>(),
    { title: 'it is cut short', change: () => ({ alter: (runs) => runs.slice(0, Math.floor(runs.length / 2)) }) },
  ];
}

/** What a CI system says while it can't be reached: an unknown outcome, also where nothing has arrived. */
export function failed(): ExecutorError {
  return new ExecutorError({ message: 'The CI system failed.', outcome: 'unknown', retryable: true });
}

function notStarted(why: string): ExecutorError {
  return new ExecutorError({ message: `The CI system refused the start: ${why}.`, outcome: 'not_started' });
}

function rateLimited(outcome: 'not_started' | 'unknown'): ExecutorError {
  return new ExecutorError({
    message: 'The CI system is asked too often.',
    outcome,
    retryable: true,
    retryAfterMs: RETRY_AFTER_MS,
  });
}

function refused({ requestMs, replyMs }: Timing, error: ExecutorError): Pick<Transit<never>, 'arrives' | 'instead'> {
  return { arrives: false, instead: { error, afterMs: requestMs + replyMs } };
}

function silence(): { readonly error: undefined; readonly afterMs: number } {
  return { error: undefined, afterMs: 0 };
}
