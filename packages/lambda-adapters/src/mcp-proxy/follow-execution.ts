import * as z from 'zod/mini';
import { parseArguments } from '../agent-event/tool-arguments.ts';
import type { ToolCall } from '../agent-event/tool-call.ts';
import type { ToolReply } from '../agent-event/tool-reply.ts';
import type { ToolInvocation } from '../agent-event/toolbox.ts';
import { lazy } from '../lambda/lazy.ts';
import { logAnswer } from './answer-schema.ts';
import { askForExecution } from './ask-for-execution.ts';
import { executionId, executionPath } from './execution-id.ts';
import { logReply } from './execution-reply.ts';
import type { ServerRequest } from './pipeline-server.ts';
import type { ProxyParts } from './proxy-parts.ts';
import { readServerAnswer } from './server-answer.ts';

/** What is left of the time for the server's answer to come back after a wait, in milliseconds. */
const AFTER_WAIT_MS = 2000;

const waitError = { error: 'must be a whole number from 0 to 25' };
const getArguments = lazy(() =>
  z.object({
    execution_id: executionId(),
    wait_seconds: z._default(z.int(waitError).check(z.gte(0, waitError), z.lte(25, waitError)), 0),
  }),
);

/** Tells where an execution stands; waits for its end as long as was asked for and there is time. */
export async function getExecution(parts: ProxyParts, call: ToolCall, invocation: ToolInvocation): Promise<ToolReply> {
  const { execution_id: id, wait_seconds: asked } = parseArguments(call, getArguments());
  const possible = Math.floor((invocation.deadline.remainingMs() - AFTER_WAIT_MS) / 1000);
  const wait = Math.max(0, Math.min(asked, possible));
  const query = wait > 0 ? { wait: String(wait) } : {};
  const request: ServerRequest = { method: 'GET', path: executionPath(id), query, extraTimeMs: wait * 1000 };
  return askForExecution(
    parts,
    { intent: 'read', request, askedFor: { canApprove: parts.approval.isOffered(call) } },
    invocation,
  );
}

const cancelArguments = lazy(() => z.object({ execution_id: executionId() }));

/** Asks for the run of an execution to be stopped. */
export async function cancelExecution(
  parts: ProxyParts,
  call: ToolCall,
  invocation: ToolInvocation,
): Promise<ToolReply> {
  const { execution_id: id } = parseArguments(call, cancelArguments());
  const request: ServerRequest = { method: 'POST', path: executionPath(id, 'cancel') };
  return askForExecution(parts, { intent: 'cancel', request }, invocation);
}

const cursorError = { error: 'must be the next_cursor of the answer before' };
const logArguments = lazy(() =>
  z.object({
    execution_id: executionId(),
    cursor: z.optional(z.string(cursorError).check(z.minLength(1, cursorError))),
  }),
);

/** Reads a piece of an execution's log. */
export async function readLog(
  { server, clock }: ProxyParts,
  call: ToolCall,
  invocation: ToolInvocation,
): Promise<ToolReply> {
  const { execution_id: id, cursor } = parseArguments(call, logArguments());
  const outcome = await server({ method: 'GET', path: executionPath(id, 'log'), query: { cursor } }, invocation);
  const { logger } = invocation;
  const result = readServerAnswer(outcome, { schema: logAnswer, intent: 'read', logger, now: clock.now() });
  return result.answer === undefined ? result.reply : logReply(id, result.answer);
}
