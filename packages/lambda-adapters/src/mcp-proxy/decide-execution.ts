import { SluiceError } from '@sluice/core';
import * as z from 'zod/mini';
import { parseArguments } from '../agent-event/tool-arguments.ts';
import type { ToolCall } from '../agent-event/tool-call.ts';
import type { ToolReply } from '../agent-event/tool-reply.ts';
import type { ToolInvocation } from '../agent-event/toolbox.ts';
import { lazy } from '../lambda/lazy.ts';
import { principalOf } from '../lambda/principal.ts';
import { askForExecution } from './ask-for-execution.ts';
import { executionId, executionPath } from './execution-id.ts';
import type { ProxyParts } from './proxy-parts.ts';

const LONGEST_REASON = 500;
const reasonError = { error: `must be a text of ${LONGEST_REASON} characters at the most` };
const decisionArguments = lazy(() =>
  z.object({
    execution_id: executionId(),
    reason: z.optional(z.string(reasonError).check(z.maxLength(LONGEST_REASON, reasonError))),
  }),
);

/**
 * Passes on the user's approval. What a model says is never one: it counts only where Bedrock has asked the user before
 * this function was invoked.
 *
 * @throws SluiceError `forbidden`, which says who can approve, where nobody has asked the user
 */
export async function approveExecution(
  parts: ProxyParts,
  call: ToolCall,
  invocation: ToolInvocation,
): Promise<ToolReply> {
  const { execution_id: id, reason } = parseArguments(call, decisionArguments());
  if (!parts.approval.wasGiven(call)) throw notAnApproval(id);
  return decide(parts, { intent: 'approve', id, reason: confirmedReason(call, reason) }, invocation);
}

/** Denies what awaits approval. That lets nothing happen, so it needs no confirmation. */
export async function denyExecution(parts: ProxyParts, call: ToolCall, invocation: ToolInvocation): Promise<ToolReply> {
  const { execution_id: id, reason } = parseArguments(call, decisionArguments());
  return decide(parts, { intent: 'deny', id, reason }, invocation);
}

interface Decision {
  readonly intent: 'approve' | 'deny';
  readonly id: string;
  readonly reason: string | undefined;
}

async function decide(
  parts: ProxyParts,
  { intent, id, reason }: Decision,
  invocation: ToolInvocation,
): Promise<ToolReply> {
  const body = reason === undefined || reason === '' ? {} : { reason };
  return askForExecution(
    parts,
    { intent, request: { method: 'POST', path: executionPath(id, intent), body } },
    invocation,
  );
}

/** Says, for who reads the record, that the user confirmed it and in which conversation: the server knows the proxy only. */
function confirmedReason({ sessionId, sessionAttributes }: ToolCall, reason: string | undefined): string {
  const who = `Confirmed through Bedrock by ${principalOf(sessionAttributes) ?? 'the user'} in session ${sessionId}`;
  return (reason === undefined || reason === '' ? who : `${who}: ${reason}`).slice(0, LONGEST_REASON);
}

function notAnApproval(executionId: string): SluiceError {
  return new SluiceError({
    code: 'forbidden',
    message:
      `Nothing was approved: an approval is a person's word, and nobody has asked the user for it here. Tell the user that ` +
      `a person with the scope "approve" approves execution ${executionId} at the pipeline server ` +
      `(POST /executions/${encodeURIComponent(executionId)}/approve, or an MCP host that asks them). Asking again does not help.`,
    executionId,
  });
}
