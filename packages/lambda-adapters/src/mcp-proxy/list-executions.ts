import { EXECUTION_STATUSES, lockedTo, type Wire } from '@sluice/core';
import * as z from 'zod/mini';
import { parseArguments } from '../agent-event/tool-arguments.ts';
import type { ToolCall } from '../agent-event/tool-call.ts';
import type { ToolReply } from '../agent-event/tool-reply.ts';
import type { ToolInvocation } from '../agent-event/toolbox.ts';
import type { operations } from '../generated/executions.ts';
import { lazy } from '../lambda/lazy.ts';
import { pageAnswer } from './answer-schema.ts';
import type { ProxyParts } from './proxy-parts.ts';
import { readServerAnswer } from './server-answer.ts';

/** A model reads few executions at a time. */
const DEFAULT_LIMIT = 5;

type ListQuery = operations['list-executions']['parameters']['query'];

function name(what: string, maxLength: number): z.ZodMiniString {
  const error = { error: `must be the name of ${what}, ${maxLength} characters at the most` };
  return z.string(error).check(z.minLength(1, error), z.maxLength(maxLength, error));
}

const limitError = { error: 'must be a whole number from 1 to 10' };
const cursorError = { error: 'must be the next_cursor of the answer before' };
const listArguments = lazy(() =>
  lockedTo<ListQuery>()(
    z.object({
      environment: name('an environment; ask the user which is meant', 64),
      pipeline_type: z.exactOptional(name('a pipeline', 64)),
      tenant_id: z.exactOptional(name('a tenant', 128)),
      status: z.exactOptional(z.enum(EXECUTION_STATUSES, { error: `must be one of ${EXECUTION_STATUSES.join(', ')}` })),
      limit: z.exactOptional(z.int(limitError).check(z.gte(1, limitError), z.lte(10, limitError))),
      cursor: z.exactOptional(z.string(cursorError).check(z.minLength(1, cursorError))),
    }),
  ),
);

/** Lists the executions of an environment, a few at a time. */
export async function listExecutions(
  { server, clock }: ProxyParts,
  call: ToolCall,
  invocation: ToolInvocation,
): Promise<ToolReply> {
  const { limit = DEFAULT_LIMIT, ...query } = parseArguments(call, listArguments());
  const request = { method: 'GET', path: '/executions', query: { ...query, limit: String(limit) } } as const;
  const outcome = await server(request, invocation);
  const { logger } = invocation;
  const result = readServerAnswer(outcome, { schema: pageAnswer, intent: 'read', logger, now: clock.now() });
  return result.answer === undefined ? result.reply : pageReply(query.environment, result.answer);
}

function pageReply(environment: string, { executions, next_cursor }: Wire['ExecutionPage']): ToolReply {
  const body = {
    message: pageMessage(environment, executions.length, next_cursor),
    executions: executions.map(summaryOf),
    ...(next_cursor === undefined ? {} : { next_cursor }),
  };
  return { status: 200, body };
}

function pageMessage(environment: string, count: number, cursor: string | undefined): string {
  const found =
    count === 0 ? `No executions in ${environment} on this page.` : `${count} of ${environment}, newest first.`;
  if (cursor !== undefined) return `${found} There may be more: go on with the cursor ${cursor}.`;
  return count === 0 ? `There are no such executions in ${environment}.` : `${found} There are no more.`;
}

/** What tells one execution from another; get-execution tells the rest. */
function summaryOf(execution: Wire['Execution']): Readonly<Record<string, unknown>> {
  const { execution_id, status, pipeline_type, tenant_id, requested_by, created_at, finished_at, run, failure } =
    execution;
  const summary = {
    execution_id,
    status,
    pipeline_type,
    tenant_id,
    requested_by,
    created_at,
    finished_at,
    url: run?.url,
    failure: failure?.message,
  };
  return Object.fromEntries(Object.entries(summary).filter(([, value]) => value !== undefined));
}
