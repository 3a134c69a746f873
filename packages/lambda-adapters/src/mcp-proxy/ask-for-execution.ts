import type { Wire } from '@sluice/core';
import type { ToolReply } from '../agent-event/tool-reply.ts';
import type { ToolInvocation } from '../agent-event/toolbox.ts';
import { executionAnswer } from './answer-schema.ts';
import type { AskedFor } from './execution-message.ts';
import { executionReply } from './execution-reply.ts';
import type { ServerRequest } from './pipeline-server.ts';
import type { ProxyParts } from './proxy-parts.ts';
import { readServerAnswer, type ServerAnswer } from './server-answer.ts';
import type { Intent } from './server-failure.ts';

/** A request that is answered with an execution, and what it is for. */
export interface ExecutionQuestion {
  readonly intent: Intent;
  readonly request: ServerRequest;
  /** What else changes what is to be said. @defaultValue nothing */
  readonly askedFor?: AskedFor | undefined;
}

/** Sends a request that is answered with an execution, remembers that and tells of it. */
export async function askForExecution(
  parts: ProxyParts,
  question: ExecutionQuestion,
  invocation: ToolInvocation,
): Promise<ToolReply> {
  parts.memory.warm();
  const answer = await executionAnswerTo(parts, question, invocation);
  if (answer.answer !== undefined) await parts.memory.record(answer.answer, invocation);
  return replyTo(answer, question);
}

/** Sends a request that is answered with an execution. */
export async function executionAnswerTo(
  { server, clock }: ProxyParts,
  { intent, request }: ExecutionQuestion,
  invocation: ToolInvocation,
): Promise<ServerAnswer<Wire['Execution']>> {
  const outcome = await server(request, invocation);
  return readServerAnswer(outcome, { schema: executionAnswer, intent, logger: invocation.logger, now: clock.now() });
}

/** Makes the reply about the execution that was answered, or about the failure. */
export function replyTo(
  answer: ServerAnswer<Wire['Execution']>,
  { intent, askedFor = {} }: ExecutionQuestion,
): ToolReply {
  if (answer.answer === undefined) return answer.reply;
  return executionReply(answer.answer, { ...askedFor, intent, replayed: answer.replayed });
}
