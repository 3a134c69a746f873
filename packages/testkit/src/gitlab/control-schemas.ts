import * as z from 'zod';
import type { GitLabFailure, GitLabForeignPipeline, GitLabPipelineName } from './controls.ts';
import { GITLAB_ROUTES, type GitLabFault } from './faults.ts';
import type { GitLabProjectOptions } from './project.ts';
import type { GitLabJobScript, GitLabScript } from './script.ts';
import type { GitLabWebhookEvent } from './webhook.ts';

const name = z.union([z.string(), z.number()]);
const milliseconds = z.number().nonnegative();
const lines = z.array(z.string());
const texts = z.record(z.string(), z.string());

const jobSchema: z.ZodType<GitLabJobScript> = z.strictObject({
  name: z.string(),
  steps: z.array(z.strictObject({ command: z.string(), durationMs: milliseconds, log: lines.optional() })),
  when: z.enum(['on_success', 'manual', 'delayed']).optional(),
  startInMs: milliseconds.optional(),
  allowFailure: z.boolean().optional(),
  outcome: z.enum(['success', 'failed']).optional(),
  failureReason: z.string().optional(),
  queueMs: milliseconds.optional(),
  stopMs: z.union([milliseconds, z.literal('never')]).optional(),
  protectedEnvironment: z.boolean().optional(),
  trigger: z
    .strictObject({
      project: z.string().optional(),
      ref: z.string().optional(),
      script: z.lazy(() => scriptSchema).optional(),
      depend: z.boolean().optional(),
    })
    .optional(),
});

const scriptSchema: z.ZodType<GitLabScript> = z.strictObject({
  name: z.string().optional(),
  stages: z.array(z.strictObject({ name: z.string(), jobs: z.array(jobSchema) })),
});

export const projectSchema: z.ZodType<GitLabProjectOptions> = z.strictObject({
  path: z.string(),
  id: z.number().int().positive().optional(),
  formerPaths: lines.optional(),
  refs: lines.optional(),
  protectedRefs: lines.optional(),
  script: scriptSchema.optional(),
  yamlErrors: z.string().optional(),
  allowVariables: z.boolean().optional(),
  inputs: z.record(z.string(), z.string().nullable()).optional(),
  triggerTokens: z.array(z.strictObject({ token: z.string(), user: z.string().optional() })).optional(),
  webhook: z
    .strictObject({
      url: z.string().optional(),
      secretToken: z.string().optional(),
      signingToken: z.string().optional(),
    })
    .optional(),
});

export const failureSchema: z.ZodType<GitLabFailure> = z.strictObject({
  project: name,
  job: z.string(),
  logLines: lines.optional(),
  failureReason: z.string().optional(),
});

export const foreignPipelineSchema: z.ZodType<GitLabForeignPipeline> = z.strictObject({
  project: name,
  ref: z.string(),
  variables: texts.optional(),
  inputs: texts.optional(),
  source: z.string().optional(),
  user: z.string().optional(),
});

const pipelineName = { project: name, pipeline: z.number() };

/** A job of a pipeline that a person plays. */
export const playSchema: z.ZodType<GitLabPipelineName & { job: string }> = z.strictObject({
  ...pipelineName,
  job: z.string(),
});

/** A pipeline that something is done to. */
export const pipelineNameSchema: z.ZodType<GitLabPipelineName> = z.strictObject(pipelineName);

/** A webhook that is asked for. */
export const webhookSchema: z.ZodType<GitLabWebhookEvent> = z.strictObject({
  ...pipelineName,
  job: z.string().optional(),
  idempotencyKey: z.string().optional(),
});

const struck = {
  route: z.enum(GITLAB_ROUTES).optional(),
  times: z.number().int().positive().optional(),
};

/** Checks a fault that comes from outside: from a command line, or over HTTP. @public */
export const gitLabFaultSchema: z.ZodType<GitLabFault> = z.discriminatedUnion('kind', [
  z.strictObject({
    ...struck,
    kind: z.enum([
      'commit-then-timeout',
      'commit-then-502',
      'commit-then-reset',
      'commit-then-partial-answer',
      'garbage',
      'reset',
      'creation-rate-limit',
    ]),
  }),
  z.strictObject({ ...struck, kind: z.enum(['commit-late', 'late-visibility']), delayMs: milliseconds }),
  z.strictObject({ ...struck, kind: z.literal('too-many-requests'), retryAfterSeconds: z.number().optional() }),
  z.strictObject({
    ...struck,
    kind: z.literal('status'),
    status: z.number().int().min(200).max(599),
    body: z.string().optional(),
    headers: texts.optional(),
  }),
]);
