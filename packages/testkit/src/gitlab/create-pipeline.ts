import * as z from 'zod';
import { type Caller, requireDeveloper } from './access.ts';
import { defaultScript } from './default-scripts.ts';
import { makePipeline, type NextId, type Pipeline, type PipelineFields } from './pipeline.ts';
import type { Project } from './project.ts';
import { invalidParameter, invalidPipeline } from './refusal.ts';
import { type GitLabScript, hasJob, resolveScript, withFailure, withName } from './script.ts';

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

/** What a new pipeline is asked to be. */
export interface PipelineRequest {
  readonly ref: string;
  readonly variables: readonly { readonly key: string; readonly value: string }[];
  readonly inputs: Readonly<Record<string, string>>;
}

const bodySchema = z.object({
  ref: z.string(),
  variables: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
  inputs: z.record(z.string(), z.string()).default({}),
});

/**
 * Reads the body of `POST /projects/:id/pipeline`.
 *
 * @throws Refusal that names the parameter which is missing or wrong
 */
export function pipelineRequestOf(body: unknown): PipelineRequest {
  const result = bodySchema.safeParse(body);
  if (result.success) return result.data;
  const [name = 'ref', ...rest] = result.error.issues[0]?.path.map(String) ?? [];
  const missing = rest.length === 0 && !(body instanceof Object && name in body);
  throw invalidParameter(
    `${[name, ...rest.map((part) => `[${part}]`)].join('')} is ${missing ? 'missing' : 'invalid'}`,
  );
}

/**
 * Creates a pipeline as GitLab does when it is asked for one.
 *
 * @param keepsFaulty - whether one whose definition is wrong is kept, as failed: so it is with a trigger token, where
 *   `Ci::PipelineTriggerService` leaves `save_on_errors` on, and not with `POST /projects/:id/pipeline`
 * @throws Refusal that says which rule it breaks; then nothing is kept
 */
export function createPipeline(request: PipelineRequest, creation: Creation, keepsFaulty: boolean): Pipeline {
  const { project, caller, speed } = creation;
  requireDeveloper(caller);
  checkRef(request.ref, project, caller);
  checkVariables(request.variables, project);
  if (project.yamlErrors !== undefined && !keepsFaulty) throw invalidPipeline(project.yamlErrors);
  const inputs = checkInputs(request.inputs, project);
  const values = { ...inputs, ...Object.fromEntries(request.variables.map(({ key, value }) => [key, value])) };
  const script = resolveScript(scriptOf(project, values), values, speed);
  return keep({ ...request, inputs, values, script, parent: undefined, yamlErrors: project.yamlErrors }, creation);
}

/** Creates a pipeline that a job of another one asks for. Its script, where it has one, is resolved with that other one. */
export function createTriggered(
  {
    ref,
    script,
    parent,
  }: { readonly ref: string; readonly script: GitLabScript | undefined; readonly parent: Pipeline },
  creation: Creation,
): Pipeline {
  const { values } = parent;
  const own =
    script === undefined
      ? resolveScript(scriptOf(creation.project, values), values, creation.speed)
      : withName(script, values);
  return keep({ ref, variables: [], inputs: {}, values, script: own, parent, yamlErrors: undefined }, creation);
}

type Content = PipelineRequest & Pick<PipelineFields, 'values' | 'script' | 'parent' | 'yamlErrors'>;

function keep(content: Content, { project, caller, source, pipelines, ...creation }: Creation): Pipeline {
  const pipeline = makePipeline(
    {
      ...content,
      script: content.yamlErrors === undefined ? content.script : { ...content.script, stages: [] },
      id: creation.nextPipelineId(),
      iid: pipelines.filter((other) => other.project === project).length + 1,
      project,
      source,
      user: caller.user,
      createdAt: creation.createdAt,
      listedAt: creation.listedAt,
      speed: creation.speed,
    },
    creation.nextJobId,
  );
  pipelines.push(pipeline);
  return pipeline;
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
function scriptOf(project: Project, values: Readonly<Record<string, string>>): GitLabScript {
  const given = typeof project.script === 'function' ? project.script(values) : project.script;
  const script = given ?? defaultScript(values['PIPELINE_TYPE']);
  const index = project.failures.findIndex((failure) => hasJob(script, failure.job));
  const [failure] = index === -1 ? [] : project.failures.splice(index, 1);
  return failure === undefined ? script : withFailure(script, failure);
}
