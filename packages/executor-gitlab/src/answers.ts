import { lockedTo } from '@sluice/core';
import * as z from 'zod';
import type { components } from './generated/gitlab.ts';

type Schemas = components['schemas'];

export type Pipeline = Readonly<Schemas['Pipeline']>;
export type PipelineSummary = Readonly<Schemas['PipelineSummary']>;
export type Job = Readonly<Schemas['Job']>;
export type Variable = Readonly<Schemas['Variable']>;

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

export const jobsSchema: z.ZodType<readonly Job[]> = z.array(
  lockedTo<Schemas['Job']>()(
    z.object({
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
    }),
  ),
);

export const variablesSchema: z.ZodType<readonly Variable[]> = z.array(
  lockedTo<Schemas['Variable']>()(z.object({ key: z.string(), value: z.string() })),
);
