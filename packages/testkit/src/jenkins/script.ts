import type { JenkinsParameterOptions } from './parameters.ts';

/** What a simulated build does. `$NAME` stands for a parameter in every text. @public */
export interface JenkinsScript {
  /** They run one after the other. A freestyle build does their steps without telling of stages. */
  readonly stages: readonly JenkinsStageScript[];
  /** How long it goes on after its result is known, in milliseconds. @defaultValue 200 */
  readonly postMs?: number | undefined;
  /** What it takes to stop it: whatever is weaker than that has no effect. @defaultValue 'stop' */
  readonly heeds?: 'stop' | 'term' | 'kill' | undefined;
}

/** What a simulated stage does, and how long it takes. @public */
export interface JenkinsStageScript {
  readonly name: string;
  readonly steps: readonly JenkinsStepScript[];
  /** What has to be answered before its steps. @defaultValue nothing */
  readonly input?: JenkinsInputScript | undefined;
  /** After `unstable` the build goes on, otherwise it ends. @defaultValue 'success' */
  readonly outcome?: JenkinsOutcome | undefined;
}

/** How a stage ends. @public */
export type JenkinsOutcome = 'success' | 'unstable' | 'failure' | 'aborted' | 'not_built';

/** One shell step with what it prints. @public */
export interface JenkinsStepScript {
  readonly command: string;
  readonly durationMs: number;
  /** Lines, printed evenly over the duration. @defaultValue none */
  readonly log?: readonly string[] | undefined;
}

/** A step that waits for somebody. @public */
export interface JenkinsInputScript {
  /** Jenkins makes its first letter a capital. @defaultValue the name of the stage */
  readonly id?: string | undefined;
  readonly message: string;
  /** @defaultValue 'Proceed' */
  readonly proceedText?: string | undefined;
  /** What is asked. @defaultValue nothing */
  readonly parameters?: readonly JenkinsParameterOptions[] | undefined;
  /** Who may answer. @defaultValue whoever may build */
  readonly submitters?: readonly string[] | undefined;
}

/** How a stage of the next build fails. */
export interface ScriptedFailure {
  readonly stage: string;
  readonly logLines: readonly string[];
  readonly outcome: JenkinsOutcome;
}

/** Tells whether a script asks anybody anything. */
export function hasInput({ stages }: JenkinsScript): boolean {
  return stages.some(({ input }) => input !== undefined);
}

/** Returns the id of a stage's input step, as Jenkins writes it. */
export function inputIdOf({ name, input }: JenkinsStageScript): string {
  const id = input?.id ?? name.replaceAll(/\W/g, '');
  return id.charAt(0).toUpperCase() + id.slice(1);
}

/** Makes one stage of a script fail, with these lines as the end of what it prints. */
export function withFailure(script: JenkinsScript, failure: ScriptedFailure): JenkinsScript {
  return mapStages(script, (stage) => {
    if (stage.name !== failure.stage) return stage;
    const last = stage.steps.at(-1) ?? { command: stage.name, durationMs: 0 };
    const steps = [...stage.steps.slice(0, -1), { ...last, log: [...(last.log ?? []), ...failure.logLines] }];
    return { ...stage, steps, outcome: failure.outcome };
  });
}

/** Puts parameters into every text of a script and divides every duration by `speed`. */
export function resolveScript(
  script: JenkinsScript,
  values: Readonly<Record<string, string>>,
  speed: number,
): JenkinsScript {
  const resolved = mapStages(script, (stage) => ({
    ...stage,
    input: stage.input && { ...stage.input, message: expand(stage.input.message, values) },
    steps: stage.steps.map((step) => ({
      command: step.command,
      durationMs: step.durationMs / speed,
      log: step.log?.map((line) => expand(line, values)),
    })),
  }));
  return { ...resolved, postMs: (script.postMs ?? 200) / speed };
}

function expand(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g, (_, braced?: string, plain?: string) => {
    return values[braced ?? plain ?? ''] ?? '';
  });
}

function mapStages(script: JenkinsScript, change: (stage: JenkinsStageScript) => JenkinsStageScript): JenkinsScript {
  return { ...script, stages: script.stages.map(change) };
}
