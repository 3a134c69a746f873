import { ConfigurationError, ExecutorError } from '@sluice/core';
import * as z from 'zod';

/** Where a pipeline is on GitLab. @public */
export interface GitLabTarget {
  /** Path or number, such as `platform/bootstrap` or `42`. @defaultValue the executor's `defaultProject` */
  readonly project?: string | undefined;
  /** Branch or tag, by its short name: `main`, not `refs/heads/main`. */
  readonly ref: string;
  /**
   * How the run gets its values: as pipeline variables, or as the inputs that `spec:inputs` of `.gitlab-ci.yml` declares.
   *
   * GitLab does not tell which inputs a run had. With `inputs`, put `$[[ inputs.SLUICE_EXECUTION_ID ]]` into
   * `workflow:name`, so that a run can be found again.
   *
   * @defaultValue 'variables'
   */
  readonly variablesAs?: 'variables' | 'inputs' | undefined;
}

/** A target with nothing left open. */
export interface ResolvedTarget {
  readonly project: string;
  readonly ref: string;
  readonly variablesAs: 'variables' | 'inputs';
}

/** Validates targets, and fills in the project. */
export type TargetSchema = z.ZodType<ResolvedTarget, unknown>;

const KEYS = 'project, ref, variablesAs';
const PROJECT = /^(?:\d+|[\w.-]+(?:\/[\w.-]+)+)$/;
const COMMIT = /^[0-9a-f]{40,64}$/;

const PROJECT_FAULT = 'must be the path or the number of a project, such as "platform/bootstrap" or "42"';
const REF_FAULT = 'must be a branch or tag, such as "main"';

const projectSchema = z
  .union([z.string(), z.int().positive().transform(String)], { error: PROJECT_FAULT })
  .refine((project) => PROJECT.test(project), { error: PROJECT_FAULT });

const refSchema = z
  .string({ error: REF_FAULT })
  .min(1, { error: REF_FAULT })
  // GitLab starts it all the same, but under its short name, so that no search by this one finds the run.
  .refine((ref) => !ref.startsWith('refs/'), { error: `${REF_FAULT}, without "refs/…/"` })
  .refine((ref) => !COMMIT.test(ref), { error: `${REF_FAULT}: GitLab starts no pipeline for a commit` });

/**
 * Makes the schema of targets.
 *
 * @throws ConfigurationError when the default project can't be one
 */
export function gitLabTargetSchema(defaultProject: string | undefined): TargetSchema {
  if (defaultProject !== undefined && !PROJECT.test(defaultProject)) {
    throw new ConfigurationError([{ message: PROJECT_FAULT, path: ['defaultProject'] }]);
  }
  return z.strictObject(
    {
      project: defaultProject === undefined ? projectSchema : projectSchema.default(defaultProject),
      ref: refSchema,
      variablesAs: z.enum(['variables', 'inputs'], { error: 'must be "variables" or "inputs"' }).default('variables'),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `${issue.keys.join(', ')} is not known here; accepted: ${KEYS}`
          : `must be an object with ${KEYS}`,
    },
  );
}

/**
 * Resolves a target that was validated when the config was loaded, maybe under another default.
 *
 * @throws ExecutorError with `outcome: 'not_started'`
 */
export function resolveTarget(schema: TargetSchema, target: GitLabTarget): ResolvedTarget {
  const result = schema.safeParse(target);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => [...issue.path, issue.message].join(' '));
  throw new ExecutorError({ message: `The target is no good: ${faults.join('; ')}.`, outcome: 'not_started' });
}
