import { lockedTo } from '@sluice/core';
import * as z from 'zod';
import type { components } from './generated/gitlab.ts';

type Schemas = components['schemas'];

export type Pipeline = Readonly<Schemas['Pipeline']>;
export type PipelineSummary = Readonly<Schemas['PipelineSummary']>;
export type Job = Readonly<Schemas['Job']>;
export type TriggerJob = Readonly<Schemas['TriggerJob']>;
export type DownstreamPipeline = Readonly<Schemas['DownstreamPipeline']>;
export type Variable = Readonly<Schemas['Variable']>;
export type Project = Readonly<Schemas['Project']>;
export type PipelineEvent = Readonly<Schemas['PipelineEvent']>;
export type JobEvent = Readonly<Schemas['JobEvent']>;

const id = z.int().positive();
const time = z.string();

const summaryShape = {
  id,
  status: z.string(),
  ref: z.string().exactOptional(),
  source: z.string().exactOptional(),
  name: z.string().nullable().exactOptional(),
  web_url: z.string().exactOptional(),
  created_at: time.exactOptional(),
  updated_at: time.exactOptional(),
};

export const pipelineSummariesSchema: z.ZodType<readonly PipelineSummary[]> = z.array(
  lockedTo<Schemas['PipelineSummary']>()(z.object(summaryShape)),
);

export const pipelineSchema: z.ZodType<Pipeline> = lockedTo<Schemas['Pipeline']>()(
  z.object({
    ...summaryShape,
    started_at: time.nullable().exactOptional(),
    finished_at: time.nullable().exactOptional(),
    yaml_errors: z.string().nullable().exactOptional(),
  }),
);

const jobShape = {
  id,
  name: z.string(),
  stage: z.string(),
  status: z.string(),
  allow_failure: z.boolean().exactOptional(),
  failure_reason: z.string().nullable().exactOptional(),
  web_url: z.string().exactOptional(),
  created_at: time.exactOptional(),
  started_at: time.nullable().exactOptional(),
  finished_at: time.nullable().exactOptional(),
};

export const jobsSchema: z.ZodType<readonly Job[]> = z.array(lockedTo<Schemas['Job']>()(z.object(jobShape)));

export const triggerJobsSchema: z.ZodType<readonly TriggerJob[]> = z.array(
  lockedTo<Schemas['TriggerJob']>()(
    z.object({
      ...jobShape,
      downstream_pipeline: z
        .object({ id, project_id: id, status: z.string(), web_url: z.string().exactOptional() })
        .nullable()
        .exactOptional(),
    }),
  ),
);

const variableSchema = lockedTo<Schemas['Variable']>()(z.object({ key: z.string(), value: z.string() }));

export const variablesSchema: z.ZodType<readonly Variable[]> = z.array(variableSchema);

const projectSchema = lockedTo<Schemas['Project']>()(z.object({ id, path_with_namespace: z.string() }));

export const projectsSchema: z.ZodType<readonly Project[]> = z.array(projectSchema);

export const pipelineEventSchema: z.ZodType<PipelineEvent> = lockedTo<Schemas['PipelineEvent']>()(
  z.object({
    object_kind: z.literal('pipeline'),
    object_attributes: z.object({
      id,
      status: z.string(),
      name: z.string().nullable().exactOptional(),
      source: z.string().exactOptional(),
      variables: z.array(variableSchema).exactOptional(),
    }),
    project: projectSchema,
  }),
);

export const jobEventSchema: z.ZodType<JobEvent> = lockedTo<Schemas['JobEvent']>()(
  z.object({
    object_kind: z.literal('build'),
    build_id: id,
    build_status: z.string(),
    pipeline_id: id,
    project_id: id,
    commit: z.object({ name: z.string().nullable().exactOptional() }).nullable().exactOptional(),
  }),
);
