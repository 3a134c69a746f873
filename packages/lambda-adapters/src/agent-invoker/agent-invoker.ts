import { lockedTo } from '@sluice/core';
import * as z from 'zod';
import { parseArguments } from '../agent-event/tool-arguments.ts';
import type { ToolCall } from '../agent-event/tool-call.ts';
import { type AgentEventHandler, createToolHandler, type ToolHandlerOptions } from '../agent-event/tool-handler.ts';
import { failureReply, type ToolReply } from '../agent-event/tool-reply.ts';
import { createToolbox, type ToolInvocation } from '../agent-event/toolbox.ts';
import { agentFailureText } from '../agent-runtime/agent-failure-text.ts';
import { type AgentRuntime, CONFIRMATION_NEEDED } from '../agent-runtime/agent-runtime.ts';
import { createBedrockAgentRuntime } from '../agent-runtime/bedrock-agent-runtime.ts';
import { derivedSessionId } from '../agent-runtime/session-id.ts';
import type { operations } from '../generated/orchestration.ts';
import type { Lazy } from '../lambda/lazy.ts';
import { type AgentDirectory, findAgent } from './agent-directory.ts';
import { AGENT_OPERATIONS } from './agent-operations.ts';
import { chainAttributes, chainOf } from './invocation-chain.ts';

/** @public */
export interface AgentInvokerOptions extends ToolHandlerOptions {
  /** The specialised agents by agent type. */
  readonly agents: AgentDirectory;
  /** How many agents a request may be handed on to, one by the other. @defaultValue 3 */
  readonly maxDepth?: number | undefined;
  /** @defaultValue Amazon Bedrock, as the environment's credentials and region have it */
  readonly runtime?: AgentRuntime | undefined;
}

/** How many agents a request may be handed on to where nothing else is said. */
export const DEFAULT_MAX_DEPTH = 3;

type Operation = operations['invoke-specialized-agent'];
type Request = Operation['requestBody']['content']['application/json'];
type Answer = Operation['responses'][200]['content']['application/json'] & { readonly session_id: string };

const requestSchema = lockedTo<Request>()(
  z.object({
    agent_type: z.string({ error: 'must be the name of an agent' }).min(1),
    input: z
      .string({ error: 'must be a text: what the user asked for, in full' })
      .min(1, { error: 'must not be empty: say what the user asked for' })
      .max(8000, { error: 'may have 8000 characters at the most' }),
  }),
);

/**
 * Makes the handler of the action group `orchestration`: hands a request to a specialised agent and returns its answer.
 *
 * @param options - A function is called at the first invocation
 * @example
 * ```ts
 * export const handler = createAgentInvoker({
 *   agents: { bootstrap: { agentId: 'AGENT12345', agentAliasId: 'ALIAS12345' } },
 * });
 * ```
 * @public
 */
export function createAgentInvoker(options: Lazy<AgentInvokerOptions>): AgentEventHandler {
  return createToolHandler({
    service: 'agent-invoker',
    options,
    createToolbox(given) {
      const invoker: Invoker = {
        agents: given.agents,
        maxDepth: given.maxDepth ?? DEFAULT_MAX_DEPTH,
        runtime: given.runtime ?? createBedrockAgentRuntime(),
      };
      return createToolbox(AGENT_OPERATIONS, {
        'invoke-specialized-agent': (call, invocation) => invokeSpecializedAgent(invoker, call, invocation),
      });
    },
  });
}

interface Invoker {
  readonly agents: AgentDirectory;
  readonly maxDepth: number;
  readonly runtime: AgentRuntime;
}

async function invokeSpecializedAgent(
  { agents, maxDepth, runtime }: Invoker,
  call: ToolCall,
  { deadline, logger, requestId }: ToolInvocation,
): Promise<ToolReply> {
  const request = parseArguments(call, requestSchema);
  const agent = findAgent(agents, request.agent_type);
  const chain = chainOf(call);
  if (chain.depth >= maxDepth) return tooDeep(maxDepth, chain.callers);
  const sessionId = derivedSessionId(call.sessionId ?? requestId, request.agent_type);
  const outcome = await runtime.invoke(
    {
      agent,
      sessionId,
      text: request.input,
      sessionAttributes: { ...call.sessionAttributes, ...chainAttributes(chain) },
    },
    deadline.signal,
  );
  const fields = { session_id: sessionId, agent_type: request.agent_type, depth: chain.depth + 1 };
  if (outcome.outcome === 'answered') return answer(request, sessionId, outcome.answer);
  if (outcome.outcome === 'confirmation_needed') return answer(request, sessionId, CONFIRMATION_NEEDED);
  logger.error({ ...fields, outcome: outcome.outcome, reason: outcome.reason }, 'A specialised agent has no answer');
  return failureReply(agentFailureText(outcome));
}

function answer(request: Request, sessionId: string, text: string): ToolReply {
  const body: Answer = { agent_type: request.agent_type, answer: text, session_id: sessionId };
  return { status: 200, body };
}

function tooDeep(maxDepth: number, callers: readonly string[]): ToolReply {
  return failureReply({
    status: 409,
    code: 'agent_depth_exceeded',
    message:
      `Nothing was handed on: a request may be handed on ${maxDepth} times at the most, and this one came through ` +
      `${callers.join(', ')}. Answer with what you know, without asking another agent.`,
  });
}
