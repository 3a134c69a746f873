import { randomUUID } from 'node:crypto';
import { BodyTooLargeError, readBody } from '../http/read-body.ts';
import { signerOf } from '../http/signer-of.ts';
import type { AgentProfile } from '../planner/agent/agent-profile.ts';
import type { AgentEvent } from './agent-event.ts';
import type { BedrockEmulatorOptions, DeployedAgent } from './bedrock-emulator.ts';
import type { HttpRequest, HttpResponse } from './connection-switch.ts';
import { chunkFrame, exceptionFrame, piecesOf, traceFrame } from './event-stream.ts';
import { BedrockException, STATUS_OF } from './exceptions.ts';
import { type InvokeAgentRequest, readInvokeAgentRequest } from './invoke-agent-request.ts';
import type { Session, Sessions } from './sessions.ts';
import { failureTrace } from './traces.ts';
import { runTurn, type Turn } from './turn.ts';

/** What the emulator consists of while it runs. */
export interface Emulator {
  readonly options: BedrockEmulatorOptions;
  readonly deployments: readonly Deployment[];
  readonly sessions: Sessions;
  readonly onEvent: (event: AgentEvent) => void;
}

/** A deployed agent, and what it can do. */
export interface Deployment extends DeployedAgent {
  readonly profile: AgentProfile;
}

/** Bedrock's limit is larger; on one machine this is plenty. */
const MAX_BODY_BYTES = 1024 * 1024;
const TEST_ALIAS = 'TSTALIASID';
const END_OF_SESSION = "Session is terminated as 'endSession' flag is set in request.";

/** Answers a request: an error up front, or a stream. */
export async function serve(emulator: Emulator, request: HttpRequest, response: HttpResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort(new Error('The caller went away')));
  try {
    const invocation = readInvokeAgentRequest(request.method ?? '', request.url ?? '', await readText(request));
    const deployment = findDeployment(emulator, invocation);
    const caller = signerOf(request.headers.authorization) ?? 'anonymous';
    await answer(emulator, { invocation, deployment, caller, signal: gone.signal }, response);
  } catch (error) {
    if (!response.headersSent) refuse(response, error);
    else response.end();
  }
}

async function readText(request: HttpRequest): Promise<string> {
  try {
    return (await readBody(request, MAX_BODY_BYTES)).toString('utf8');
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw new BedrockException('validationException', error.message);
    throw error;
  }
}

function findDeployment({ deployments }: Emulator, { agentId, agentAliasId }: InvokeAgentRequest): Deployment {
  const found = deployments.find((agent) => agent.agentId === agentId && agent.agentAliasId === agentAliasId);
  if (found !== undefined) return found;
  throw new BedrockException(
    'resourceNotFoundException',
    `Agent ${agentId} with the alias ${agentAliasId} does not exist`,
  );
}

/** Answers with an error before anything was streamed. */
function refuse(response: HttpResponse, error: unknown): void {
  const failure =
    error instanceof BedrockException ? error : new BedrockException('internalServerException', 'The emulator failed');
  const type = `${failure.exception.charAt(0).toUpperCase()}${failure.exception.slice(1)}`;
  response.writeHead(STATUS_OF[failure.exception], {
    'content-type': 'application/json',
    'x-amzn-errortype': type,
    'x-amzn-requestid': randomUUID(),
  });
  response.write(Buffer.from(JSON.stringify(failure.members)));
  response.end();
}

interface Invocation {
  readonly invocation: InvokeAgentRequest;
  readonly deployment: Deployment;
  readonly caller: string;
  readonly signal: AbortSignal;
}

async function answer(
  emulator: Emulator,
  { invocation, deployment, caller, signal }: Invocation,
  response: HttpResponse,
): Promise<void> {
  const { sessionId, inputText } = invocation;
  const { agentType } = deployment.definition;
  response.writeHead(200, {
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amzn-bedrock-agent-content-type': 'application/json',
    'x-amz-bedrock-agent-session-id': sessionId,
    'x-amzn-requestid': randomUUID(),
  });
  const sessionName = [deployment.agentId, deployment.agentAliasId, sessionId].join('\n');
  if (invocation.endSession) {
    emulator.sessions.end(sessionName);
    response.write(chunkFrame(Buffer.from(END_OF_SESSION)));
    response.end();
    return;
  }
  const session = emulator.sessions.open(sessionName);
  const leave = await session.enter();
  const sendTrace = (trace: object): void => {
    if (invocation.enableTrace) response.write(traceFrame(tracePart(emulator, deployment, sessionId, trace)));
  };
  try {
    emulator.onEvent({ type: 'agent.started', agentType, sessionId, inputText, caller });
    const scripted = emulator.options.exceptionFor?.({ agentType, sessionId, inputText });
    if (scripted !== undefined) throw new BedrockException(scripted.exception, scripted.message);
    for await (const part of runTurn(turnOf(emulator, { invocation, deployment, caller, signal }, session))) {
      if ('trace' in part) sendTrace(part.trace);
      else for (const piece of piecesOf(part.answer, invocation.streamed)) response.write(chunkFrame(piece));
    }
  } catch (error) {
    const failure = asException(error, signal);
    emulator.onEvent({ type: 'agent.failed', agentType, sessionId, name: failure.exception, message: failure.message });
    if (signal.aborted) return;
    sendTrace(failureTrace(failure));
    response.write(exceptionFrame(failure));
  } finally {
    leave();
    if (!signal.aborted) response.end();
  }
}

function turnOf(emulator: Emulator, { invocation, deployment, signal }: Invocation, session: Session): Turn {
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
    session,
    clock: options.clock,
    followForMs: options.followForMs ?? 20_000,
    signal,
    invokeFunction: options.invokeFunction,
    onEvent,
  };
}

function tracePart({ options }: Emulator, deployment: Deployment, sessionId: string, trace: object): object {
  return {
    agentId: deployment.agentId,
    agentAliasId: deployment.agentAliasId,
    agentVersion: versionOf(deployment),
    sessionId,
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
