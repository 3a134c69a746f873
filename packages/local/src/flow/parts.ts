/** How the parts are called in hops. A function goes by its own name, an agent by `agentPart`. */
export const USER = 'you';
export const GATEWAY = 'gateway';
export const PIPELINE_SERVER = 'pipeline server';
export const DYNAMODB = 'DynamoDB';
export const GITLAB = 'GitLab';
export const JENKINS = 'Jenkins';

/** The pipeline server when nobody asked it: it looks after what has not finished. */
export const SWEEP = 'sweep';

/** Returns what an agent is called in hops: told apart from the pipeline and the parts that may have the same name. */
export function agentPart(agentType: string): string {
  return `${agentType} agent`;
}
