import type { AgentDefinition, Clock } from '@sluice/core';
import type { AgentEvent } from '../bedrock/agent-event.ts';
import { type BedrockEmulator, startBedrockEmulator } from '../bedrock/bedrock-emulator.ts';
import type { FunctionAnswer, FunctionInvoker } from '../lambda-host/function-invoker.ts';
import { AGENT_ALIAS_ID, agentIdOf } from './agent-identities.ts';

export interface AgentsOptions {
  readonly definitions: readonly AgentDefinition[];
  /** Calls the functions of action groups; they start after the agents, whose address they must know. */
  readonly functions: Promise<FunctionInvoker>;
  readonly clock: Clock;
  readonly followForMs: number | undefined;
  readonly onEvent: (event: AgentEvent) => void;
}

/** Starts the agents behind Bedrock's API. */
export function startAgents(options: AgentsOptions): Promise<BedrockEmulator> {
  const { definitions, functions, clock, followForMs, onEvent } = options;
  return startBedrockEmulator({
    agents: definitions.map((definition) => ({
      agentId: agentIdOf(definition.agentType),
      agentAliasId: AGENT_ALIAS_ID,
      definition,
    })),
    async invokeFunction(functionName, event, signal) {
      return answerOf(await (await functions).invoke(functionName, event, signal));
    },
    clock,
    followForMs,
    onEvent,
  });
}

/** Bedrock tells nobody how a function failed; its log does. */
function answerOf({ payload, functionError }: FunctionAnswer): unknown {
  if (functionError !== undefined) throw new Error(`The function failed: ${functionError}`);
  return JSON.parse(payload);
}
