import type { ConfigurationIssue } from '../errors/configuration-error.ts';
import type { AllowedHours } from './allowed-hours.ts';
import type { ApprovalRule, EnvironmentConfig } from './config.ts';
import type { ParameterSchema } from './parameter-schema.ts';

/** The rules of a pipeline in one environment. @public */
export interface EnvironmentRules {
  /** How many unfinished executions there may be for each tenant. */
  readonly concurrency: 'one' | 'unlimited';
  /** Parameters that keep their defaults. */
  readonly protectedParameters: readonly string[];
  readonly approval: ApprovalRule;
  /** How long somebody may take to approve, in milliseconds. */
  readonly approvalTimeoutMs: number;
  /** When it may be started. @defaultValue always */
  readonly allowedHours?: AllowedHours | undefined;
}

const DEFAULT_APPROVAL_TIMEOUT_MINUTES = 60;

/** Fills in the rules that a config leaves out. */
export function environmentRules(environment: EnvironmentConfig): EnvironmentRules {
  return {
    concurrency: environment.concurrency ?? 'one',
    protectedParameters: environment.protectedParameters ?? [],
    approval: environment.approval ?? 'none',
    approvalTimeoutMs: (environment.approvalTimeoutMinutes ?? DEFAULT_APPROVAL_TIMEOUT_MINUTES) * 60_000,
    allowedHours: environment.allowedHours,
  };
}

/** Finds what of an environment's rules the pipeline's parameters contradict. */
export function ruleFaults(
  environment: EnvironmentConfig,
  schema: ParameterSchema,
  place: readonly string[],
): readonly ConfigurationIssue[] {
  const issues: ConfigurationIssue[] = [];
  const path = [...place, 'protectedParameters'];
  for (const name of environment.protectedParameters ?? []) {
    if (!schema.names.includes(name)) {
      const all = schema.names.length === 0 ? 'none' : schema.names.join(', ');
      issues.push({ message: `"${name}" is not a parameter; there are: ${all}`, path });
    } else if (schema.jsonSchema.required?.includes(name)) {
      issues.push({ message: `"${name}" is required, so it can't be protected`, path });
    }
  }
  if (environment.approvalTimeoutMinutes !== undefined && (environment.approval ?? 'none') === 'none') {
    const message = 'is of no use without "approval": "requester" or "second-person"';
    issues.push({ message, path: [...place, 'approvalTimeoutMinutes'] });
  }
  return issues;
}
