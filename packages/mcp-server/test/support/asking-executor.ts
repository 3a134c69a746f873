import type { AnswerApprovalRequest, PendingApproval } from '@sluice/core';
import { createFakeExecutor, type FakeExecutor } from './fake-executor.ts';

export interface AskingExecutor extends FakeExecutor {
  /** Every answer that a run was given. */
  readonly answers: readonly AnswerApprovalRequest<unknown>[];
  /** Makes the run of an execution wait for a person. */
  ask(executionId: string, ...questions: readonly PendingApproval[]): void;
  /** What every run has written, in pieces; the last one is not the end while the run goes on. */
  setLog(pieces: readonly string[], complete?: boolean): void;
}

/** Runs pipelines in memory like `createFakeExecutor`, with runs that ask and logs that a test writes. */
export function createAskingExecutor(): AskingExecutor {
  const fake = createFakeExecutor();
  const questions = new Map<string, readonly PendingApproval[]>();
  const answers: AnswerApprovalRequest<unknown>[] = [];
  let log: { readonly pieces: readonly string[]; readonly complete: boolean } = { pieces: [], complete: true };
  return {
    ...fake,
    capabilities: { ...fake.capabilities, approvals: true },
    answers,
    ask(executionId, ...asked) {
      questions.set(`run-${executionId}`, asked);
      fake.setRun(executionId, { status: 'blocked' });
    },
    pendingApprovals: async ({ runId }) => questions.get(runId) ?? [],
    async answerApproval(request) {
      const asked = questions.get(request.runId) ?? [];
      if (!asked.some(({ id }) => id === request.approvalId)) return { outcome: 'not_pending' };
      answers.push(request);
      questions.set(
        request.runId,
        asked.filter(({ id }) => id !== request.approvalId),
      );
      return { outcome: 'answered' };
    },
    setLog(pieces, complete = true) {
      log = { pieces, complete };
    },
    async readLog({ cursor }) {
      const index = Number(cursor ?? '0');
      const content = log.pieces[index] ?? '';
      const isLast = index >= log.pieces.length - 1;
      if (isLast && log.complete) return { content, complete: true };
      return { content, cursor: String(Math.min(index + 1, log.pieces.length)), complete: false };
    },
  };
}
