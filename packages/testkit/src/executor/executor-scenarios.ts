/** A run that can be started: where, and with what besides `SLUICE_EXECUTION_ID`, which the kit adds. @public */
export interface ExecutorScenario<Target = unknown> {
  /** As it stands in a catalog; the executor's `targetSchema` must accept it. */
  readonly target: Target;
  /** @defaultValue none */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

/** A run that fails. @public */
export interface FailingScenario<Target = unknown> extends ExecutorScenario<Target> {
  /** A line, or part of one, that what fails prints right before it does. */
  readonly logLine: string;
  /** The job that fails, by the name that the CI system gives it. @defaultValue the CI system names none */
  readonly job?: string | undefined;
  /** @defaultValue the CI system names none */
  readonly stage?: string | undefined;
}

/** A run with a long log. @public */
export interface PrintingScenario<Target = unknown> extends ExecutorScenario<Target> {
  /**
   * What it prints in one go, somewhere in its log, every line once and different from all others. Half a megabyte with
   * letters beyond ASCII makes an executor cut its chunks in the middle of lines and of characters.
   */
  readonly log: string;
}

/** A run that takes text as it is. @public */
export interface TextScenario<Target = unknown> extends ExecutorScenario<Target> {
  /** Name of the variable that takes it, and so of the `WorldRun` variable where it must arrive. */
  readonly variable: string;
}

/** A run that waits until it is given a value along with an approval. @public */
export interface AskingScenario<Target = unknown> extends ExecutorScenario<Target> {
  /** Name of the approval's input, and of the `WorldRun` variable where its value must arrive. */
  readonly input: string;
}

/** A target with many runs. @public */
export interface CrowdedScenario<Target = unknown> extends ExecutorScenario<Target> {
  /** How many runs of others are more than the CI system lists at once. */
  readonly others: number;
}

/** A run that webhooks tell of. @public */
export interface WebhookScenario<Target = unknown> extends ExecutorScenario<Target> {
  /**
   * What proves where a webhook comes from. `secret`: something that only its sender knows. `signature`: also that its
   * body is the sender's. `dated-signature`: also that it was sent just now.
   */
  readonly proof: 'secret' | 'signature' | 'dated-signature';
}

/**
 * The kinds of runs that cases are about. Leave out what the CI system can't have: the cases that need it are left out
 * too, and are listed so.
 *
 * @public
 */
export interface ExecutorScenarios<Target = unknown> {
  /** Ends well by itself, within the world's patience. */
  readonly succeeds: ExecutorScenario<Target>;
  /** Fails by itself. */
  readonly fails?: FailingScenario<Target> | undefined;
  /** Fails the first time, and succeeds when what failed is run again. */
  readonly failsOnce?: ExecutorScenario<Target> | undefined;
  /** Ends without having done anything. */
  readonly isSkipped?: ExecutorScenario<Target> | undefined;
  /** A start that the CI system refuses, or that a look at the target shows to be impossible. */
  readonly isRefused?: ExecutorScenario<Target> | undefined;
  /** Begins soon, and goes on until it is cancelled. */
  readonly runsUntilCancelled?: ExecutorScenario<Target> | undefined;
  /** Does not begin until it is cancelled. */
  readonly staysQueued?: ExecutorScenario<Target> | undefined;
  /** Begins soon, and goes on for at least a minute of the world's time though it is asked to stop; force ends it. */
  readonly ignoresCancel?: ExecutorScenario<Target> | undefined;
  /** Begins, then waits for one approval, and ends well with it. */
  readonly waitsForApproval?: ExecutorScenario<Target> | undefined;
  /** Waits for two approvals, at once or one after the other, and goes on for as long as one is missing. */
  readonly asksTwice?: ExecutorScenario<Target> | undefined;
  /** Waits for an approval that takes any text. */
  readonly asksForValue?: AskingScenario<Target> | undefined;
  /** Prints a lot, then ends well. */
  readonly printsALot?: PrintingScenario<Target> | undefined;
  /** Takes any text. */
  readonly takesAnyText?: TextScenario<Target> | undefined;
  /** Has too many others around it for one look. */
  readonly isCrowded?: CrowdedScenario<Target> | undefined;
  /** Can be deleted by the world's `deleteRun`, once it has ended. */
  readonly canBeDeleted?: ExecutorScenario<Target> | undefined;
  /** Is told of by the world's `webhook`. */
  readonly sendsWebhooks?: WebhookScenario<Target> | undefined;
}
