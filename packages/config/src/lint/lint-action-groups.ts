import {
  type OpenApiDocument,
  operationsOf,
  type PlacedOperation,
  pipelineOperations,
  pipelineTypeOf,
  referenced,
} from '@sluice/core';
import type { ActionGroupDocument } from '../action-group-document.ts';
import { type LintFinding, placed, type UnplacedFinding } from './finding.ts';
import { lintOperation } from './lint-operation.ts';
import { error, warning } from './lint-schema.ts';

/** How many operations Bedrock lets an action group have, and by its default an agent. */
const MAX_OPERATIONS = 11;

/**
 * Finds what of action groups Bedrock Agents and AgentCore Gateway would refuse, and what a model would stumble over, in
 * the order of files and lines.
 *
 * @param common - What each agent that runs pipelines has besides its group: it counts for what an agent may have
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/agents-api-schema.html
 */
export function lintActionGroups(
  documents: readonly ActionGroupDocument[],
  common: OpenApiDocument,
): readonly LintFinding[] {
  return documents.flatMap((document) => {
    const findings = [...lintDocument(document, operationsOf(common).length)].map((found) => placed(document, found));
    return findings.sort((one, other) => one.line - other.line || one.column - other.column);
  });
}

function* lintDocument({ name, document }: ActionGroupDocument, commonCount: number): Generator<UnplacedFinding> {
  for (const { path, message } of pipelineOperations({ name, document }).issues) yield error(path, message);
  if (typeof document?.paths !== 'object' || document.paths === null) return;
  const operations = operationsOf(document);
  const isSpecialists = operations.some(({ path }) => pipelineTypeOf(path) !== undefined);
  yield* lintCount(operations.length, isSpecialists ? commonCount : 0);
  yield* lintReferences(document, document, []);
  const seen = new Map<string, PlacedOperation>();
  for (const placedOperation of operations) {
    yield* lintOperation(name, placedOperation);
    const { path, method, operation } = placedOperation;
    const { operationId } = operation;
    if (operationId === undefined) continue;
    const first = seen.get(operationId);
    if (first !== undefined) {
      const message = `${operationId} is the name of ${first.method.toUpperCase()} ${first.path} already; names must be unique`;
      yield error(['paths', path, method, 'operationId'], message);
    }
    seen.set(operationId, first ?? placedOperation);
  }
}

function* lintCount(count: number, commonCount: number): Generator<UnplacedFinding> {
  if (count === 0) yield error(['paths'], 'has no operations');
  if (count > MAX_OPERATIONS) {
    yield error(['paths'], `has ${count} operations; Bedrock takes ${MAX_OPERATIONS} at the most: split the group`);
  } else if (count + commonCount > MAX_OPERATIONS) {
    const message =
      `has ${count} operations, and its agent ${commonCount} more that are common to all; ` +
      `Bedrock's default quota is ${MAX_OPERATIONS} an agent: split the group, or have the quota raised`;
    yield warning(['paths'], message);
  }
}

/** Finds references that lead nowhere, or out of the document. */
function* lintReferences(
  node: unknown,
  document: unknown,
  path: readonly (string | number)[],
): Generator<UnplacedFinding> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    const place = [...path, Array.isArray(node) ? Number(key) : key];
    if (key === '$ref' && typeof value === 'string' && referenced(value, document) === undefined) {
      yield error(place, `${value} leads nowhere; references may lead to parts of the same document only`);
    }
    yield* lintReferences(value, document, place);
  }
}
