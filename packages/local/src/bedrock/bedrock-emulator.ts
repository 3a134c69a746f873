import type { ActionGroupHandler, AgentDefinition, Clock } from '@sluice/core';
import { readAgent } from '../planner/agent/agent-profile.ts';
import type { AgentEvent } from './agent-event.ts';
import { listenForBoth } from './connection-switch.ts';
import { type Emulator, serve } from './serve.ts';
import { createSessions } from './sessions.ts';
import type { StreamFault } from './stream-fault.ts';

/** Which agents to play, and how. @public */
export interface BedrockEmulatorOptions {
  readonly agents: readonly DeployedAgent[];
  /**
   * Calls the Lambda function of an action group and returns what it answered. Whatever it rejects with is a failure of
   * the function, of which the caller learns no more than Bedrock would tell.
   */
  readonly invokeFunction: (
    functionName: ActionGroupHandler,
    payload: unknown,
    signal: AbortSignal,
  ) => Promise<unknown>;
  readonly clock: Clock;
  /** How long an agent follows what it started before it answers, in milliseconds. @defaultValue 20000 */
  readonly followForMs?: number | undefined;
  /** Is told of everything that happens, as it happens. */
  readonly onEvent?: ((event: AgentEvent) => void) | undefined;
  /** Scripts how an answer goes wrong: returns that, or undefined for an answer as it should be. @defaultValue none */
  readonly faultFor?: ((invocation: AgentInvocation) => StreamFault | undefined) | undefined;
  /** @defaultValue '127.0.0.1' */
  readonly host?: string | undefined;
  /** @defaultValue a free one */
  readonly port?: number | undefined;
}

/** An agent and the ids under which it is invoked. @public */
export interface DeployedAgent {
  readonly agentId: string;
  readonly agentAliasId: string;
  readonly definition: AgentDefinition;
}

/** A turn that is about to begin. @public */
export interface AgentInvocation {
  readonly agentType: string;
  readonly sessionId: string;
  readonly inputText: string;
}

/** An emulator that listens. @public */
export interface BedrockEmulator {
  /** For `AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME`; without a slash at the end. */
  readonly url: string;
  /** Stops it and cuts its connections. May be called again. */
  close(): Promise<void>;
}

/**
 * Starts an emulator of Amazon Bedrock Agents that the AWS SDK's own client talks to, over HTTP/2 and HTTP/1.1. Where
 * Bedrock has a model it has a planner that always does the same.
 *
 * @throws the system's error, `EADDRINUSE` when the port is taken
 * @example
 * ```ts
 * const emulator = await startBedrockEmulator({ agents, invokeFunction, clock });
 * const client = new BedrockAgentRuntimeClient({ endpoint: emulator.url });
 * ```
 * @public
 */
export async function startBedrockEmulator(options: BedrockEmulatorOptions): Promise<BedrockEmulator> {
  const { host = '127.0.0.1', port = 0, clock } = options;
  const emulator: Emulator = {
    options,
    deployments: options.agents.map((agent) => ({ ...agent, profile: readAgent(agent.definition) })),
    sessions: createSessions(clock),
    onEvent: options.onEvent ?? (() => {}),
  };
  const listener = await listenForBoth({
    host,
    port,
    onRequest: (request, response, connection) => void serve(emulator, { request, response, connection }),
  });
  return { url: `http://${host}:${listener.port}`, close: listener.close };
}
