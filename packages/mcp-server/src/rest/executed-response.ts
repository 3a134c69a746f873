import { type ExecuteResult, executionToWire } from '@sluice/core';
import type { Context } from 'hono';
import type { ServerEnv } from '../http/server-env.ts';

/** Answers with an execution that was asked for: a new one and where it is, or the one that was there already. */
export function executedResponse(context: Context<ServerEnv>, { execution, replayed }: ExecuteResult): Response {
  const body = executionToWire(execution);
  if (replayed) return context.json(body, 200, { 'Idempotency-Replayed': 'true' });
  return context.json(body, 202, { Location: `/executions/${encodeURIComponent(execution.executionId)}` });
}
