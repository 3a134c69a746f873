import { type Execution, SluiceError } from '@sluice/core';
import { describeExecution } from '../world/describe.ts';
import type { Ledger } from './ledger.ts';
import { type Violation, violates } from './violation.ts';

/** A request as the client sent it. */
export interface SentRequest {
  /** In whose name the server acts on it. */
  readonly name: string;
  /** Tells the executions that come of it from all others: their ids begin so. */
  readonly executionId: string;
  /** Who asked, under which key. */
  readonly key?: string | undefined;
  /** What was asked for: the same for the same request. */
  readonly content?: string | undefined;
}

/** What a client may be told. */
export interface AnswerRules {
  sent(request: SentRequest): void;
  answered(request: SentRequest, execution: Execution): Violation | undefined;
  refused(request: SentRequest, error: unknown): Violation | undefined;
}

interface UsedKey {
  readonly contents: Set<string>;
  executionId?: string;
  content?: string;
}

export function createAnswerRules(ledger: Ledger): AnswerRules {
  const keys = new Map<string, UsedKey>();

  function checkKey({ key, content = '' }: SentRequest, executionId: string): Violation | undefined {
    const used = key === undefined ? undefined : keys.get(key);
    if (used === undefined) return undefined;
    used.executionId ??= executionId;
    used.content ??= content;
    if (used.executionId === executionId && used.content === content) return undefined;
    return violates('answers-are-true', `the key ${key} gave ${used.executionId}, and then ${executionId}`);
  }

  function checkConflict({ key = '' }: SentRequest): Violation | undefined {
    if ((keys.get(key)?.contents.size ?? 0) > 1) return undefined;
    return violates('answers-are-true', `the key ${key} is said to have been used for another request`);
  }

  function checkNothingStarted({ executionId }: SentRequest): Violation | undefined {
    const run = ledger.runs.find(
      (made) => made.executionId === executionId || made.executionId.startsWith(`${executionId}.`),
    );
    if (run === undefined) return undefined;
    return violates('answers-are-true', `a client is told that nothing was started, but ${run.id} was`);
  }

  function checkStartedNothing({ name }: SentRequest): Violation | undefined {
    const [executionId] = [...ledger.starters].find(([, starter]) => starter === name) ?? [];
    if (executionId === undefined) return undefined;
    return violates('answers-are-true', `a client is told that it has started nothing, but it sent ${executionId}`);
  }

  return {
    sent({ key, content = '' }) {
      if (key === undefined) return;
      const used = keys.get(key) ?? { contents: new Set() };
      keys.set(key, used);
      used.contents.add(content);
    },
    answered(request, execution) {
      const recorded = ledger.versions.get(execution.executionId)?.[execution.version - 1];
      const isRecorded = recorded?.status === execution.status && recorded.run?.id === execution.run?.id;
      if (!isRecorded) return violates('answers-are-true', `a client is told ${describeExecution(execution)}`);
      return checkKey(request, execution.executionId);
    },
    refused(request, error) {
      if (!SluiceError.isInstance(error) || error.name === 'ExecutorError') {
        return violates('failures-are-declared', error instanceof Error ? `${error.stack}` : String(error));
      }
      if (error.code === 'idempotency_conflict') return checkConflict(request);
      if (error.message.startsWith('Nothing was started')) return checkNothingStarted(request);
      return error.message.startsWith('This request has started nothing') ? checkStartedNothing(request) : undefined;
    },
  };
}
