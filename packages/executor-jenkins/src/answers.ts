import * as z from 'zod';
import type { components } from './generated/jenkins.ts';

type Schemas = components['schemas'];

/** Fields that Jenkins has in its answer whenever they are asked for. */
type Asked<Answer, Keys extends keyof Answer> = { [Key in Keys]-?: Exclude<Answer[Key], undefined> };

/** Fields that may be missing, or were something else. */
type Loose<Answer> = { [Key in keyof Answer]?: Answer[Key] | undefined };

/** Plugins have parameters whose values are of any shape; ours are strings. */
export type Parameter = Pick<Schemas['Parameter'], 'name'> & { value?: unknown };
/** Jenkins tells of each build why it began, but not in its first moment. */
export type Action = { parameters?: Parameter[]; causes?: unknown[] };
export type ParameterDefinition = Pick<Schemas['ParameterDefinition'], 'name' | 'type'> & {
  choices?: Schemas['ParameterDefinition']['choices'] | undefined;
};
/** A folder has neither `buildable` nor parameters. */
export type Job = Partial<Pick<Schemas['Job'], 'buildable'>> & {
  property?: { parameterDefinitions?: ParameterDefinition[] }[];
};
export type Jenkins = Pick<Schemas['Jenkins'], 'quietingDown'>;
export type QueueItem = Pick<Schemas['QueueItem'], '_class' | 'id' | 'stuck' | 'cancelled'> & {
  task?: Pick<Schemas['JobReference'], 'url'>;
  actions?: Action[];
  executable?: Pick<Schemas['BuildReference'], 'number'> | null;
};
/** A Jenkins that is old has no `inProgress`. */
export type Build = Asked<Schemas['Build'], 'number' | 'building' | 'result' | 'timestamp' | 'duration'> &
  Pick<Schemas['Build'], '_class' | 'queueId' | 'inProgress'> & { actions?: Action[] };
export type JobBuilds = Asked<Schemas['Job'], 'inQueue' | 'nextBuildNumber'> & { allBuilds: Build[] };
export type Stage = Pick<Schemas['Stage'], 'name' | 'status'> & { error?: Schemas['Stage']['error'] | undefined };
export type RunDescription = Pick<Schemas['RunDescription'], 'status'> & { stages: Stage[] };
export type InputParameter = Pick<Schemas['InputParameter'], 'name' | 'type'> & {
  description?: Schemas['InputParameter']['description'] | undefined;
  definition?: Pick<NonNullable<Schemas['InputParameter']['definition']>, 'choices' | 'defaultVal'> | undefined;
};
export type PendingInput = Pick<Schemas['PendingInput'], 'id' | 'message'> & { inputs?: InputParameter[] };
/** What of a notification is used: it comes from outside, and is taken for what is right about it. */
export type Notification = Loose<Pick<Schemas['Notification'], 'url'>> & {
  build: Loose<Pick<Schemas['NotifiedBuild'], 'number' | 'queue_id' | 'phase'>> & {
    /** Text in older versions of the plugin. */
    timestamp?: Schemas['NotifiedBuild']['timestamp'] | string | undefined;
    parameters?: Loose<Record<'SLUICE_EXECUTION_ID', string>> | undefined;
  };
};
export type Crumb = Pick<Schemas['Crumb'], 'crumb' | 'crumbRequestField'>;

/** What of each answer is asked for, as the parameter `tree` has it. */
export const TREES = {
  jenkins: 'quietingDown',
  job: 'buildable,property[parameterDefinitions[name,type,choices]]',
  item: 'id,stuck,cancelled,task[url],actions[parameters[name,value]],executable[number]',
  build:
    'number,queueId,building,inProgress,result,timestamp,duration,actions[parameters[name,value],causes[shortDescription]]',
} as const;

/** An action of some plugin that is of another shape is none that we look for. */
const actionsSchema = z.array(
  z
    .object({
      parameters: z.array(z.object({ name: z.string(), value: z.unknown().optional() })).exactOptional(),
      causes: z.array(z.unknown()).exactOptional(),
    })
    .catch({}),
);

