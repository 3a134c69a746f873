import * as z from 'zod';
import { type Caller, requireDeveloper } from './access.ts';
import { defaultScript } from './default-scripts.ts';
import { makePipeline, type NextId, type Pipeline } from './pipeline.ts';
import type { Project } from './project.ts';
import { invalidParameter, invalidPipeline } from './refusal.ts';
import { type GitLabScript, hasJob, resolveScript, withFailure } from './script.ts';

/** What a request to create a pipeline comes to, beside its body. */
export interface Creation {
  readonly project: Project;
  readonly caller: Caller;
  readonly source: string;
  /** The pipelines of all projects. */
  readonly pipelines: Pipeline[];
  readonly createdAt: number;
  readonly listedAt: number;
  readonly speed: number;
  readonly nextPipelineId: NextId;
  readonly nextJobId: NextId;
}

const bodySchema = z.object({
  ref: z.string(),
  variables: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
  inputs: z.record(z.string(), z.string()).default({}),
});

/**
 * Creates a pipeline as GitLab does on `POST /projects/:id/pipeline`: on a fault, nothing is kept.
 *
 * @throws Refusal that says which rule it breaks
 */
export function createPipeline(body: unknown, creation: Creation): Pipeline {
  const { project, caller, pipelines, createdAt, listedAt, speed } = creation;
  requireDeveloper(caller);
  const { ref, variables, inputs: given } = parseBody(body);
  checkRef(ref, project, caller);
  checkVariables(variables, project);
  const inputs = checkInputs(given, project);
  const values = { ...inputs, ...Object.fromEntries(variables.map(({ key, value }) => [key, value])) };
  const pipeline = makePipeline(
    {
      id: creation.nextPipelineId(),
      iid: pipelines.filter((other) => other.project === project).length + 1,
      project,
      ref,
      source: creation.source,
      user: caller.user,
      variables,
      inputs,
      createdAt,
      listedAt,
      script: resolveScript(scriptOf(project, values['PIPELINE_TYPE']), values, speed),
      speed,
    },
    creation.nextJobId,
  );
  pipelines.push(pipeline);
  return pipeline;
}

function parseBody(body: unknown): z.output<typeof bodySchema> {
  const result = bodySchema.safeParse(body);
  if (result.success) return result.data;
  const [name = 'ref', ...rest] = result.error.issues[0]?.path.map(String) ?? [];
  const missing = rest.length === 0 && !(body instanceof Object && name in body);
  throw invalidParameter(
    `${[name, ...rest.map((part) => `[${part}]`)].join('')} is ${missing ? 'missing' : 'invalid'}`,
  );
}

function checkRef(ref: string, project: Project, caller: Caller): void {
  if (!project.refs.includes(ref)) throw invalidPipeline('Reference not found');
  if (!project.protectedRefs.includes(ref) || caller.role === 'maintainer') return;
  throw invalidPipeline(
    `You do not have sufficient permission to run a pipeline on '${ref}'. Please select a different branch or contact your administrator for assistance.`,
  );
}

function checkVariables(variables: readonly { readonly key: string }[], project: Project): void {
  if (variables.length > 0 && !project.allowVariables) {
    throw invalidPipeline('Insufficient permissions to set pipeline variables');
  }
  const keys = variables.map(({ key }) => key);
  const repeated = new Set(keys.filter((key, index) => keys.indexOf(key) !== index));
  if (repeated.size > 0) throw invalidPipeline(`Duplicate variable name: ${[...repeated].join(', ')}`);
}

function checkInputs(given: Readonly<Record<string, string>>, project: Project): Record<string, string> {
  const undeclared = Object.keys(given).filter((name) => !(name in project.inputs));
  if (undeclared.length > 0) {
    throw invalidPipeline(
      `Given inputs not defined in the \`spec\` section of the included configuration file: ${undeclared.join(', ')}`,
    );
  }
  const inputs: Record<string, string> = {};
  for (const [name, fallback] of Object.entries(project.inputs)) {
    const value = given[name] ?? fallback;
    if (value === null) throw invalidPipeline(`\`${name}\` input: required value has not been provided`);
    inputs[name] = value;
  }
  return inputs;
}

/** Picks the script, and lets the first failure that waits for one of its jobs strike. */
function scriptOf(project: Project, pipelineType: string | undefined): GitLabScript {
  const script = project.script ?? defaultScript(pipelineType);
  const index = project.failures.findIndex((failure) => hasJob(script, failure.job));
  const [failure] = index === -1 ? [] : project.failures.splice(index, 1);
  return failure === undefined ? script : withFailure(script, failure);
}
