import { readActionGroupFile } from '../action-group-document.ts';
import { readCommonActionGroups } from '../common-action-groups.ts';
import type { LintFinding } from './finding.ts';
import { lintActionGroups } from './lint-action-groups.ts';

/**
 * Reads documents of action groups and finds what of them Bedrock Agents and AgentCore Gateway would refuse, and what a
 * model would stumble over.
 *
 * @example
 * ```ts
 * for (const { file, line, message } of await lintFiles(['network.openapi.yaml'])) console.log(`${file}:${line}: ${message}`);
 * ```
 * @throws ConfigurationError when a file is missing, or is no YAML or JSON
 * @public
 */
export async function lintFiles(paths: readonly string[]): Promise<readonly LintFinding[]> {
  const documents = paths.map(readActionGroupFile);
  const { executions } = readCommonActionGroups();
  return lintActionGroups(documents, executions);
}
