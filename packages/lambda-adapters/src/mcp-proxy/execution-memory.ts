import { type ExecutionStore, executionFromWire, type Wire } from '@sluice/core';
import type { JournalOutcome, JournalRequest, RequestJournal } from '@sluice/store-dynamodb';
import type { ToolInvocation } from '../agent-event/toolbox.ts';
import { within } from '../lambda/deadline.ts';
import { errorFields } from '../lambda/error-fields.ts';
import { lazyPromise } from '../lambda/lazy.ts';
import type { ExecutionStoreFactory, RequestJournalFactory } from '../store/execution-table.ts';
import { timeLimit } from './time-limit.ts';

/** Where the proxy remembers what was asked for and what the server answered. */
export interface ExecutionMemorySources {
  readonly store: ExecutionStoreFactory | undefined;
  readonly journal: RequestJournalFactory | undefined;
}

/**
 * Remembers what was asked for and what the server answered. What can't be written is logged and stops nothing: that a
 * request has an effect once is the server's promise, not the memory's.
 */
export interface ExecutionMemory {
  /** Begins to open what is written to, so that it need not be waited for later. */
  warm(): void;
  /** Writes that a request is about to be sent. */
  open(request: JournalRequest, invocation: ToolInvocation): Promise<void>;
  /** Writes what became of a request. */
  settle(request: JournalRequest, outcome: JournalOutcome, invocation: ToolInvocation): Promise<void>;
  /** Keeps a copy of what the server answered. */
  record(execution: Wire['Execution'], invocation: ToolInvocation): Promise<void>;
}

/** How long a request waits to be remembered before it is sent, and an answer before it is given, in milliseconds. */
const LIMITS_MS = { before: 1000, after: 3000 } as const;
/** What part of the time that is left a request waits at the most: the rest is for the server. */
const SHARES = { before: 0.25, after: 1 } as const;

/** One thing to be written. */
interface Writing {
  readonly when: keyof typeof LIMITS_MS;
  readonly about: Readonly<Record<string, unknown>>;
  /** What the log says when it could not be written. */
  readonly failure: string;
  readonly write: () => Promise<unknown>;
}

/** Makes the proxy's memory; without a source, nothing is remembered there. */
export function createExecutionMemory(sources: ExecutionMemorySources): ExecutionMemory {
  const store = opener<ExecutionStore>(sources.store);
  const journal = opener<RequestJournal>(sources.journal);

  return {
    warm() {
      store?.().catch(() => undefined);
      journal?.().catch(() => undefined);
    },
    async open(request, invocation) {
      if (journal === undefined) return;
      await written(invocation, {
        when: 'before',
        about: { pipeline_type: request.pipelineType, environment: request.environment },
        failure: 'The request could not be remembered before it was sent',
        write: async () => (await journal()).open(request),
      });
    },
    async settle(request, outcome, invocation) {
      if (journal === undefined) return;
      await written(invocation, {
        when: 'after',
        about: { pipeline_type: request.pipelineType, environment: request.environment },
        failure: 'What became of the request could not be remembered, so it counts as unanswered',
        write: async () => (await journal()).settle(request, outcome),
      });
    },
    async record(execution, invocation) {
      if (store === undefined) return;
      const isWritten = await written(invocation, {
        when: 'after',
        about: { execution_id: execution.execution_id },
        failure: 'The execution could not be recorded in the memory',
        write: async () => (await store()).record(executionFromWire(execution)),
      });
      invocation.observation.count(isWritten ? 'Recorded' : 'Unrecorded');
    },
  };
}

function opener<T>(create: (() => Promise<T>) | undefined): (() => Promise<T>) | undefined {
  return create === undefined ? undefined : lazyPromise(create);
}

/** Writes within a limit of time, and logs where that fails. */
async function written({ deadline, logger }: ToolInvocation, writing: Writing): Promise<boolean> {
  const limit = timeLimit(Math.min(LIMITS_MS[writing.when], deadline.remainingMs() * SHARES[writing.when]));
  try {
    await within(writing.write(), limit.signal);
    return true;
  } catch (error) {
    logger.error({ ...writing.about, ...errorFields(error) }, writing.failure);
    return false;
  } finally {
    limit.clear();
  }
}
