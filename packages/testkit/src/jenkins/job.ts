import type { JenkinsParameterOptions } from './parameters.ts';
import { notFound } from './refusal.ts';
import { hasInput, type JenkinsScript, type ScriptedFailure } from './script.ts';

/**
 * Names a job: `platform/bootstrap`, or its segments; a segment may have a `/` in it, as the branch of a multibranch
 * job has.
 *
 * @public
 */
export type JenkinsJobPath = string | readonly string[];

/** A job of the simulated Jenkins. @public */
export interface JenkinsJobOptions {
  readonly path: JenkinsJobPath;
  /** @defaultValue 'pipeline' */
  readonly kind?: 'pipeline' | 'freestyle' | undefined;
  /** What it declares. @defaultValue nothing: the job is not parameterized */
  readonly parameters?: readonly JenkinsParameterOptions[] | undefined;
  /** @defaultValue true */
  readonly buildable?: boolean | undefined;
  /** Whether its builds run side by side. @defaultValue true for a pipeline, false for a freestyle job */
  readonly concurrent?: boolean | undefined;
  /**
   * What its builds do; a function picks it for each one, by its parameters.
   *
   * @defaultValue the script that goes with the parameter `PIPELINE_TYPE`
   */
  readonly script?: JenkinsScript | ((parameters: Readonly<Record<string, string>>) => JenkinsScript) | undefined;
  /** How long a build waits in the queue in case another one like it comes, in milliseconds. @defaultValue 5000 */
  readonly quietPeriodMs?: number | undefined;
}

/** A job with its defaults filled in. */
export interface Job {
  /** As Jenkins has them: a `/` in one is `%2F`. */
  readonly segments: readonly string[];
  readonly fullName: string;
  readonly kind: 'pipeline' | 'freestyle';
  readonly parameters: readonly JenkinsParameterOptions[];
  readonly buildable: boolean;
  readonly concurrent: boolean;
  readonly script: JenkinsJobOptions['script'];
  readonly quietPeriodMs: number;
  /** Failures that wait for a build to strike. */
  readonly failures: ScriptedFailure[];
}

/** Adds a job to the others. */
export function addJob(jobs: Job[], options: JenkinsJobOptions, speed: number): Job {
  const segments = segmentsOf(options.path);
  const kind = options.kind ?? 'pipeline';
  const job: Job = {
    segments,
    fullName: segments.join('/'),
    kind,
    parameters: options.parameters ?? [],
    buildable: options.buildable ?? true,
    concurrent: options.concurrent ?? kind === 'pipeline',
    script: options.script,
    quietPeriodMs: (options.quietPeriodMs ?? 5000) / speed,
    failures: [],
  };
  if (segments.includes('')) throw new Error('The path of a job needs a name in every segment');
  if (jobs.some(({ fullName }) => fullName === job.fullName)) throw new Error(`There is a job ${job.fullName} already`);
  if (kind === 'freestyle' && typeof options.script === 'object' && hasInput(options.script)) {
    throw new Error(`${job.fullName} is a freestyle job: it can't have input steps`);
  }
  jobs.push(job);
  return job;
}

/**
 * Finds a job by its path.
 *
 * @throws Refusal with status 404
 */
export function findJob(jobs: readonly Job[], path: JenkinsJobPath): Job {
  return findJobByNames(jobs, segmentsOf(path));
}

/**
 * Finds a job by its name and those of its folders, as Jenkins has them.
 *
 * @throws Refusal with status 404
 */
export function findJobByNames(jobs: readonly Job[], names: readonly string[]): Job {
  const job = jobs.find(({ segments }) => {
    return segments.length === names.length && segments.every((segment, index) => segment === names[index]);
  });
  if (job === undefined) throw notFound();
  return job;
}

/** Returns the path of a job below the address of Jenkins, such as `job/platform/job/bootstrap/`. */
export function jobUrlPath({ segments }: Pick<Job, 'segments'>): string {
  return segments.map((segment) => `job/${encodeURIComponent(segment)}/`).join('');
}

function segmentsOf(path: JenkinsJobPath): readonly string[] {
  return typeof path === 'string' ? path.split('/') : path.map((segment) => segment.replaceAll('/', '%2F'));
}
