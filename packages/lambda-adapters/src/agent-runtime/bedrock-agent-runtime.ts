import type { BedrockAgentRuntimeClient, BedrockAgentRuntimeClientConfig } from '@aws-sdk/client-bedrock-agent-runtime';
import type { Clock } from '@sluice/core';
import { lazyPromise } from '../lambda/lazy.ts';
import type { AgentInvocation, AgentRequest, AgentRuntime, BedrockAgentReference } from './agent-runtime.ts';
import { bedrockInput } from './bedrock-input.ts';
import { createHttp1Handler } from './http1-handler.ts';
import { invokeAgent } from './invoke-agent.ts';
import { readAnswer } from './read-answer.ts';

/** How agents of Amazon Bedrock are reached, and what waits before a busy one is asked again. @public */
export interface BedrockAgentRuntimeOptions {
  /**
   * Settings of the SDK's client, such as `endpoint` and `region`. How it sends and what it repeats is not among them: a
   * turn that is sent twice may start a pipeline twice.
   *
   * @defaultValue those of the environment
   */
  readonly client?:
    | Omit<BedrockAgentRuntimeClientConfig, 'requestHandler' | 'maxAttempts' | 'retryStrategy'>
    | undefined;
  /** What waits before an agent that was busy is asked again. @defaultValue the machine's clock */
  readonly clock?: Pick<Clock, 'sleep'> | undefined;
}

/**
 * Makes an agent runtime that invokes agents of Amazon Bedrock. The SDK is loaded at the first invocation.
 *
 * @example
 * ```ts
 * const runtime = createBedrockAgentRuntime({ client: { region: 'eu-west-1' } });
 * const agent = { agentId: 'AGENT12345', agentAliasId: 'ALIAS12345' };
 * const request = { agent, sessionId: 'conversation-1', input: { text: 'Deploy' }, sessionAttributes: {} };
 * const outcome = await runtime.invoke(request, { signal: AbortSignal.timeout(25_000) });
 * ```
 * @public
 */
export function createBedrockAgentRuntime(
  options: BedrockAgentRuntimeOptions = {},
): AgentRuntime<BedrockAgentReference> {
  const loaded = lazyPromise(() => loadClient(options));
  return {
    invoke: (request, invocation) =>
      invokeAgent(invocation, {
        send: async () => send(await loaded(), request, invocation),
        read: ({ completion = [] }) => readAnswer(completion, invocation),
        clock: options.clock,
      }),
  };
}

interface LoadedClient {
  readonly client: BedrockAgentRuntimeClient;
  readonly sdk: typeof import('@aws-sdk/client-bedrock-agent-runtime');
}

async function loadClient({ client: config }: BedrockAgentRuntimeOptions): Promise<LoadedClient> {
  const [sdk, requestHandler] = await Promise.all([
    import('@aws-sdk/client-bedrock-agent-runtime'),
    createHttp1Handler(),
  ]);
  return {
    sdk,
    client: new sdk.BedrockAgentRuntimeClient({ ...config, requestHandler, maxAttempts: 1, retryMode: 'standard' }),
  };
}

/** Sends a request; returns when the first event has come. */
async function send(
  { client, sdk }: LoadedClient,
  request: AgentRequest<BedrockAgentReference>,
  { signal }: AgentInvocation,
): Promise<import('@aws-sdk/client-bedrock-agent-runtime').InvokeAgentCommandOutput> {
  return client.send(new sdk.InvokeAgentCommand(bedrockInput(request)), { abortSignal: signal });
}
