import { parseArguments } from '../agent-event/tool-arguments.ts';
import type { ToolCall } from '../agent-event/tool-call.ts';
import { type AgentEventHandler, createToolHandler, type ToolHandlerOptions } from '../agent-event/tool-handler.ts';
import type { ToolReply } from '../agent-event/tool-reply.ts';
import { createToolbox, type ToolInvocation } from '../agent-event/toolbox.ts';
import type { AgentRuntime } from '../agent-runtime/agent-runtime.ts';
import { createAgentRuntime } from '../agent-runtime/create-agent-runtime.ts';
import { DEADLINE_MARGIN_MS } from '../lambda/deadline.ts';
import type { Lazy } from '../lambda/lazy.ts';
import { type AgentDirectory, findAgent } from './agent-directory.ts';
import { AGENT_OPERATIONS } from './agent-operations.ts';
import { replyOfAll, replyOfOne } from './agent-reply.ts';
import { agentRequest, agentRequests } from './agent-requests.ts';
import { chainRefusal } from './chain-refusal.ts';
import { type Handover, handOn } from './hand-on.ts';
import { chainOf } from './invocation-chain.ts';
import { passedDeadline } from './passed-deadline.ts';

/**
 * What the handler of the action group `orchestration` is made from: the agents, and how far requests are handed on.
 *
 * @public
 */
export interface AgentInvokerOptions extends ToolHandlerOptions {
  /** The specialised agents by agent type. */
  readonly agents: AgentDirectory;
  /** How many agents a request may be handed on to, one by the other. @defaultValue 3 */
  readonly maxDepth?: number | undefined;
  /** @defaultValue Amazon Bedrock and AgentCore Runtime, as the environment's credentials and region have them */
  readonly runtime?: AgentRuntime | undefined;
}

/** How many agents a request may be handed on to where nothing else is said. */
export const DEFAULT_MAX_DEPTH = 3;

/**
 * Makes the handler of the action group `orchestration`: hands requests to specialised agents, one or several at once, and
 * returns what came of each.
 *
 * @param options - A function is called at the first invocation
 * @example
 * ```ts
 * export const handler = createAgentInvoker({
 *   agents: {
 *     bootstrap: { agentId: 'AGENT12345', agentAliasId: 'ALIAS12345' },
 *     compute: { agentRuntimeArn: 'arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/compute-AbC123' },
 *   },
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
        runtime: given.runtime ?? createAgentRuntime(),
        deadlineMarginMs: given.deadlineMarginMs ?? DEADLINE_MARGIN_MS,
      };
      return createToolbox(AGENT_OPERATIONS, {
        'invoke-specialized-agent': (call, invocation) => invokeOne(invoker, call, invocation),
        'invoke-specialized-agents': (call, invocation) => invokeAll(invoker, call, invocation),
      });
    },
  });
}

interface Invoker {
  readonly agents: AgentDirectory;
  readonly maxDepth: number;
  readonly runtime: AgentRuntime;
  readonly deadlineMarginMs: number;
}

async function invokeOne(invoker: Invoker, call: ToolCall, invocation: ToolInvocation): Promise<ToolReply> {
  const request = findAgent(invoker.agents, parseArguments(call, agentRequest));
  const handover = handoverOf(invoker, call, invocation);
  const refusal = chainRefusal([request], handover, invoker.maxDepth);
  return refusal ?? replyOfOne(await handOn(request, handover), handover);
}

/** Hands all requests on at once, when it is certain that every one of them may be. */
async function invokeAll(invoker: Invoker, call: ToolCall, invocation: ToolInvocation): Promise<ToolReply> {
  const requests = parseArguments(call, agentRequests).requests.map((request) => findAgent(invoker.agents, request));
  const handover = handoverOf(invoker, call, invocation);
  const refusal = chainRefusal(requests, handover, invoker.maxDepth);
  if (refusal !== undefined) return refusal;
  return replyOfAll(await Promise.all(requests.map((request) => handOn(request, handover))), handover);
}

function handoverOf({ runtime, deadlineMarginMs }: Invoker, call: ToolCall, invocation: ToolInvocation): Handover {
  const deadline = passedDeadline(call, invocation.deadline, deadlineMarginMs);
  return { runtime, call, chain: chainOf(call), deadline, invocation };
}
