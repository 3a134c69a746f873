import type { Wire } from '@sluice/core';
import type { JournalOutcome, JournalRequest } from '@sluice/store-dynamodb';
import { invalidArguments } from '../agent-event/tool-arguments.ts';
import type { ToolCall } from '../agent-event/tool-call.ts';
import type { ToolReply } from '../agent-event/tool-reply.ts';
import type { ToolInvocation } from '../agent-event/toolbox.ts';
import { type ExecutionQuestion, executionAnswerTo, replyTo } from './ask-for-execution.ts';
import type { ProxyParts } from './proxy-parts.ts';
import type { ServerAnswer } from './server-answer.ts';

/**
 * Asks for an execution of a pipeline. That it is asked for is remembered before the request is sent, and what became of
 * it afterwards: the execution, or the refusal. Where neither is known, it stays open in the memory.
 */
export async function executePipeline(
  parts: ProxyParts,
  pipelineType: string,
  call: ToolCall,
  invocation: ToolInvocation,
): Promise<ToolReply> {
  const { memory, clock, approval } = parts;
  const body = executeRequest(pipelineType, call);
  const asked: JournalRequest = {
    requestId: invocation.requestId,
    pipelineType,
    environment: body.environment,
    tenantId: body.tenant_id,
    sessionId: body.session_id,
    askedAt: clock.now(),
  };
  memory.warm();
  await memory.open(asked, invocation);
  const question: ExecutionQuestion = {
    intent: 'execute',
    request: { method: 'POST', path: '/execute', body, idempotencyKey: idempotencyKey(call) },
    askedFor: { canApprove: approval.isOffered(call) },
  };
  const answer = await executionAnswerTo(parts, question, invocation);
  const outcome = outcomeOf(answer);
  await Promise.all([
    ...(outcome === undefined ? [] : [memory.settle(asked, outcome, invocation)]),
    ...(answer.answer === undefined ? [] : [memory.record(answer.answer, invocation)]),
  ]);
  return replyTo(answer, question);
}

/** Splits what every pipeline takes from the parameters of this one. */
function executeRequest(pipelineType: string, call: ToolCall): Wire['ExecuteRequest'] {
  const { environment, tenant_id: tenantId, ...parameters } = call.arguments;
  if (typeof environment !== 'string' || environment === '') {
    const message = 'is missing; ask the user which environment is meant, never guess it';
    throw invalidArguments([{ field: 'environment', message }]);
  }
  if (tenantId !== undefined && typeof tenantId !== 'string') {
    throw invalidArguments([{ field: 'tenant_id', message: 'must be a text' }]);
  }
  const deep = Object.keys(parameters).filter((name) => isDeeper(parameters[name], MAX_LEVELS));
  if (deep.length > 0) throw invalidArguments(deep.map((field) => ({ field, message: 'is nested too deeply' })));
  return {
    pipeline_type: pipelineType,
    environment,
    ...(tenantId === undefined ? {} : { tenant_id: tenantId }),
    parameters,
    ...(call.sessionId === undefined ? {} : { session_id: call.sessionId }),
  };
}

/** More than the server takes, and less than what can't be written as JSON. */
const MAX_LEVELS = 100;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}

/**
 * Names the request by the id that AgentCore Gateway gave it, so that one that it sends again starts nothing new. Bedrock
 * gives no id: there the server knows a request again by its session and its content.
 */
function idempotencyKey({ requestId, agent, operation }: ToolCall): string | undefined {
  if (requestId === undefined) return undefined;
  const { createHash } = process.getBuiltinModule('node:crypto');
  const named = JSON.stringify([agent.id, requestId, operation.name]);
  return `agentcore-gateway-${createHash('sha256').update(named).digest('hex')}`;
}

/** What became of a request; undefined where nobody knows. */
function outcomeOf(answer: ServerAnswer<Wire['Execution']>): JournalOutcome | undefined {
  if (answer.answer !== undefined) return { executionId: answer.answer.execution_id };
  const { nothing_started: nothing, code } = answer.reply.body;
  return nothing === true ? { refusal: String(code) } : undefined;
}
