import { invalidArguments } from '../agent-event/tool-arguments.ts';
import type { AgentReference } from '../agent-runtime/agent-runtime.ts';
import type { AgentRequestJson } from './agent-requests.ts';
import type { HandedRequest } from './hand-on.ts';

/** The specialised agents by agent type. @public */
export type AgentDirectory = Readonly<Record<string, AgentReference>>;

/**
 * Finds the agent that a request is for.
 *
 * @throws SluiceError `invalid_parameters` that names those that there are
 */
export function findAgent(agents: AgentDirectory, { agent_type: agentType, input }: AgentRequestJson): HandedRequest {
  const agent = Object.hasOwn(agents, agentType) ? agents[agentType] : undefined;
  if (agent !== undefined) return { agentType, agent, input };
  const allowed = Object.keys(agents);
  const message = `${agentType} is not an agent that there is; there are: ${allowed.join(', ')}`;
  throw invalidArguments([{ field: 'agent_type', message, allowed }]);
}
