/** What a simulated pipeline does. `$NAME` and `$[[ inputs.NAME ]]` stand for a variable or an input in every text. @public */
export interface GitLabScript {
  /** The pipeline's name, as `workflow:name` in `.gitlab-ci.yml`. @defaultValue no name */
  readonly name?: string | undefined;
  /** They run one after the other; the jobs of one stage side by side. */
  readonly stages: readonly GitLabStageScript[];
}

/** What the jobs of a simulated stage do. @public */
export interface GitLabStageScript {
  readonly name: string;
  readonly jobs: readonly GitLabJobScript[];
}

/** What a simulated job does, and how long it takes. @public */
export interface GitLabJobScript {
  readonly name: string;
  readonly steps: readonly GitLabStepScript[];
  /** `manual`: waits for `play`. `delayed`: waits for its time, or for `play`. @defaultValue 'on_success' */
  readonly when?: 'on_success' | 'manual' | 'delayed' | undefined;
  /** How long a delayed job waits, in milliseconds. @defaultValue 60000 */
  readonly startInMs?: number | undefined;
  /** Whether the pipeline may pass without this job; a manual job is optional then. @defaultValue false */
  readonly allowFailure?: boolean | undefined;
  /** @defaultValue 'success' */
  readonly outcome?: 'success' | 'failed' | undefined;
  /** GitLab's code for why a job fails. @defaultValue 'script_failure' */
  readonly failureReason?: string | undefined;
  /** How long it waits for a runner, in milliseconds. @defaultValue 100 */
  readonly queueMs?: number | undefined;
  /** How long it takes to stop when it is cancelled, in milliseconds; `never`: until it is forced. @defaultValue 500 */
  readonly stopMs?: number | 'never' | undefined;
  /** Whether only maintainers may play it, as when it deploys to a protected environment. @defaultValue false */
  readonly protectedEnvironment?: boolean | undefined;
  /** Makes it a job that starts another pipeline; it has no steps then. @defaultValue none */
  readonly trigger?: GitLabTriggerScript | undefined;
}

/** The pipeline that a job starts. @public */
export interface GitLabTriggerScript {
  /** Path of the project. @defaultValue the same one: it is a child pipeline */
  readonly project?: string | undefined;
  /** @defaultValue the ref of the pipeline that triggers it, or `main` in another project */
  readonly ref?: string | undefined;
  /** @defaultValue what the project's pipelines do */
  readonly script?: GitLabScript | undefined;
  /** Whether the job waits for the pipeline and ends as it does: `strategy: depend`. @defaultValue false */
  readonly depend?: boolean | undefined;
}

/** One line of a job's script with what it prints. @public */
export interface GitLabStepScript {
  readonly command: string;
  readonly durationMs: number;
  /** Lines, printed evenly over the duration. @defaultValue none */
  readonly log?: readonly string[] | undefined;
}

/** How a job of the next pipeline fails. */
export interface ScriptedFailure {
  readonly job: string;
  readonly logLines: readonly string[];
  readonly failureReason: string;
}

/** Tells whether a script, or one that it triggers, has a job of that name. */
export function hasJob(script: GitLabScript, name: string): boolean {
  const jobs = script.stages.flatMap((stage) => stage.jobs);
  return jobs.some(
    (job) => job.name === name || (job.trigger?.script !== undefined && hasJob(job.trigger.script, name)),
  );
}

/** Makes one job of a script fail, with these lines as the end of its log. */
export function withFailure(script: GitLabScript, failure: ScriptedFailure): GitLabScript {
  return mapJobs(script, (job) => {
    if (job.name !== failure.job) return job;
    const last = job.steps.at(-1) ?? { command: job.name, durationMs: 0 };
    const steps = [...job.steps.slice(0, -1), { ...last, log: [...(last.log ?? []), ...failure.logLines] }];
    return { ...job, steps, outcome: 'failed', failureReason: failure.failureReason };
  });
}

/** Makes a job, and what it triggers, succeed. */
export function withSuccess(job: GitLabJobScript): GitLabJobScript {
  return mapJob(job, (one) => ({ ...one, outcome: 'success' }));
}

/** Puts values into every text of a script and divides every duration by `speed`. */
export function resolveScript(
  script: GitLabScript,
  values: Readonly<Record<string, string>>,
  speed: number,
): GitLabScript {
  const resolved = mapJobs(script, (job) => ({
    ...job,
    queueMs: (job.queueMs ?? 100) / speed,
    startInMs: (job.startInMs ?? 60_000) / speed,
    stopMs: job.stopMs === 'never' ? 'never' : (job.stopMs ?? 500) / speed,
    steps: job.steps.map((step) => ({
      command: step.command,
      durationMs: step.durationMs / speed,
      log: step.log?.map((line) => expand(line, values)),
    })),
  }));
  return withName(resolved, values);
}

/** Puts values into the name of a script. */
export function withName(script: GitLabScript, values: Readonly<Record<string, string>>): GitLabScript {
  return { ...script, name: script.name === undefined ? undefined : expand(script.name, values) };
}

const REFERENCE = /\$\[\[\s*inputs\.([A-Za-z_][\w-]*)\s*\]\]|\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g;

function expand(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(REFERENCE, (_, input?: string, braced?: string, plain?: string) => {
    return values[input ?? braced ?? plain ?? ''] ?? '';
  });
}

type JobChange = (job: GitLabJobScript) => GitLabJobScript;

function mapJobs(script: GitLabScript, change: JobChange): GitLabScript {
  return {
    ...script,
    stages: script.stages.map((stage) => ({ ...stage, jobs: stage.jobs.map((job) => mapJob(job, change)) })),
  };
}

function mapJob(job: GitLabJobScript, change: JobChange): GitLabJobScript {
  const { trigger } = job;
  if (trigger?.script === undefined) return change(job);
  return change({ ...job, trigger: { ...trigger, script: mapJobs(trigger.script, change) } });
}
