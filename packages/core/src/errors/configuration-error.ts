import { SluiceError } from './sluice-error.ts';

/**
 * One fault in a config or an action-group document.
 *
 * @public
 */
export interface ConfigurationIssue {
  /** What is wrong and what is accepted. */
  readonly message: string;
  /** The keys that lead to the fault, outermost first. */
  readonly path: readonly (string | number)[];
  /** Name of the action-group document that holds the fault; absent for the config itself. */
  readonly document?: string | undefined;
}

/**
 * The config, or a document that it names, can't be used. Lists every fault found, so that all are mended at once.
 *
 * @public
 */
export class ConfigurationError extends SluiceError {
  override readonly name = 'ConfigurationError';
  readonly issues: readonly ConfigurationIssue[];

  constructor(issues: readonly ConfigurationIssue[], cause?: unknown) {
    const distinct = [...new Map(issues.map((issue) => [describe(issue), issue]))];
    super({ code: 'invalid_configuration', message: distinct.map(([text]) => text).join('\n'), cause });
    this.issues = distinct.map(([, issue]) => issue);
  }
}

function describe(issue: ConfigurationIssue): string {
  const place = [issue.document, issue.path.join('.')].filter(Boolean).join(': ');
  return place === '' ? issue.message : `${place}: ${issue.message}`;
}
