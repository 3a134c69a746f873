import type { ActionGroupDocument } from '../action-group-document.ts';

/**
 * Something about an action group that Bedrock, AgentCore Gateway or a model would stumble over. `error`: it will be
 * refused. `warning`: it will work worse than it could.
 *
 * @public
 */
export interface LintFinding {
  readonly severity: 'error' | 'warning';
  /** Absolute path of the document. */
  readonly file: string;
  /** Counts from 1, as `column` does. */
  readonly line: number;
  readonly column: number;
  /** What is wrong and what to do. */
  readonly message: string;
}

/** A finding before it is known which line it stands in. */
export interface UnplacedFinding {
  readonly severity: LintFinding['severity'];
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Finds the line. */
export function placed(document: ActionGroupDocument, { path, severity, message }: UnplacedFinding): LintFinding {
  return { severity, file: document.path, ...document.locate(path), message };
}
