import { ExecutorError } from '@sluice/core';
import * as z from 'zod';

/** Where a pipeline is on Jenkins. @public */
export interface JenkinsTarget {
  /**
   * Full name of the job, such as `platform/compute`; or the names of its folders and its own as a list, where one of
   * them holds a `/`, as branches of a multibranch pipeline do: `['platform', 'app', 'feature/x']`.
   */
  readonly job: string | readonly string[];
}

/** A target whose job is a list of names, outermost first. */
export interface ResolvedTarget {
  readonly job: readonly string[];
}

/** Validates targets, and takes the path of a job apart. */
export type TargetSchema = z.ZodType<ResolvedTarget, unknown>;

const JOB_FAULT =
  'must be the full name of a job, such as "platform/compute", or a list of names, such as ["platform", "app", "feature/x"]';

const nameSchema = z
  .string({ error: JOB_FAULT })
  .refine((name) => name.trim() !== '' && name !== '.' && name !== '..' && !/[\u0000-\u001f]/.test(name), {
    error: JOB_FAULT,
  });

const namesSchema = z.array(nameSchema, { error: JOB_FAULT }).min(1, { error: JOB_FAULT });

const jobSchema = z
  .union([z.string().transform((path) => path.split('/')), z.array(z.string())], { error: JOB_FAULT })
  .pipe(namesSchema);

/** The schema of targets. */
export const jenkinsTargetSchema: TargetSchema = z.strictObject(
  { job: jobSchema },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.join(', ')} is not known here; accepted: job`
        : 'must be an object with job',
  },
);

/**
 * Resolves a target that was validated when the config was loaded.
 *
 * @throws ExecutorError with `outcome: 'not_started'`
 */
export function resolveTarget(target: JenkinsTarget): ResolvedTarget {
  const result = jenkinsTargetSchema.safeParse(target);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => [issue.path[0], issue.message].join(' '));
  throw new ExecutorError({
    message: `The target is no good: ${[...new Set(faults)].join('; ')}.`,
    outcome: 'not_started',
  });
}
