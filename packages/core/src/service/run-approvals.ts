import { SluiceError } from '../errors/sluice-error.ts';
import type { Execution, ExecutionRun } from '../execution/execution.ts';
import type { AnswerApprovalRequest, AnswerApprovalResult, PendingApproval } from '../executor/approval.ts';
import { toLine, toReadableLog } from '../text/untrusted-text.ts';
import { callExecutorOf } from './executor-call.ts';
import type { Principal } from './principal.ts';
import { changeExecution, loadExecution } from './record.ts';
import { asServiceError, lookAt } from './refresh.ts';
import type { ServiceContext } from './service-context.ts';

/** What somebody answers to a question that a run asks. @public */
export type RunApprovalAnswer = Pick<AnswerApprovalRequest<unknown>, 'approvalId' | 'decision' | 'inputs'>;

/** What became of an answer to a run's question, and the execution after it. @public */
export interface RunApprovalResult {
  /** `not_pending`: nobody waits for that answer any more. */
  readonly outcome: AnswerApprovalResult['outcome'];
  /** As it is after the answer. */
  readonly execution: Execution;
}

/** An answer, to which run, and who gives it. */
export interface AnswerOrder {
  readonly executionId: string;
  readonly principal: Principal;
  readonly answer: RunApprovalAnswer;
  readonly signal?: AbortSignal | undefined;
}

const TITLE_CHARACTERS = 200;

/** Lists what the run of an execution waits for a person to say; its texts made fit to be read. */
export async function pendingApprovals(
  context: ServiceContext,
  executionId: string,
  signal?: AbortSignal,
): Promise<readonly PendingApproval[]> {
  const execution = await loadExecution(context, executionId);
  const { run } = execution;
  if (run === undefined) return [];
  const pending = await fromCiSystem(executionId, () => readPending(context, execution, run, signal));
  return pending.map(readable);
}

/** Answers one of them, and records who did. */
export async function answerApproval(context: ServiceContext, order: AnswerOrder): Promise<RunApprovalResult> {
  const { executionId, principal, answer, signal } = order;
  const execution = await loadExecution(context, executionId);
  const { run, target } = execution;
  requireOtherPerson(execution, principal, answer);
  if (run === undefined) throw noApprovals(executionId);
  const { title, outcome } = await fromCiSystem(executionId, async () => {
    const pending = await readPending(context, execution, run, signal);
    const asked = pending.find(({ id }) => id === answer.approvalId);
    const request = { runId: run.id, target, ...answer };
    const result = await callExecutorOf(
      context,
      execution,
      (executor, either) => {
        if (executor.answerApproval === undefined) throw noApprovals(executionId);
        return executor.answerApproval({ ...request, signal: either });
      },
      signal,
    );
    return { title: asked?.title, outcome: result.outcome };
  });
  if (outcome === 'answered') {
    const said = answer.decision === 'approve' ? 'approved' : 'rejected';
    const cause = `${said} "${toLine(title ?? answer.approvalId, TITLE_CHARACTERS)}" at the CI system`;
    const because = { actor: principal.id, cause, type: 'execution.approval_answered' } as const;
    await changeExecution(context, execution, () => ({}), because);
  }
  return { outcome, execution: (await lookAt(context, executionId, { cause: principal.id, signal })).execution };
}

async function readPending(
  context: ServiceContext,
  execution: Execution,
  { id: runId }: ExecutionRun,
  signal: AbortSignal | undefined,
): Promise<readonly PendingApproval[]> {
  const { target } = execution;
  return callExecutorOf(
    context,
    execution,
    async (executor, either) => (await executor.pendingApprovals?.({ runId, target, signal: either })) ?? [],
    signal,
  );
}

async function fromCiSystem<Result>(executionId: string, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    throw asServiceError(error, executionId);
  }
}

/** Where an execution needs a second person, its run must not get round that by asking the question itself. */
function requireOtherPerson(
  { executionId, requestedBy, approval }: Execution,
  principal: Principal,
  { decision }: RunApprovalAnswer,
): void {
  if (approval?.kind !== 'second-person' || decision === 'reject' || principal.id !== requestedBy) return;
  throw new SluiceError({
    code: 'forbidden',
    message: `Execution ${executionId} was asked for by ${requestedBy}, so somebody else must approve what its run asks.`,
    executionId,
  });
}

function noApprovals(executionId: string): SluiceError {
  return new SluiceError({
    code: 'approval_not_pending',
    message: `Execution ${executionId} has no run whose questions could be answered from here.`,
    executionId,
  });
}

function readable({ title, stage, inputs, ...approval }: PendingApproval): PendingApproval {
  return {
    ...approval,
    title: toReadableLog(title),
    ...(stage === undefined ? {} : { stage: toReadableLog(stage) }),
    ...(inputs === undefined
      ? {}
      : {
          inputs: inputs.map((input) => ({
            ...input,
            ...(input.description === undefined ? {} : { description: toReadableLog(input.description) }),
          })),
        }),
  };
}
