import { randomUUID } from 'node:crypto';
import { BodyTooLargeError, readBody } from '../http/read-body.ts';
import { signerOf } from '../http/signer-of.ts';
import type { AgentProfile } from '../planner/agent/agent-profile.ts';
import type { AgentEvent } from './agent-event.ts';
import type { BedrockEmulatorOptions, DeployedAgent } from './bedrock-emulator.ts';
import type { HttpConnection, HttpRequest, HttpResponse } from './connection-switch.ts';
import { chunkFrame } from './event-stream.ts';
import { BedrockException } from './exceptions.ts';
import { type InvokeAgentRequest, readInvokeAgentRequest } from './invoke-agent-request.ts';
import { refuse } from './refusal.ts';
import type { Sessions } from './sessions.ts';
import type { StreamFault } from './stream-fault.ts';
import { streamTurn } from './stream-turn.ts';
import { turnInput } from './turn-input.ts';

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

/** A request and how it is answered. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly connection: HttpConnection;
}

/** Bedrock's limit is larger; on one machine this is plenty. */
const MAX_BODY_BYTES = 1024 * 1024;
const END_OF_SESSION = "Session is terminated as 'endSession' flag is set in request.";

/** Answers a request: an error up front, or a stream. */
export async function serve(emulator: Emulator, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const gone = new AbortController();
  response.once('close', () => gone.abort(new Error('The caller went away')));
  try {
    const invocation = readInvokeAgentRequest(request.method ?? '', request.url ?? '', await readText(request));
    const deployment = findDeployment(emulator, invocation);
    const caller = signerOf(request.headers.authorization) ?? 'anonymous';
    await answer(emulator, { invocation, deployment, caller, signal: gone.signal }, exchange);
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

/** A request that was read, and whom it is for. */
export interface Invocation {
  readonly invocation: InvokeAgentRequest;
  readonly deployment: Deployment;
  readonly caller: string;
  readonly signal: AbortSignal;
}

async function answer(emulator: Emulator, given: Invocation, exchange: Exchange): Promise<void> {
  const { invocation, deployment } = given;
  const sessionName = [deployment.agentId, deployment.agentAliasId, invocation.sessionId].join('\n');
  if (invocation.endSession) {
    emulator.sessions.end(sessionName);
    begin(exchange.response, invocation);
    exchange.response.write(chunkFrame(Buffer.from(END_OF_SESSION)));
    exchange.response.end();
    return;
  }
  const fault = faultOf(emulator, given);
  if (fault?.fault === 'refused') throw new BedrockException(fault.exception, fault.message);
  const session = emulator.sessions.open(sessionName);
  const leave = await session.enter();
  try {
    const input = turnInput(session, invocation);
    begin(exchange.response, invocation);
    if (fault?.fault === 'empty') exchange.response.end();
    else await streamTurn(emulator, { ...given, session, input, fault }, exchange);
  } finally {
    leave();
  }
}

function faultOf({ options }: Emulator, { invocation, deployment }: Invocation): StreamFault | undefined {
  const { sessionId, inputText } = invocation;
  return options.faultFor?.({ agentType: deployment.definition.agentType, sessionId, inputText });
}

function begin(response: HttpResponse, { sessionId }: InvokeAgentRequest): void {
  response.writeHead(200, {
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amzn-bedrock-agent-content-type': 'application/json',
    'x-amz-bedrock-agent-session-id': sessionId,
    'x-amzn-requestid': randomUUID(),
  });
}
