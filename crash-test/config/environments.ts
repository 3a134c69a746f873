/** Where the pipelines may run; in the last one, executions of a tenant may run side by side. */
export const ENVIRONMENTS = ['dev', 'test', 'qa', 'staging', 'prod', 'sandbox'] as const;

/** One of {@link ENVIRONMENTS}. */
export type Environment = (typeof ENVIRONMENTS)[number];

/** The environment in which concurrency is not limited. */
export const UNLIMITED: Environment = 'sandbox';

/** Environments whose GitLab project names its pipelines after the execution, as teams are advised to. */
export const NAMED: readonly Environment[] = ['dev', 'qa', 'prod'];
