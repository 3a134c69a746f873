import * as z from 'zod';
import type {
  JenkinsBuildName,
  JenkinsFailure,
  JenkinsForeignBuild,
  JenkinsInputDecision,
  JenkinsNotificationEvent,
} from './controls.ts';
import { JENKINS_ROUTES, type JenkinsFault, type JenkinsRestart } from './faults.ts';
import type { JenkinsJobOptions, JenkinsJobPath } from './job.ts';
import type { JenkinsParameterOptions } from './parameters.ts';
import type { JenkinsScript } from './script.ts';

const milliseconds = z.number().nonnegative();
const lines = z.array(z.string());
const texts = z.record(z.string(), z.string());
const outcome = z.enum(['success', 'unstable', 'failure', 'aborted', 'not_built']);

/** A job, as text or segments. */
const jobPathSchema: z.ZodType<JenkinsJobPath> = z.union([z.string().min(1), z.array(z.string()).min(1)]);

const parameterSchema: z.ZodType<JenkinsParameterOptions> = z.strictObject({
  name: z.string(),
  type: z.enum(['string', 'boolean', 'choice', 'password', 'file']),
  description: z.string().optional(),
  choices: lines.optional(),
  default: z.union([z.string(), z.boolean()]).optional(),
});

const scriptSchema: z.ZodType<JenkinsScript> = z.strictObject({
  stages: z.array(
    z.strictObject({
      name: z.string(),
      steps: z.array(z.strictObject({ command: z.string(), durationMs: milliseconds, log: lines.optional() })),
      input: z
        .strictObject({
          id: z.string().optional(),
          message: z.string(),
          proceedText: z.string().optional(),
          parameters: z.array(parameterSchema).optional(),
          submitters: lines.optional(),
        })
        .optional(),
      outcome: outcome.optional(),
    }),
  ),
  postMs: milliseconds.optional(),
  heeds: z.enum(['stop', 'term', 'kill']).optional(),
});

export const jobSchema: z.ZodType<JenkinsJobOptions> = z.strictObject({
  path: jobPathSchema,
  kind: z.enum(['pipeline', 'freestyle']).optional(),
  parameters: z.array(parameterSchema).optional(),
  buildable: z.boolean().optional(),
  concurrent: z.boolean().optional(),
  script: scriptSchema.optional(),
  quietPeriodMs: milliseconds.optional(),
});

export const foreignBuildSchema: z.ZodType<JenkinsForeignBuild> = z.strictObject({
  job: jobPathSchema,
  parameters: texts.optional(),
  user: z.string().optional(),
});

export const failureSchema: z.ZodType<JenkinsFailure> = z.strictObject({
  job: jobPathSchema,
  stage: z.string(),
  logLines: lines.optional(),
  outcome: outcome.optional(),
});

const buildName = { job: jobPathSchema, build: z.number().int() };

export const buildNameSchema: z.ZodType<JenkinsBuildName> = z.strictObject(buildName);

export const notificationSchema: z.ZodType<JenkinsNotificationEvent> = z.strictObject({
  ...buildName,
  phase: z.enum(['QUEUED', 'STARTED', 'COMPLETED', 'FINALIZED']),
});

export const decisionSchema: z.ZodType<JenkinsInputDecision> = z.strictObject({
  ...buildName,
  input: z.string(),
  decision: z.enum(['proceed', 'abort']).optional(),
  user: z.string().optional(),
  parameters: texts.optional(),
});

/** Why no builds start. */
export const quietDownSchema: z.ZodType<{ reason?: string | undefined }> = z.strictObject({
  reason: z.string().optional(),
});

const restartShape = { losesQueue: z.boolean().optional(), downForMs: milliseconds.optional() };

export const restartSchema: z.ZodType<JenkinsRestart> = z.strictObject(restartShape);

const struck = {
  route: z.enum(JENKINS_ROUTES).optional(),
  times: z.number().int().positive().optional(),
};

/** Checks a fault that comes from outside: from a command line, or over HTTP. @public */
export const jenkinsFaultSchema: z.ZodType<JenkinsFault> = z.discriminatedUnion('kind', [
  z.strictObject({
    ...struck,
    kind: z.enum([
      'commit-then-timeout',
      'commit-then-502',
      'commit-then-reset',
      'commit-then-partial-answer',
      'garbage',
      'reset',
      'loading',
      'coalesced',
      'refused',
      'wrong-location',
      'queue-item-gone',
      'log-roll-over',
      'wfapi-missing',
    ]),
  }),
  z.strictObject({ ...struck, kind: z.enum(['commit-late', 'late-visibility']), delayMs: milliseconds }),
  z.strictObject({ ...struck, kind: z.literal('too-many-requests'), retryAfterSeconds: z.number().optional() }),
  z.strictObject({ ...struck, kind: z.literal('restart'), ...restartShape }),
  z.strictObject({
    ...struck,
    kind: z.literal('status'),
    status: z.number().int().min(200).max(599),
    body: z.string().optional(),
    headers: texts.optional(),
  }),
]);
