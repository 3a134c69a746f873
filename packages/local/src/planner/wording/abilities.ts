import type { AgentProfile } from '../agent/agent-profile.ts';
import type { Operation, ParameterSpec } from '../agent/operation.ts';
import { firstSentence, nameParts } from '../words.ts';

/** Says what an agent can be asked for. */
export function listAbilities(agent: AgentProfile): string {
  if (agent.specialists.length === 0) return `You can ask me for this:\n${listOperations(agent.operations)}`;
  const [memory] = agent.withRole('memory');
  const place = memory?.parameters.find(({ required }) => required);
  const state =
    place === undefined ? '' : `what is deployed, under way or failed in ${anyOf(place)}, or for one of these`;
  return `You can ask me ${state || 'for one of these'}:\n${listSpecialists(agent)}`;
}

/** "an environment (dev, prod)". */
function anyOf({ name, schema }: ParameterSpec): string {
  const spoken = nameParts(name).join(' ');
  const article = /^[aeiou]/.test(spoken) ? 'an' : 'a';
  return `${article} ${spoken}${schema.enum === undefined ? '' : ` (${schema.enum.map(String).join(', ')})`}`;
}

/** Lists the agents that can be asked. */
export function listSpecialists({ specialists }: Pick<AgentProfile, 'specialists'>): string {
  return specialists
    .map(({ name, description }) => (description === '' ? `- ${name}` : `- ${name}: ${firstSentence(description)}`))
    .join('\n');
}

/** Lists operations by what they do. */
export function listOperations(operations: readonly Operation[]): string {
  return operations
    .map(({ operationId, summary, description }) => `- ${summary || firstSentence(description) || operationId}`)
    .join('\n');
}
