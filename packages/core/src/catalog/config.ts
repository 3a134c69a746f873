import * as z from 'zod';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { PipelineExecutor } from '../executor/executor.ts';
import { type AllowedHours, allowedHoursSchema } from './allowed-hours.ts';
import { closedObject } from './closed-object.ts';

/** Makes an executor from the environment's variables; called once, when the catalog is made. @public */
export type ExecutorFactory = (environmentVariables: Readonly<Record<string, string | undefined>>) => PipelineExecutor;

/**
 * What a team writes in `sluice.config.ts`.
 *
 * @public
 */
export interface SluiceConfig {
  /** The CI systems, by the name that pipelines use. */
  readonly executors: Readonly<Record<string, ExecutorFactory>>;
  /**
   * The OpenAPI documents of what agents may ask for, as an `import` in the config would name them: `./dns.openapi.yaml`
   * beside it, or a file of a package.
   */
  readonly actionGroups: readonly string[];
  /** The pipelines, by pipeline type: the type that an action group has in `POST /pipelines/{pipeline_type}/executions`. */
  readonly pipelines: Readonly<Record<string, PipelineConfig>>;
}

/** One pipeline as the config describes it: which executor runs it, where, and by what rules. @public */
export interface PipelineConfig {
  /** Name of one of `executors`. */
  readonly executor: string;
  /** What the executor needs to find the pipeline. */
  readonly target: Readonly<Record<string, unknown>>;
  /** Where the pipeline may run, with the rules for each environment. Every other environment is refused. */
  readonly environments: Readonly<Record<string, EnvironmentConfig>>;
  /** Other names for the variables that carry parameters. @defaultValue the parameter's name in UPPER_SNAKE_CASE */
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /**
   * Whether a run gets the trace that its start belongs to, as the variables `TRACEPARENT` and `TRACESTATE` (W3C Trace
   * Context), so that its own spans join it. Where a CI system takes declared names only, both must be declared: as
   * parameters of a Jenkins job, as `spec:inputs` of a GitLab pipeline that gets its values as inputs.
   *
   * @defaultValue false
   */
  readonly traceContext?: boolean | undefined;
}

/** The rules for a pipeline in one environment: what may be started, when, and who must agree. @public */
export interface EnvironmentConfig {
  /** What differs from the pipeline's `target` in this environment. */
  readonly target?: Readonly<Record<string, unknown>> | undefined;
  /**
   * How many unfinished executions there may be of this pipeline, environment and tenant.
   *
   * @defaultValue 'one'
   */
  readonly concurrency?: 'one' | 'unlimited' | undefined;
  /** Parameters that nobody may set in this environment; they keep their defaults. */
  readonly protectedParameters?: readonly string[] | undefined;
  /** Whether somebody must approve before anything is started. @defaultValue 'none' */
  readonly approval?: ApprovalRule | undefined;
  /** How long it may take until somebody approves, in minutes; then the execution has expired. @defaultValue 60 */
  readonly approvalTimeoutMinutes?: number | undefined;
  /** When executions may be started; at all other times they are refused. @defaultValue always */
  readonly allowedHours?: AllowedHours | undefined;
}

/**
 * Who approves an execution before anything is started: a principal with the scope `approve`.
 *
 * `requester`: whoever asked may be the one. `second-person`: it is somebody else than who asked.
 *
 * @public
 */
export type ApprovalRule = 'none' | 'requester' | 'second-person';

/**
 * Gives a config its type. It is checked when it is loaded.
 *
 * @example
 * ```ts
 * export default defineConfig({
 *   executors: { gitlab: gitLabFromEnv },
 *   actionGroups: ['./dns.openapi.yaml'],
 *   pipelines: {
 *     dns: {
 *       executor: 'gitlab',
 *       target: { project: 'platform/dns', ref: 'main' },
 *       environments: { dev: {}, prod: { target: { ref: 'release' } } },
 *     },
 *   },
 * });
 * ```
 * @public
 */
export function defineConfig(config: SluiceConfig): SluiceConfig {
  return config;
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const name = z.string().regex(NAME, { error: 'a name has lower-case letters, digits, "-" and "_", 64 at the most' });
const jsonObject = z.record(z.string(), z.unknown(), { error: 'must be an object' });

const MAX_APPROVAL_MINUTES = 30 * 24 * 60;

const environmentSchema = closedObject({
  target: jsonObject.optional(),
  concurrency: z.enum(['one', 'unlimited'], { error: 'must be "one" or "unlimited"' }).optional(),
  protectedParameters: z.array(z.string(), { error: 'must be a list of parameter names' }).optional(),
  approval: z
    .enum(['none', 'requester', 'second-person'], { error: 'must be "none", "requester" or "second-person"' })
    .optional(),
  approvalTimeoutMinutes: z
    .int({ error: 'must be a whole number of minutes' })
    .min(1, { error: 'must be at least 1 minute' })
    .max(MAX_APPROVAL_MINUTES, { error: `must be at most ${MAX_APPROVAL_MINUTES} minutes, which is 30 days` })
    .optional(),
  allowedHours: allowedHoursSchema.optional(),
});

const configSchema = closedObject({
  executors: z
    .record(
      name,
      z.custom<ExecutorFactory>((value) => typeof value === 'function'),
      {
        error: 'must be an object of executor factories, such as { gitlab: gitLabFromEnv }',
      },
    )
    .refine((executors) => Object.keys(executors).length > 0, { error: 'name at least one executor' }),
  actionGroups: z
    .array(z.string().min(1), { error: 'must be a list of OpenAPI documents, such as ["./dns.openapi.yaml"]' })
    .min(1, { error: 'name at least one OpenAPI document' }),
  pipelines: z.record(
    name,
    closedObject({
      executor: z.string({ error: 'must be the name of one of the executors' }),
      target: z.record(z.string(), z.unknown(), {
        error: 'must be an object: what the executor needs to find the pipeline',
      }),
      environments: z
        .record(name, environmentSchema, { error: 'must be an object of environments, such as { dev: {} }' })
        .refine((environments) => Object.keys(environments).length > 0, { error: 'name at least one environment' }),
      variables: z.record(z.string(), z.string(), { error: 'must be an object of variable names' }).optional(),
      traceContext: z.boolean({ error: 'must be true or false' }).optional(),
    }),
    { error: 'must be an object of pipelines' },
  ),
});

/**
 * Checks the shape of a config.
 *
 * @throws ConfigurationError that lists every fault
 */
export function parseConfig(config: unknown): SluiceConfig {
  const result = configSchema.safeParse(config);
  if (result.success) return result.data;
  throw new ConfigurationError(
    result.error.issues.map((issue) => ({ message: messageOf(issue), path: pathOf(issue) })),
  );
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  return issue.code === 'custom' && issue.message === 'Invalid input'
    ? 'must be a function that makes an executor'
    : issue.message;
}

function pathOf(issue: z.core.$ZodIssue): (string | number)[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  return issue.code === 'unrecognized_keys' ? [...path, ...issue.keys.slice(0, 1)] : path;
}
