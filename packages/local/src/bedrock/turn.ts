import { randomUUID } from 'node:crypto';
import type { ActionGroupHandler, Clock } from '@sluice/core';
import { planAfterDenial } from '../planner/after-denial.ts';
import type { AgentProfile } from '../planner/agent/agent-profile.ts';
import type { CallStep, CompletedCall, SayStep, Step } from '../planner/plan.ts';
import { planNext } from '../planner/planner.ts';
import type { AgentEvent } from './agent-event.ts';
import { callFunction } from './call-function.ts';
import type { InvokeAgentRequest } from './invoke-agent-request.ts';
import type { Session } from './sessions.ts';
import { callTraces, confirmationTrace, finalTrace, thoughtTraces } from './traces.ts';
import type { TurnInput } from './turn-input.ts';
import { returnControl } from './waiting-call.ts';

/** What a turn needs. */
export interface Turn {
  readonly agent: AgentProfile;
  /** As functions are told of it. */
  readonly identity: { readonly name: string; readonly id: string; readonly alias: string; readonly version: string };
  readonly request: InvokeAgentRequest;
  readonly input: TurnInput;
  readonly session: Session;
  readonly clock: Clock;
  readonly followForMs: number;
  /** Aborts the waiting of the turn, not what it has started. */
  readonly signal: AbortSignal;
  invokeFunction(functionName: ActionGroupHandler, payload: unknown, signal: AbortSignal): Promise<unknown>;
  onEvent(event: AgentEvent): void;
}

/** What a turn tells while it goes on; it ends with an answer, or by returning control. */
export type TurnPart = { readonly trace: object } | { readonly answer: string } | { readonly control: object };

/** Between two equal calls passes at least so much time, as it does with a model. In milliseconds. */
const REPEAT_AFTER_MS = 1000;

/**
 * Runs a turn: plan, call, plan again, until there is something to say, or to be confirmed by the user.
 *
 * @throws BedrockException when a function fails; the signal's reason when it is aborted
 */
export async function* runTurn(turn: Turn): AsyncGenerator<TurnPart, void> {
  const { request, session, clock, input } = turn;
  const startedAt = clock.now();
  const calls: CompletedCall[] = [...(input.decided?.call.calls ?? [])];
  let attributes = request.promptSessionAttributes;
  session.attributes = { ...session.attributes, ...request.sessionAttributes };
  let step = firstStep(turn, calls, startedAt);
  let isConfirmed = input.decided !== undefined;
  for (;;) {
    turn.signal.throwIfAborted();
    for (const trace of thoughtTraces(turn.agent, step)) yield { trace };
    if (step.step !== 'call') return yield* finish(turn, step);
    if (step.operation.needsConfirmation && !isConfirmed) return yield* askUser(turn, step, calls);
    const traces = callTraces(step);
    yield { trace: traces.invocation };
    await pace(turn, calls, step);
    const { completed, text, promptSessionAttributes } = await callFunction(turn, step, attributes);
    calls.push(completed);
    attributes = promptSessionAttributes ?? attributes;
    yield { trace: traces.observation(text) };
    step = plan(turn, calls, startedAt);
    isConfirmed = false;
  }
}

/** What the user has confirmed is done as it was; what was denied is not. */
function firstStep(turn: Turn, calls: readonly CompletedCall[], startedAt: number): Step {
  const { decided } = turn.input;
  if (decided === undefined) return plan(turn, calls, startedAt);
  const { call, decision } = decided;
  return decision === 'confirmed' ? call.step : planAfterDenial(call.step, turn.session.conversation);
}

function plan(
  { agent, input, session, clock, followForMs }: Turn,
  calls: readonly CompletedCall[],
  startedAt: number,
): Step {
  return planNext({
    agent,
    message: input.message,
    conversation: session.conversation,
    calls,
    now: clock.now(),
    startedAt,
    followForMs,
  });
}

function* finish({ agent, request, session, onEvent }: Turn, step: SayStep): Generator<TurnPart, void> {
  session.conversation = step.conversation;
  // The turn is over, whether or not anybody gets to hear of it.
  onEvent({
    type: 'agent.answered',
    agentType: agent.agentType,
    sessionId: request.sessionId,
    answer: step.text,
    outcome: step.outcome,
    executionIds: step.executionIds,
  });
  yield { trace: finalTrace(step.text) };
  yield { answer: step.text };
}

function* askUser(turn: Turn, step: CallStep, calls: readonly CompletedCall[]): Generator<TurnPart, void> {
  const { agent, identity, request, session, input, onEvent } = turn;
  const waiting = { invocationId: randomUUID(), step, message: input.message, calls };
  session.waiting = waiting;
  onEvent({
    type: 'control.returned',
    agentType: agent.agentType,
    sessionId: request.sessionId,
    invocationId: waiting.invocationId,
    actionGroup: step.operation.actionGroup,
    operationId: step.operation.operationId,
    arguments: step.arguments,
  });
  yield { trace: confirmationTrace(waiting) };
  yield { control: returnControl(waiting, identity.id) };
}

async function pace({ clock, signal }: Turn, calls: readonly CompletedCall[], step: CallStep): Promise<void> {
  const last = calls.at(-1);
  if (last?.operation !== step.operation) return;
  await clock.sleep(last.startedAt + REPEAT_AFTER_MS - clock.now(), signal);
}
