import type { BedrockAgentRuntimeClient, BedrockAgentRuntimeClientConfig } from '@aws-sdk/client-bedrock-agent-runtime';
import { lazy } from '../lambda/lazy.ts';
import { agentFailure } from './agent-failure.ts';
import type { AgentOutcome, AgentRequest, AgentRuntime } from './agent-runtime.ts';
import { readAnswer } from './read-answer.ts';

/** @public */
export interface BedrockAgentRuntimeOptions {
  /** Settings of the SDK's client, such as `endpoint` and `region`. @defaultValue those of the environment */
  readonly client?: Omit<BedrockAgentRuntimeClientConfig, 'requestHandler'> | undefined;
}

/**
 * Makes an agent runtime that invokes agents of Amazon Bedrock. The SDK is loaded at the first invocation.
 *
 * @example
 * ```ts
 * const runtime = createBedrockAgentRuntime();
 * const outcome = await runtime.invoke({ agent, sessionId, text: 'Deploy', sessionAttributes: {} }, signal);
 * ```
 * @public
 */
export function createBedrockAgentRuntime(options: BedrockAgentRuntimeOptions = {}): AgentRuntime {
  const loaded = lazy(() => loadClient(options));
  return {
    async invoke(request, signal) {
      if (signal.aborted) return { outcome: 'out_of_time', mayHaveBegun: false, reason: { name: 'NoTimeLeft' } };
      try {
        return await invokeAgent(await loaded(), request, signal);
      } catch (error) {
        return agentFailure(error, signal);
      }
    },
  };
}

interface LoadedClient {
  readonly client: BedrockAgentRuntimeClient;
  readonly sdk: typeof import('@aws-sdk/client-bedrock-agent-runtime');
}

/**
 * Speaks HTTP/1.1, although the SDK's default is HTTP/2: there, an answer that is cut off ends as if it were complete.
 */
async function loadClient({ client: config }: BedrockAgentRuntimeOptions): Promise<LoadedClient> {
  const [sdk, { NodeHttpHandler }] = await Promise.all([
    import('@aws-sdk/client-bedrock-agent-runtime'),
    import('@smithy/node-http-handler'),
  ]);
  const requestHandler = new NodeHttpHandler({ connectionTimeout: 3000 });
  return { sdk, client: new sdk.BedrockAgentRuntimeClient({ ...config, requestHandler }) };
}

async function invokeAgent(
  { client, sdk }: LoadedClient,
  { agent, sessionId, text, sessionAttributes }: AgentRequest,
  signal: AbortSignal,
): Promise<AgentOutcome> {
  const command = new sdk.InvokeAgentCommand({
    ...agent,
    sessionId,
    inputText: text,
    sessionState: { sessionAttributes: { ...sessionAttributes } },
    // With traces the first event comes before the agent uses its tools, and the SDK repeats nothing after the first.
    enableTrace: true,
  });
  const { completion } = await client.send(command, { abortSignal: signal });
  return readAnswer(completion ?? [], signal);
}
