import { type ExecuteResult, executionToWire } from '@sluice/core';
import type { Context } from 'hono';
import { answerJson } from '../http/answer.ts';
import type { ServerEnv } from '../http/server-env.ts';

/** Answers with an execution that was asked for: a new one and where it is, or the one that was there already. */
export function executedResponse(context: Context<ServerEnv>, { execution, replayed }: ExecuteResult): Response {
  const body = executionToWire(execution);
  if (replayed) return answerJson(context, body, 200, { 'idempotency-replayed': 'true' });
  return answerJson(context, body, 202, { location: `/executions/${encodeURIComponent(execution.executionId)}` });
}
