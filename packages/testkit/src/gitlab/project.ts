import { refusal } from './refusal.ts';
import type { GitLabScript, ScriptedFailure } from './script.ts';

/** A project of the simulated GitLab. @public */
export interface GitLabProjectOptions {
  /** Such as `platform/bootstrap`. */
  readonly path: string;
  /** @defaultValue the next free number */
  readonly id?: number | undefined;
  /** Branches and tags. @defaultValue ['main'] */
  readonly refs?: readonly string[] | undefined;
  /** Refs that only maintainers may run pipelines on. @defaultValue none */
  readonly protectedRefs?: readonly string[] | undefined;
  /** What its pipelines do. @defaultValue the script that goes with the variable or input `PIPELINE_TYPE` */
  readonly script?: GitLabScript | undefined;
  /** Whether pipelines may be started with variables. @defaultValue true */
  readonly allowVariables?: boolean | undefined;
  /** The inputs that its pipelines declare, with their defaults; null: must be given. @defaultValue none */
  readonly inputs?: Readonly<Record<string, string | null>> | undefined;
}

/** A project with its defaults filled in. */
export interface Project {
  readonly id: number;
  readonly path: string;
  readonly refs: readonly string[];
  readonly protectedRefs: readonly string[];
  readonly script: GitLabScript | undefined;
  readonly allowVariables: boolean;
  readonly inputs: Readonly<Record<string, string | null>>;
  /** Failures that wait for a pipeline to strike. */
  readonly failures: ScriptedFailure[];
}

/** Adds a project to the others. */
export function addProject(projects: Project[], options: GitLabProjectOptions): Project {
  const id = options.id ?? Math.max(0, ...projects.map((project) => project.id)) + 1;
  if (projects.some((project) => project.id === id || project.path === options.path)) {
    throw new Error(`There is a project ${options.path} or ${id} already`);
  }
  const project: Project = {
    id,
    path: options.path,
    refs: options.refs ?? ['main'],
    protectedRefs: options.protectedRefs ?? [],
    script: options.script,
    allowVariables: options.allowVariables ?? true,
    inputs: options.inputs ?? {},
    failures: [],
  };
  projects.push(project);
  return project;
}

/**
 * Finds a project by its number or path.
 *
 * @throws Refusal with status 404
 */
export function findProject(projects: readonly Project[], name: string | number): Project {
  const project = projects.find(({ id, path }) => path === name || String(id) === String(name));
  if (project === undefined) throw refusal(404, '404 Project Not Found');
  return project;
}
