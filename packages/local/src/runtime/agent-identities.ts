import { createHash } from 'node:crypto';

/** The alias that every local agent has; ten characters, as Bedrock's ids have. */
export const AGENT_ALIAS_ID = 'LOCALALIAS';

/** Returns the id that Bedrock would give an agent: ten capitals and digits. */
export function agentIdOf(agentType: string): string {
  return createHash('sha256').update(agentType).digest('hex').slice(0, 10).toUpperCase();
}
