import type {
  AnswerApprovalRequest,
  CancelRequest,
  LogChunk,
  PendingApproval,
  PipelineExecutor,
  Run,
  StartRequest,
  WebhookRequest,
  WebhookResult,
} from '@sluice/core';
import * as z from 'zod';

export interface FakeExecutor extends PipelineExecutor {
  /** Every start that was asked for. */
  readonly starts: readonly StartRequest<unknown>[];
  /** The runs that somebody asked to stop. */
  readonly cancelled: readonly string[];
  /** Says what the run of an execution is from now on. */
  setRun(executionId: string, change: Partial<Run>): void;
  /** Every request to stop a run. */
  readonly cancelRequests: readonly CancelRequest<unknown>[];
  /** Every answer that a run was given. */
  readonly answers: readonly AnswerApprovalRequest<unknown>[];
  /** How often a log was read. */
  readonly logReads: number;
  /** Every webhook, as the executor got it. */
  readonly webhooks: readonly WebhookRequest[];
  /** Makes the run of an execution wait for a person. */
  ask(executionId: string, ...questions: readonly PendingApproval[]): void;
  /** Appends to the log of the run of an execution; the last piece completes it. */
  writeLog(executionId: string, text: string, end?: 'end'): void;
  /** Makes a method fail from now on; undefined mends it. */
  failWith(method: FallibleMethod, failure: unknown): void;
  /** Holds every start back until the returned function is called. */
  holdStarts(): () => void;
}

type FallibleMethod = 'start' | 'get' | 'cancel' | 'readLog' | 'pendingApprovals' | 'answerApproval';

/** What a webhook must have as `X-Secret`, or in its query as `secret`. */
export const WEBHOOK_SECRET = 'secret-of-the-ci-system';

interface Log {
  readonly text: string;
  readonly isComplete: boolean;
}

/** Runs pipelines in memory, as a test says. */
export function createFakeExecutor(): FakeExecutor {
  const runs = new Map<string, Run>();
  const starts: StartRequest<unknown>[] = [];
  const cancelRequests: CancelRequest<unknown>[] = [];
  const cancelled: string[] = [];
  const questions = new Map<string, readonly PendingApproval[]>();
  const answers: AnswerApprovalRequest<unknown>[] = [];
  const webhooks: WebhookRequest[] = [];
  const logs = new Map<string, Log>();
  let logReads = 0;
  const failures = new Map<string, unknown>();
  let held: Promise<void> = Promise.resolve();

  function failIfAsked(method: string): void {
    if (failures.has(method)) throw failures.get(method);
  }

  function runOf(id: string): Run {
    const run = runs.get(id);
    if (run === undefined) throw new Error(`there is no run ${id}`);
    return run;
  }

  return {
    specificationVersion: 'v1',
    name: 'fake',
    capabilities: { retry: false, approvals: true, webhooks: true, force: ['terminate'] },
    targetSchema: z.strictObject({ project: z.string() }),
    starts,
    cancelled,
    cancelRequests,
    answers,
    webhooks,
    get logReads() {
      return logReads;
    },
    async start(request) {
      starts.push(request);
      await held;
      failIfAsked('start');
      const id = `run-${request.executionId}`;
      const stages = [{ name: 'deploy', status: 'pending' as const }];
      runs.set(id, { id, url: `http://ci.test/${id}`, status: 'queued', rawStatus: 'created', stages });
      return runOf(id);
    },
    find: async ({ executionId }) => {
      const run = runs.get(`run-${executionId}`);
      return run === undefined ? { outcome: 'absent' } : { outcome: 'found', run };
    },
    async get({ runId }) {
      failIfAsked('get');
      return runOf(runId);
    },
    list: async () => [...runs.values()],
    async cancel(request) {
      failIfAsked('cancel');
      cancelRequests.push(request);
      cancelled.push(request.runId);
    },
    async readLog({ runId, cursor }): Promise<LogChunk> {
      logReads += 1;
      failIfAsked('readLog');
      const log = logs.get(runId);
      if (log !== undefined) return readFrom(log, Number(cursor ?? '0'));
      return cursor === undefined
        ? { content: '\u001b[32mfirst\u001b[0m\n', cursor: 'second', complete: false }
        : { content: 'last\n', complete: true };
    },
    async pendingApprovals({ runId }) {
      failIfAsked('pendingApprovals');
      return questions.get(runId) ?? [];
    },
    async answerApproval(request) {
      failIfAsked('answerApproval');
      const asked = questions.get(request.runId) ?? [];
      const left = asked.filter(({ id }) => id !== request.approvalId);
      if (left.length === asked.length) return { outcome: 'not_pending' };
      answers.push(request);
      questions.set(request.runId, left);
      return { outcome: 'answered' };
    },
    async receiveWebhook(request) {
      webhooks.push(request);
      return readWebhook(request);
    },
    ask(executionId, ...asked) {
      const id = `run-${executionId}`;
      questions.set(id, asked);
      runs.set(id, { ...runOf(id), status: 'blocked', rawStatus: 'manual' });
    },
    writeLog(executionId, text, end) {
      const before = logs.get(`run-${executionId}`)?.text ?? '';
      logs.set(`run-${executionId}`, { text: `${before}${text}`, isComplete: end === 'end' });
    },
    setRun(executionId, change) {
      runs.set(`run-${executionId}`, { ...runOf(`run-${executionId}`), ...change });
    },
    failWith(method, failure) {
      if (failure === undefined) failures.delete(method);
      else failures.set(method, failure);
    },
    holdStarts() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
  };
}

function readFrom({ text, isComplete }: Log, position: number): LogChunk {
  const content = text.slice(position);
  return isComplete ? { content, complete: true } : { content, cursor: String(text.length), complete: false };
}

/** A webhook is the id of an execution, as JSON; `null` is about none. */
function readWebhook({ url, headers, body }: WebhookRequest): WebhookResult {
  const secret = headers.get('x-secret') ?? new URL(url, 'http://localhost').searchParams.get('secret');
  if (secret !== WEBHOOK_SECRET) return { outcome: 'unauthenticated' };
  try {
    const executionId: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof executionId !== 'string') return { outcome: 'ignored', reason: 'it is about no execution' };
    const deliveryId = headers.get('x-delivery') ?? undefined;
    return { outcome: 'accepted', deliveryId, sightings: [{ executionId, runId: `run-${executionId}` }] };
  } catch {
    return { outcome: 'malformed', reason: 'it is no JSON' };
  }
}
