import { type EnvironmentVariables, readEnvironment } from '../environment/read-environment.ts';
import { integer, optional, textsByName } from '../environment/variables.ts';
import { type AgentInvokerOptions, DEFAULT_MAX_DEPTH } from './agent-invoker.ts';
import { directoryFromEnv } from './directory-from-env.ts';

/**
 * Reads the agent invoker's options from its environment.
 *
 * | variable | what it is | needed |
 * | --- | --- | --- |
 * | `AGENT_IDS` | agents of Amazon Bedrock, as JSON of agent ids by agent type: `{"bootstrap":"AGENT12345"}` | this or `AGENT_RUNTIME_ARNS` |
 * | `AGENT_ALIAS_IDS` | their aliases, as JSON of alias ids by agent type: `{"bootstrap":"TSTALIASID"}` | with `AGENT_IDS` |
 * | `AGENT_RUNTIME_ARNS` | agents of AgentCore Runtime, as JSON of ARNs by agent type | this or `AGENT_IDS` |
 * | `AGENT_RUNTIME_QUALIFIERS` | their endpoints, as JSON of names by agent type | no: `DEFAULT` |
 * | `MAX_AGENT_DEPTH` | how many agents a request may be handed on to, one by the other: 1 to 10 | no: 3 |
 *
 * An agent type is one agent: it stands in `AGENT_IDS` or in `AGENT_RUNTIME_ARNS`. The function's role needs
 * `bedrock:InvokeAgent` for the aliases and `bedrock-agentcore:InvokeAgentRuntime` for the runtimes.
 *
 * @throws ConfigurationError that names every variable that is missing or wrong
 * @public
 */
export function agentInvokerOptionsFromEnv(variables: EnvironmentVariables): AgentInvokerOptions {
  const values = readEnvironment(variables, {
    AGENT_IDS: optional(textsByName('a JSON object of agent ids by agent type, such as {"bootstrap":"AGENT12345"}')),
    AGENT_ALIAS_IDS: optional(
      textsByName('a JSON object of alias ids by agent type, such as {"bootstrap":"TSTALIASID"}'),
    ),
    AGENT_RUNTIME_ARNS: optional(
      textsByName(
        'a JSON object of ARNs by agent type, such as ' +
          '{"bootstrap":"arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bootstrap-AbC123"}',
      ),
    ),
    AGENT_RUNTIME_QUALIFIERS: optional(
      textsByName('a JSON object of endpoints\' names by agent type, such as {"bootstrap":"production"}'),
    ),
    MAX_AGENT_DEPTH: integer('how many agents a request may be handed on to, one by the other', {
      min: 1,
      max: 10,
      defaultValue: DEFAULT_MAX_DEPTH,
    }),
  });
  const agents = directoryFromEnv({
    agentIds: values.AGENT_IDS,
    aliasIds: values.AGENT_ALIAS_IDS,
    runtimeArns: values.AGENT_RUNTIME_ARNS,
    qualifiers: values.AGENT_RUNTIME_QUALIFIERS,
  });
  return { agents, maxDepth: values.MAX_AGENT_DEPTH };
}
