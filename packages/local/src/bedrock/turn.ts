import type { ActionGroupHandler, Clock } from '@sluice/core';
import type { AgentProfile } from '../planner/agent/agent-profile.ts';
import type { CallStep, CompletedCall, SayStep } from '../planner/plan.ts';
import { planNext } from '../planner/planner.ts';
import { actionGroupEvent } from './action-group-event.ts';
import { functionFailure, readActionGroupReply } from './action-group-reply.ts';
import type { AgentEvent } from './agent-event.ts';
import type { InvokeAgentRequest } from './invoke-agent-request.ts';
import type { Session } from './sessions.ts';
import { callTraces, finalTrace } from './traces.ts';

/** What a turn needs. */
export interface Turn {
  readonly agent: AgentProfile;
  /** As functions are told of it. */
  readonly identity: { readonly name: string; readonly id: string; readonly alias: string; readonly version: string };
  readonly request: InvokeAgentRequest;
  readonly session: Session;
  readonly clock: Clock;
  readonly followForMs: number;
  /** Aborts the waiting of the turn, not what it has started. */
  readonly signal: AbortSignal;
  invokeFunction(functionName: ActionGroupHandler, payload: unknown, signal: AbortSignal): Promise<unknown>;
  onEvent(event: AgentEvent): void;
}

/** What a turn tells while it goes on. */
export type TurnPart = { readonly trace: object } | { readonly answer: string };

/** Between two equal calls passes at least so much time, as it does with a model. In milliseconds. */
const REPEAT_AFTER_MS = 1000;

/**
 * Runs a turn: plan, call, plan again, until there is something to say.
 *
 * @throws BedrockException when a function fails; the signal's reason when it is aborted
 */
export async function* runTurn(turn: Turn): AsyncGenerator<TurnPart, void> {
  const { request, session, clock, followForMs, onEvent } = turn;
  const scope = { agentType: turn.agent.agentType, sessionId: request.sessionId };
  const startedAt = clock.now();
  const calls: CompletedCall[] = [];
  let attributes = request.promptSessionAttributes;
  session.attributes = { ...session.attributes, ...request.sessionAttributes };
  for (;;) {
    turn.signal.throwIfAborted();
    const step = planNext({
      agent: turn.agent,
      message: request.inputText,
      conversation: session.conversation,
      calls,
      now: clock.now(),
      startedAt,
      followForMs,
    });
    if (step.step !== 'call') {
      yield* finish(turn, step);
      onEvent({
        type: 'agent.answered',
        ...scope,
        answer: step.text,
        outcome: step.outcome,
        executionIds: step.executionIds,
      });
      return;
    }
    const traces = callTraces(step);
    yield { trace: traces.rationale };
    yield { trace: traces.invocation };
    await pace(turn, calls, step);
    const { completed, text, promptSessionAttributes } = await callFunction(turn, step, attributes);
    calls.push(completed);
    attributes = promptSessionAttributes ?? attributes;
    yield { trace: traces.observation(text) };
  }
}

function* finish({ session }: Turn, step: SayStep): Generator<TurnPart, void> {
  session.conversation = step.conversation;
  yield { trace: finalTrace(step.text) };
  yield { answer: step.text };
}

interface CallResult {
  readonly completed: CompletedCall;
  readonly text: string;
  readonly promptSessionAttributes: Readonly<Record<string, string>> | undefined;
}

async function callFunction(
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
    inputText: request.inputText,
    sessionId: request.sessionId,
    operation,
    arguments: step.arguments,
    sessionAttributes: session.attributes,
    promptSessionAttributes,
  });
  turn.onEvent({ type: 'tool.called', ...scope, handler: operation.handler, arguments: step.arguments });
  const startedAt = clock.now();
  const answer = await invoke(turn, operation.handler, event);
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

async function invoke(turn: Turn, functionName: ActionGroupHandler, event: unknown): Promise<unknown> {
  try {
    return await turn.invokeFunction(functionName, event, turn.signal);
  } catch {
    turn.signal.throwIfAborted();
    throw functionFailure(functionName);
  }
}

async function pace({ clock, signal }: Turn, calls: readonly CompletedCall[], step: CallStep): Promise<void> {
  const last = calls.at(-1);
  if (last?.operation !== step.operation) return;
  await clock.sleep(last.startedAt + REPEAT_AFTER_MS - clock.now(), signal);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