const itemSchema = z.object({
  _class: z.string().exactOptional(),
  id: z.int().nonnegative(),
  stuck: z.boolean().exactOptional(),
  cancelled: z.boolean().exactOptional(),
  task: z.object({ url: z.string().exactOptional() }).exactOptional(),
  actions: actionsSchema.exactOptional(),
  executable: z.object({ number: z.int().positive() }).nullable().exactOptional(),
});

const build = z.object({
  _class: z.string().exactOptional(),
  number: z.int().positive(),
  queueId: z.int().exactOptional(),
  building: z.boolean(),
  inProgress: z.boolean().exactOptional(),
  result: z.string().nullable(),
  timestamp: z.int(),
  duration: z.int(),
  actions: actionsSchema.exactOptional(),
});

export const jenkinsSchema: z.ZodType<Jenkins> = locked<Jenkins>()(z.object({ quietingDown: z.boolean() }));

export const jobSchema: z.ZodType<Job> = locked<Job>()(
  z.object({
    buildable: z.boolean().exactOptional(),
    property: z
      .array(
        z.object({
          parameterDefinitions: z
            .array(
              z.object({
                name: z.string(),
                type: z.string(),
                choices: z.array(z.string()).optional().catch(undefined),
              }),
            )
            .exactOptional(),
        }),
      )
      .exactOptional(),
  }),
);

export const queueItemSchema: z.ZodType<QueueItem> = locked<QueueItem>()(itemSchema);

export const queueSchema: z.ZodType<{ items: QueueItem[] }> = z.object({ items: z.array(itemSchema) });

export const buildSchema: z.ZodType<Build> = locked<Build>()(build);

export const jobBuildsSchema: z.ZodType<JobBuilds> = locked<JobBuilds>()(
  z.object({ inQueue: z.boolean(), nextBuildNumber: z.int().positive(), allBuilds: z.array(build) }),
);

export const runDescriptionSchema: z.ZodType<RunDescription> = locked<RunDescription>()(
  z.object({
    status: z.string(),
    stages: z.array(
      z.object({
        name: z.string(),
        status: z.string(),
        error: z
          .object({ message: z.string().exactOptional(), type: z.string().exactOptional() })
          .optional()
          .catch(undefined),
      }),
    ),
  }),
);

export const pendingInputsSchema: z.ZodType<PendingInput[]> = locked<PendingInput[]>()(
  z.array(
    z.object({
      // In a path, the two others would lead elsewhere.
      id: z.string().regex(/^(?!\.\.?$)./s),
      message: z.string(),
      inputs: z
        .array(
          z.object({
            name: z.string(),
            type: z.string(),
            description: z.string().nullable().optional().catch(undefined),
            definition: z
              .object({ choices: z.array(z.string()).exactOptional(), defaultVal: z.unknown().exactOptional() })
              .optional()
              .catch(undefined),
          }),
        )
        .exactOptional(),
    }),
  ),
);

export const crumbSchema: z.ZodType<Crumb> = locked<Crumb>()(
  z.object({ crumb: z.string(), crumbRequestField: z.string() }),
);

export const notificationSchema: z.ZodType<Notification> = locked<Notification>()(
  z.object({
    url: z.string().max(2000).optional().catch(undefined),
    build: z.object({
      number: z.int().positive().optional().catch(undefined),
      queue_id: z.int().positive().optional().catch(undefined),
      timestamp: z
        .union([z.number(), z.string().max(100)])
        .optional()
        .catch(undefined),
      phase: z.string().max(100).optional().catch(undefined),
      parameters: z
        .object({ SLUICE_EXECUTION_ID: z.string().optional().catch(undefined) })
        .optional()
        .catch(undefined),
    }),
  }),
);

/** Lets a schema through whose result is what the OpenAPI document has, neither more nor less. */
function locked<Picked>() {
  return <Parsed extends Picked>(
    schema: z.ZodType<Parsed> & (Picked extends Parsed ? unknown : never),
  ): z.ZodType<Picked> => schema;
}
