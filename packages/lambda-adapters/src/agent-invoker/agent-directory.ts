import { invalidArguments } from '../agent-event/tool-arguments.ts';
import type { AgentReference } from '../agent-runtime/agent-runtime.ts';

/** The specialised agents by agent type. @public */
export type AgentDirectory = Readonly<Record<string, AgentReference>>;

/**
 * Finds an agent by its type.
 *
 * @throws SluiceError `invalid_parameters` that names those that there are
 */
export function findAgent(agents: AgentDirectory, agentType: string): AgentReference {
  const agent = new Map(Object.entries(agents)).get(agentType);
  if (agent !== undefined) return agent;
  const allowed = Object.keys(agents);
  const message = `is not an agent that there is; there are: ${allowed.join(', ')}`;
  throw invalidArguments([{ field: 'agent_type', message, allowed }]);
}
