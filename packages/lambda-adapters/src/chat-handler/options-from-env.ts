import { type EnvironmentVariables, readEnvironment } from '../environment/read-environment.ts';
import { text } from '../environment/variables.ts';
import type { ChatHandlerOptions } from './chat-handler.ts';

/**
 * Reads the chat handler's options from `ORCHESTRATOR_AGENT_ID` and `ORCHESTRATOR_AGENT_ALIAS_ID`.
 *
 * @throws ConfigurationError that names every variable that is missing or wrong
 * @public
 */
export function chatHandlerOptionsFromEnv(variables: EnvironmentVariables): ChatHandlerOptions {
  const values = readEnvironment(variables, {
    ORCHESTRATOR_AGENT_ID: text('the id of the orchestrator agent, such as AGENT12345'),
    ORCHESTRATOR_AGENT_ALIAS_ID: text("the id of the orchestrator agent's alias, such as TSTALIASID"),
  });
  return {
    orchestrator: { agentId: values.ORCHESTRATOR_AGENT_ID, agentAliasId: values.ORCHESTRATOR_AGENT_ALIAS_ID },
  };
}
