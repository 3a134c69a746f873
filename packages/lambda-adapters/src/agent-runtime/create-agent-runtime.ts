import type { Clock } from '@sluice/core';
import type { AgentRuntime } from './agent-runtime.ts';
import { type AgentCoreRuntimeOptions, createAgentCoreRuntime } from './agentcore-runtime.ts';
import { type BedrockAgentRuntimeOptions, createBedrockAgentRuntime } from './bedrock-agent-runtime.ts';

/** How agents of each kind are reached, and what waits before a busy one is asked again. @public */
export interface AgentRuntimeOptions {
  /** How agents of Amazon Bedrock are reached. */
  readonly bedrock?: Omit<BedrockAgentRuntimeOptions, 'clock'> | undefined;
  /** How agents of AgentCore Runtime are reached. */
  readonly agentCore?: Omit<AgentCoreRuntimeOptions, 'clock'> | undefined;
  /** What waits before an agent that was busy is asked again. @defaultValue the machine's clock */
  readonly clock?: Pick<Clock, 'sleep'> | undefined;
}

/**
 * Makes an agent runtime for agents of every kind. The SDK's client for a kind is loaded when its first agent is invoked.
 *
 * @example
 * ```ts
 * const runtime = createAgentRuntime();
 * const agent = { agentRuntimeArn: 'arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bootstrap-AbC123' };
 * const request = { agent, sessionId: 'conversation-1', input: { text: 'Deploy' }, sessionAttributes: {} };
 * const outcome = await runtime.invoke(request, { signal: AbortSignal.timeout(25_000) });
 * ```
 * @public
 */
export function createAgentRuntime({ bedrock, agentCore, clock }: AgentRuntimeOptions = {}): AgentRuntime {
  const bedrockRuntime = createBedrockAgentRuntime({ ...bedrock, clock });
  const agentCoreRuntime = createAgentCoreRuntime({ ...agentCore, clock });
  return {
    invoke({ agent, ...request }, invocation) {
      return 'agentRuntimeArn' in agent
        ? agentCoreRuntime.invoke({ ...request, agent }, invocation)
        : bedrockRuntime.invoke({ ...request, agent }, invocation);
    },
  };
}
