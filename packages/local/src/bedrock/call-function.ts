import type { CallStep, CompletedCall } from '../planner/plan.ts';
import { actionGroupEvent } from './action-group-event.ts';
import { functionFailure, readActionGroupReply } from './action-group-reply.ts';
import type { Turn } from './turn.ts';

/** What came of a call. */
export interface CallResult {
  readonly completed: CompletedCall;
  readonly text: string;
  readonly promptSessionAttributes: Readonly<Record<string, string>> | undefined;
}

/**
 * Has the function of an operation called, and keeps the session attributes that it returns.
 *
 * @throws BedrockException when the function fails; the signal's reason when it is aborted
 */
export async function callFunction(
  turn: Turn,
  step: CallStep,
  promptSessionAttributes: Readonly<Record<string, string>>,
): Promise<CallResult> {
  const { request, session, clock } = turn;
  const { operation } = step;
  const scope = {
    agentType: turn.agent.agentType,
    sessionId: request.sessionId,
    actionGroup: operation.actionGroup,
    operationId: operation.operationId,
  };
  const event = actionGroupEvent({
    agent: turn.identity,
    inputText: turn.input.message,
    sessionId: request.sessionId,
    operation,
    arguments: step.arguments,
    sessionAttributes: session.attributes,
    promptSessionAttributes,
  });
  turn.onEvent({ type: 'tool.called', ...scope, handler: operation.handler, arguments: step.arguments });
  const startedAt = clock.now();
  const answer = await invoke(turn, step, event);
  const reply = readActionGroupReply(answer, event, operation.handler);
  const finishedAt = clock.now();
  const body = parse(reply.text);
  session.attributes = reply.sessionAttributes ?? session.attributes;
  turn.onEvent({ type: 'tool.answered', ...scope, status: reply.status, durationMs: finishedAt - startedAt, body });
  return {
    completed: { operation, arguments: step.arguments, status: reply.status, body, startedAt, finishedAt },
    text: reply.text,
    promptSessionAttributes: reply.promptSessionAttributes,
  };
}

async function invoke(turn: Turn, { operation: { handler } }: CallStep, event: unknown): Promise<unknown> {
  try {
    return await turn.invokeFunction(handler, event, turn.signal);
  } catch {
    turn.signal.throwIfAborted();
    throw functionFailure(handler);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
