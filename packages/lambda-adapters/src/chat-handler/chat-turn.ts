import { CONFIRMATION_ATTRIBUTE, confirmationAttributes } from '../agent-invoker/given-confirmation.ts';
import { deadlineAttributes } from '../agent-invoker/passed-deadline.ts';
import type { AgentProgress } from '../agent-runtime/agent-progress.ts';
import type { AgentOutcome, AgentRequest } from '../agent-runtime/agent-runtime.ts';
import { returnedControlToJson } from '../agent-runtime/control-json.ts';
import type { Deadline } from '../lambda/deadline.ts';
import type { Observation } from '../lambda/observation.ts';
import { TRACEPARENT_ATTRIBUTE } from '../lambda/trace-context.ts';
import { answerReply } from './answer-reply.ts';
import type { ChatListener } from './chat-event.ts';
import type { ChatReply } from './chat-reply.ts';
import type { ChatInput } from './chat-request.ts';
import type { ChatServices } from './chat-services.ts';
import type { ConfirmationJson } from './confirmation.ts';
import { pendingQuestions } from './pending-questions.ts';
import { createTraceCollection, traceJson } from './trace-json.ts';

/** One request to the agent, with everything that is known of it; plain JSON. */
export interface ChatTurn {
  /** As the client names the conversation. */
  readonly sessionId: string;
  /** As the agent does. */
  readonly agentSessionId: string;
  readonly principal: string | undefined;
  readonly said: ChatInput;
  readonly wantsTrace: boolean;
  /** Session attributes: who asks, and what the client may set. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a turn needs while it is taken. */
export interface TurnSetting {
  readonly services: Pick<ChatServices, 'orchestrator' | 'runtime'>;
  readonly observation: Observation;
  readonly deadline: Deadline;
  /** Is told what happens, and gets the answer piece by piece. @defaultValue nobody: only the reply counts */
  readonly tell?: ChatListener | undefined;
}

/**
 * Has the agent take a turn. Never throws for what the agent does: how it ended is the reply, which whoever listens is told
 * by whoever called this.
 */
export async function takeTurn(turn: ChatTurn, setting: TurnSetting): Promise<ChatReply> {
  const { services, observation, deadline, tell } = setting;
  const { orchestrator: agent, runtime } = services;
  const questions = pendingQuestions(turn.agentSessionId);
  const traces = createTraceCollection();
  const onProgress = (progress: AgentProgress): void => {
    if (progress.type === 'text') tell?.({ type: 'answer', data: { text: progress.text } });
    if (progress.type === 'step') tell?.({ type: 'progress', data: progress.step });
    if (progress.type !== 'trace') return;
    questions.see(progress.trace);
    if (!turn.wantsTrace) return;
    const trace = traceJson(progress.trace);
    if (tell === undefined) traces.add(trace);
    else tell({ type: 'trace', data: trace });
  };
  tell?.({ type: 'session', data: { session_id: turn.sessionId } });
  const request: AgentRequest = {
    agent,
    sessionId: turn.agentSessionId,
    input: agentInput(turn.said),
    sessionAttributes: sessionAttributes(turn, setting),
    ...(tell === undefined ? {} : { streamed: true }),
  };
  const outcome = await observation.call('Agent', () =>
    runtime.invoke(request, { signal: deadline.signal, onProgress }),
  );
  const confirmation = confirmationOf(outcome) ?? questions.first();
  const reply = answerReply(outcome, {
    sessionId: turn.sessionId,
    confirmation,
    traces: turn.wantsTrace && tell === undefined ? traces.all() : undefined,
  });
  if (confirmation !== undefined && reply.status < 400) tell?.({ type: 'confirmation', data: confirmation });
  observation.ended({ status: reply.status, outcome: outcome.outcome, fields: fieldsOf(turn, setting, outcome) });
  return reply;
}

function confirmationOf(outcome: AgentOutcome): ConfirmationJson | undefined {
  return outcome.outcome === 'control_returned' ? returnedControlToJson(outcome.control) : undefined;
}

/** What a specialised agent waits for goes with the session; the orchestrator only has to ask that agent again. */
function agentInput(said: ChatInput): AgentRequest['input'] {
  if ('message' in said) return { text: said.message };
  const { agentType, answers } = said.given;
  if (agentType === undefined) return { returned: answers };
  return {
    text: `I have answered, in my chat client, what the agent ${agentType} wanted confirmed. Ask ${agentType} again with the same request: my answer goes to it by itself.`,
  };
}

/** An answer counts for the turn that it came with, so every other turn takes it back. */
function sessionAttributes({ said, attributes }: ChatTurn, setting: TurnSetting): Record<string, string> {
  const { traceparent } = setting.observation.trace;
  const given = 'given' in said ? said.given : undefined;
  const confirmation =
    given?.agentType === undefined
      ? { [CONFIRMATION_ATTRIBUTE]: '' }
      : confirmationAttributes({ agentType: given.agentType, answers: given.answers });
  return {
    ...attributes,
    ...confirmation,
    ...deadlineAttributes(setting.deadline),
    ...(traceparent === undefined ? {} : { [TRACEPARENT_ATTRIBUTE]: traceparent }),
  };
}

function fieldsOf(
  { principal, sessionId, agentSessionId }: ChatTurn,
  { services: { orchestrator } }: TurnSetting,
  outcome: AgentOutcome,
): Record<string, unknown> {
  return {
    agent: 'agentId' in orchestrator ? orchestrator.agentId : orchestrator.agentRuntimeArn,
    ...(sessionId === agentSessionId ? {} : { client_session_id: sessionId }),
    ...(principal === undefined ? {} : { principal }),
    ...('reason' in outcome ? { reason: outcome.reason } : {}),
  };
}
