import { refusal } from './refusal.ts';
import type { GitLabScript, ScriptedFailure } from './script.ts';

/** A project of the simulated GitLab. @public */
export interface GitLabProjectOptions {
  /** Such as `platform/bootstrap`. */
  readonly path: string;
  /** @defaultValue the next free number */
  readonly id?: number | undefined;
  /** Paths that it had before it was renamed or moved. @defaultValue none */
  readonly formerPaths?: readonly string[] | undefined;
  /** Branches and tags. @defaultValue ['main'] */
  readonly refs?: readonly string[] | undefined;
  /** Refs that only maintainers may run pipelines on. @defaultValue none */
  readonly protectedRefs?: readonly string[] | undefined;
  /**
   * What its pipelines do; a function picks it for each one, by its variables and inputs.
   *
   * @defaultValue the script that goes with the variable or input `PIPELINE_TYPE`
   */
  readonly script?: GitLabScript | ((values: Readonly<Record<string, string>>) => GitLabScript) | undefined;
  /** What is wrong with its `.gitlab-ci.yml`. @defaultValue nothing */
  readonly yamlErrors?: string | undefined;
  /** Whether pipelines may be started with variables. @defaultValue true */
  readonly allowVariables?: boolean | undefined;
  /** The inputs that its pipelines declare, with their defaults; null: must be given. @defaultValue none */
  readonly inputs?: Readonly<Record<string, string | null>> | undefined;
  /** @defaultValue none */
  readonly triggerTokens?: readonly GitLabTriggerToken[] | undefined;
  /** Who is told when a pipeline or a job changes. @defaultValue nobody */
  readonly webhook?: GitLabWebhookOptions | undefined;
}

/** A token that can start pipelines of one project, and nothing else. @public */
export interface GitLabTriggerToken {
  readonly token: string;
  /** Who made it, and so starts its pipelines. @defaultValue 'sluice' */
  readonly user?: string | undefined;
}

/** How a project's webhooks are sent. @public */
export interface GitLabWebhookOptions {
  /** Where a simulator that was started with this project, and listens, sends them by itself in real time. @defaultValue nowhere */
  readonly url?: string | undefined;
  /** Sent along as `X-Gitlab-Token`. @defaultValue none is sent */
  readonly secretToken?: string | undefined;
  /** What they are signed with: `whsec_` and 32 bytes in Base64. @defaultValue they are not signed */
  readonly signingToken?: string | undefined;
}

/** A project with its defaults filled in. */
export interface Project {
  readonly id: number;
  readonly path: string;
  readonly formerPaths: readonly string[];
  readonly refs: readonly string[];
  readonly protectedRefs: readonly string[];
  readonly script: GitLabProjectOptions['script'];
  readonly yamlErrors: string | undefined;
  readonly allowVariables: boolean;
  readonly inputs: Readonly<Record<string, string | null>>;
  readonly triggerTokens: readonly GitLabTriggerToken[];
  readonly webhook: GitLabWebhookOptions;
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
    formerPaths: options.formerPaths ?? [],
    refs: options.refs ?? ['main'],
    protectedRefs: options.protectedRefs ?? [],
    script: options.script,
    yamlErrors: options.yamlErrors,
    allowVariables: options.allowVariables ?? true,
    inputs: options.inputs ?? {},
    triggerTokens: options.triggerTokens ?? [],
    webhook: options.webhook ?? {},
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
  if (project === undefined) throw projectNotFound();
  return project;
}

/** Says that there is no such project, or that the caller may not know of it. */
export function projectNotFound(): Error {
  return refusal(404, '404 Project Not Found');
}
