export const SERVER_OPTIONS = ['fargate', 'lambda', 'agentcore'] as const;

/** Where the pipeline server runs: `cdk deploy -c server=fargate`. */
export type ServerOption = (typeof SERVER_OPTIONS)[number];

/** Reads the context flag `server`. */
export function toServerOption(given: unknown): ServerOption {
  const option = SERVER_OPTIONS.find((name) => name === given);
  if (option !== undefined) return option;
  throw new Error(`-c server=${String(given)} is none of ${SERVER_OPTIONS.join(', ')}`);
}
