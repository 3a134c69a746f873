import type {
  BedrockAgentCoreClient,
  BedrockAgentCoreClientConfig,
  InvokeAgentRuntimeCommandOutput,
} from '@aws-sdk/client-bedrock-agentcore';
import type { Clock } from '@sluice/core';
import { lazyPromise } from '../lambda/lazy.ts';
import type { AgentCoreReference, AgentInvocation, AgentRequest, AgentRuntime } from './agent-runtime.ts';
import { agentCoreInput } from './agentcore-input.ts';
import { createHttp1Handler } from './http1-handler.ts';
import { invokeAgent } from './invoke-agent.ts';
import { readAgentCoreAnswer } from './read-agentcore-answer.ts';

/** How agents of AgentCore Runtime are reached, and what waits before a busy one is asked again. @public */
export interface AgentCoreRuntimeOptions {
  /**
   * Settings of the SDK's client, such as `endpoint` and `region`. How it sends and what it repeats is not among them: a
   * turn that is sent twice may start a pipeline twice.
   *
   * @defaultValue those of the environment
   */
  readonly client?: Omit<BedrockAgentCoreClientConfig, 'requestHandler' | 'maxAttempts' | 'retryStrategy'> | undefined;
  /** What waits before an agent that was busy is asked again. @defaultValue the machine's clock */
  readonly clock?: Pick<Clock, 'sleep'> | undefined;
}

/**
 * Makes an agent runtime that invokes agents behind endpoints of AgentCore Runtime, with the permissions of the
 * environment's credentials. The SDK is loaded at the first invocation.
 *
 * An agent gets `{"prompt", "session_id", "session_attributes"}` as JSON, and after it has returned control
 * `{"control_answers": {"invocation_id", "results"}}` in place of the prompt. It answers with JSON or with server-sent
 * events of JSON, each of them one of:
 *
 * - `{"answer": "…"}`, all of the answer; also named `result`, `response`, `output`, `completion` or `message`, also with a
 *   model's message `{"role", "content": [{"text"}]}`;
 * - a text, `{"text": "…"}` or a model's `contentBlockDelta` event, a piece of it;
 * - `{"control": {"invocation_id", "requests": [{"asks", "action_group", "operation", "arguments"}]}}` where it stops until
 *   a step is confirmed or done;
 * - `{"error": …}` where it failed.
 *
 * @example
 * ```ts
 * const runtime = createAgentCoreRuntime({ client: { region: 'eu-west-1' } });
 * const agent = { agentRuntimeArn: 'arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bootstrap-AbC123' };
 * const request = { agent, sessionId: 'conversation-1', input: { text: 'Deploy' }, sessionAttributes: {} };
 * const outcome = await runtime.invoke(request, { signal: AbortSignal.timeout(25_000) });
 * ```
 * @public
 */
export function createAgentCoreRuntime(options: AgentCoreRuntimeOptions = {}): AgentRuntime<AgentCoreReference> {
  const loaded = lazyPromise(() => loadClient(options));
  return {
    invoke: (request, invocation) =>
      invokeAgent(invocation, {
        send: async () => send(await loaded(), request, invocation),
        read: (answer) => readAgentCoreAnswer(answer, invocation),
        clock: options.clock,
      }),
  };
}

interface LoadedClient {
  readonly client: BedrockAgentCoreClient;
  readonly sdk: typeof import('@aws-sdk/client-bedrock-agentcore');
}

async function loadClient({ client: config }: AgentCoreRuntimeOptions): Promise<LoadedClient> {
  const [sdk, requestHandler] = await Promise.all([import('@aws-sdk/client-bedrock-agentcore'), createHttp1Handler()]);
  return {
    sdk,
    client: new sdk.BedrockAgentCoreClient({ ...config, requestHandler, maxAttempts: 1, retryMode: 'standard' }),
  };
}

async function send(
  { client, sdk }: LoadedClient,
  request: AgentRequest<AgentCoreReference>,
  { signal }: AgentInvocation,
): Promise<InvokeAgentRuntimeCommandOutput> {
  return client.send(new sdk.InvokeAgentRuntimeCommand(agentCoreInput(request)), { abortSignal: signal });
}
