/**
 * The Lambda function of the action group `memory`.
 *
 * @packageDocumentation
 */
import type { AgentEventHandler } from '../agent-event/tool-handler.ts';
import { createMemoryManager } from './memory-manager.ts';
import { memoryManagerOptionsFromEnv } from './options-from-env.ts';

export type { AgentEventHandler } from '../agent-event/tool-handler.ts';
export { createMemoryManager, type MemoryManagerOptions } from './memory-manager.ts';
export { memoryManagerOptionsFromEnv } from './options-from-env.ts';

/**
 * The function as it is deployed, configured from its environment variables at the first invocation.
 *
 * @public
 */
export const handler: AgentEventHandler = createMemoryManager(() => memoryManagerOptionsFromEnv(process.env));
