/**
 * The Lambda function of the action group `orchestration`.
 *
 * @packageDocumentation
 */
import type { AgentEventHandler } from '../agent-event/tool-handler.ts';
import { createAgentInvoker } from './agent-invoker.ts';
import { agentInvokerOptionsFromEnv } from './options-from-env.ts';

export type { AgentEventHandler } from '../agent-event/tool-handler.ts';
export { type AgentInvokerOptions, createAgentInvoker } from './agent-invoker.ts';
export { agentInvokerOptionsFromEnv } from './options-from-env.ts';

/**
 * The function as it is deployed, configured from its environment variables at the first invocation.
 *
 * @public
 */
export const handler: AgentEventHandler = createAgentInvoker(() => agentInvokerOptionsFromEnv(process.env));
