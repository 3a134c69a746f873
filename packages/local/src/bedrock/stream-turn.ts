import { ACCOUNT_ID, REGION } from '../lambda-host/lambda-function.ts';
import type { AgentEvent } from './agent-event.ts';
import { type AnswerStream, answerStream } from './answer-stream.ts';
import type { DeployedAgent } from './bedrock-emulator.ts';
import { BedrockException } from './exceptions.ts';
import type { Deployment, Emulator, Exchange, Invocation } from './serve.ts';
import type { Session } from './sessions.ts';
import type { StreamFault } from './stream-fault.ts';
import { failureTrace } from './traces.ts';
import { runTurn, type Turn } from './turn.ts';
import type { TurnInput } from './turn-input.ts';

/** A turn that is about to be taken. */
export interface OpenTurn extends Invocation {
  readonly session: Session;
  readonly input: TurnInput;
  readonly fault: StreamFault | undefined;
}

const TEST_ALIAS = 'TSTALIASID';

/** Takes a turn, and sends what comes of it. */
export async function streamTurn(
  emulator: Emulator,
  open: OpenTurn,
  { response, connection }: Exchange,
): Promise<void> {
  const { invocation, deployment, signal, fault } = open;
  const { agentType } = deployment.definition;
  const { sessionId, streamed } = invocation;
  const events = answerStream({ response, connection, streamed, fault });
  const sendTrace = (trace: object): void => {
    if (invocation.enableTrace) events.trace(tracePart(emulator, deployment, sessionId, trace));
  };
  let isWhole = true;
  try {
    emulator.onEvent(startedEvent(open));
    if (fault?.fault === 'exception' && fault.at === 'first')
      throw new BedrockException(fault.exception, fault.message);
    isWhole = await sendTurn(turnOf(emulator, open), events, sendTrace);
  } catch (error) {
    const failure = asException(error, signal);
    emulator.onEvent({ type: 'agent.failed', agentType, sessionId, name: failure.exception, message: failure.message });
    if (signal.aborted) return;
    // A scripted exception comes by itself, as the first of all.
    if (fault === undefined) sendTrace(failureTrace(failure));
    events.exception(failure);
  } finally {
    if (isWhole && !signal.aborted) response.end();
  }
}

async function sendTurn(turn: Turn, events: AnswerStream, sendTrace: (trace: object) => void): Promise<boolean> {
  let isWhole = true;
  for await (const part of runTurn(turn)) {
    if ('trace' in part) sendTrace(part.trace);
    else if ('control' in part) events.control(part.control);
    else isWhole = await events.answer(part.answer);
  }
  return isWhole;
}

function startedEvent({ invocation, deployment, caller, input }: OpenTurn): AgentEvent {
  const { sessionId, inputText } = invocation;
  const decision = input.decided === undefined ? {} : { decision: input.decided.decision };
  const { agentType } = deployment.definition;
  return { type: 'agent.started', agentType, sessionId, inputText, ...decision, caller };
}

function turnOf(emulator: Emulator, { invocation, deployment, signal, session, input }: OpenTurn): Turn {
  const { options, onEvent } = emulator;
  return {
    agent: deployment.profile,
    identity: {
      name: deployment.definition.agentType,
      id: deployment.agentId,
      alias: deployment.agentAliasId,
      version: versionOf(deployment),
    },
    request: invocation,
    input,
    session,
    clock: options.clock,
    followForMs: options.followForMs ?? 20_000,
    signal,
    invokeFunction: options.invokeFunction,
    onEvent,
  };
}

function tracePart({ options }: Emulator, deployment: Deployment, sessionId: string, trace: object): object {
  const { agentId, agentAliasId } = deployment;
  return {
    agentId,
    agentAliasId,
    agentVersion: versionOf(deployment),
    sessionId,
    callerChain: [{ agentAliasArn: `arn:aws:bedrock:${REGION}:${ACCOUNT_ID}:agent-alias/${agentId}/${agentAliasId}` }],
    eventTime: new Date(options.clock.now()).toISOString(),
    trace,
  };
}

function versionOf({ agentAliasId }: DeployedAgent): string {
  return agentAliasId === TEST_ALIAS ? 'DRAFT' : '1';
}

function asException(error: unknown, signal: AbortSignal): BedrockException {
  if (error instanceof BedrockException) return error;
  if (signal.aborted)
    return new BedrockException('internalServerException', 'The caller went away before there was an answer.');
  const reason = error instanceof Error ? error.message : String(error);
  return new BedrockException('internalServerException', `The emulator failed: ${reason}`);
}
