import * as z from 'zod';
import type { GitLabFault } from './faults.ts';
import type { GitLabProjectOptions } from './project.ts';
import type { GitLabScript } from './script.ts';
import type { GitLabFailure, GitLabForeignPipeline } from './simulator.ts';

const name = z.union([z.string(), z.number()]);
const milliseconds = z.number().nonnegative();
const lines = z.array(z.string());
const texts = z.record(z.string(), z.string());

const scriptSchema: z.ZodType<GitLabScript> = z.strictObject({
  name: z.string().optional(),
  stages: z.array(
    z.strictObject({
      name: z.string(),
      jobs: z.array(
        z.strictObject({
          name: z.string(),
          steps: z.array(z.strictObject({ command: z.string(), durationMs: milliseconds, log: lines.optional() })),
          when: z.enum(['on_success', 'manual']).optional(),
          allowFailure: z.boolean().optional(),
          outcome: z.enum(['success', 'failed']).optional(),
          failureReason: z.string().optional(),
          queueMs: milliseconds.optional(),
        }),
      ),
    }),
  ),
});

export const projectSchema: z.ZodType<GitLabProjectOptions> = z.strictObject({
  path: z.string(),
  id: z.number().int().positive().optional(),
  refs: lines.optional(),
  protectedRefs: lines.optional(),
  script: scriptSchema.optional(),
  allowVariables: z.boolean().optional(),
  inputs: z.record(z.string(), z.string().nullable()).optional(),
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

/** A job of a pipeline that a person plays. */
export const playSchema: z.ZodType<{ project: string | number; pipeline: number; job: string }> = z.strictObject({
  project: name,
  pipeline: z.number(),
  job: z.string(),
});

/** A pipeline that a person retries. */
export const retrySchema: z.ZodType<{ project: string | number; pipeline: number }> = z.strictObject({
  project: name,
  pipeline: z.number(),
});

const struck = {
  route: z
    .enum([
      'create-pipeline',
      'list-pipelines',
      'get-pipeline',
      'list-variables',
      'list-jobs',
      'get-trace',
      'cancel-pipeline',
    ])
    .optional(),
  times: z.number().int().positive().optional(),
};

export const faultSchema: z.ZodType<GitLabFault> = z.discriminatedUnion('kind', [
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
