import {
  BedrockAgentRuntimeClient,
  type BedrockAgentRuntimeClientConfig,
  InvokeAgentCommand,
  type InvokeAgentCommandInput,
  type InvokeAgentCommandOutput,
  type TracePart,
} from '@aws-sdk/client-bedrock-agent-runtime';
import type { Clock } from '@sluice/core';
import { createVirtualClock } from '@sluice/testkit';
import { onTestFinished } from 'vitest';
import type { ActionGroupEvent } from '../src/bedrock/action-group-event.ts';
import type { AgentEvent } from '../src/bedrock/agent-event.ts';
import {
  type BedrockEmulator,
  type BedrockEmulatorOptions,
  startBedrockEmulator,
} from '../src/bedrock/bedrock-emulator.ts';
import { loadAgents } from './planner-agents.ts';

/** What a function answers an event with: the status and the body of a well-formed reply. */
export type Tool = (event: ActionGroupEvent, signal: AbortSignal) => unknown;

export interface BedrockWorld {
  readonly emulator: BedrockEmulator;
  readonly clock: Clock;
  /** The events that functions got, oldest first. */
  readonly received: readonly ActionGroupEvent[];
  readonly events: readonly AgentEvent[];
  client(config?: BedrockAgentRuntimeClientConfig): BedrockAgentRuntimeClient;
}

/** Starts an emulator whose functions are played by a tool, until the test has finished. */
export async function startBedrockWorld(
  tool: Tool,
  options: Partial<BedrockEmulatorOptions> = {},
): Promise<BedrockWorld> {
  const clock = createVirtualClock({ mode: 'auto' });
  const received: ActionGroupEvent[] = [];
  const events: AgentEvent[] = [];
  const clients: BedrockAgentRuntimeClient[] = [];
  const emulator = await startBedrockEmulator({
    agents: (await loadAgents()).map((definition) => ({
      agentId: definition.agentType.toUpperCase(),
      agentAliasId: 'LIVE',
      definition,
    })),
    async invokeFunction(_, payload, signal) {
      const event = payload as ActionGroupEvent;
      received.push(event);
      return tool(event, signal);
    },
    clock,
    onEvent: (event) => events.push(event),
    ...options,
  });
  onTestFinished(async () => {
    for (const client of clients) client.destroy();
    await emulator.close();
  });
  return {
    emulator,
    clock,
    received,
    events,
    client(config = {}) {
      const client = new BedrockAgentRuntimeClient({
        region: 'eu-west-1',
        endpoint: emulator.url,
        credentials: { accessKeyId: 'chat-handler', secretAccessKey: 'not-a-secret' },
        maxAttempts: 1,
        ...config,
      });
      clients.push(client);
      return client;
    },
  };
}

/** Makes a well-formed reply to an event. */
export function reply(event: ActionGroupEvent, body: unknown, status = 200): Record<string, unknown> {
  const { actionGroup, apiPath, httpMethod } = event;
  return {
    messageVersion: '1.0',
    response: {
      actionGroup,
      apiPath,
      httpMethod,
      httpStatusCode: status,
      responseBody: { 'application/json': { body: typeof body === 'string' ? body : JSON.stringify(body) } },
    },
  };
}

export interface AgentAnswer {
  readonly text: string;
  readonly chunks: readonly Uint8Array[];
  readonly traces: readonly TracePart[];
  readonly output: InvokeAgentCommandOutput;
}

/** Invokes an agent and reads its answer to the end. */
export async function invoke(
  client: BedrockAgentRuntimeClient,
  input: Partial<InvokeAgentCommandInput>,
  abortSignal: AbortSignal = new AbortController().signal,
): Promise<AgentAnswer> {
  const output = await client.send(
    new InvokeAgentCommand({ agentId: 'BOOTSTRAP', agentAliasId: 'LIVE', sessionId: 'session-1', ...input }),
    { abortSignal },
  );
  const chunks: Uint8Array[] = [];
  const traces: TracePart[] = [];
  for await (const event of output.completion ?? []) {
    if (event.chunk?.bytes !== undefined) chunks.push(event.chunk.bytes);
    if (event.trace !== undefined) traces.push(event.trace);
  }
  return { text: Buffer.concat(chunks).toString('utf8'), chunks, traces, output };
}
