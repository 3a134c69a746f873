import { type ActionGroup, operationsOf } from '@sluice/core';
import { comparableName } from '../agent-event/declared-operations.ts';
import type { ToolCall } from '../agent-event/tool-call.ts';
import type { CommonOperation } from '../agent-event/toolbox.ts';

/**
 * Makes what tells whether Bedrock has asked the user before a call of an operation came here: the call is one of
 * Bedrock's, and the team's documents declare the operation, each that does with `x-requireConfirmation: ENABLED`.
 */
export function confirmedByUser(
  groups: readonly ActionGroup[],
  operationId: string,
  operation: CommonOperation,
): (call: ToolCall) => boolean {
  const isDeclaredSo = declaresConfirmation(groups, operationId, operation);
  return (call) => isDeclaredSo && isFromBedrock(call);
}

function declaresConfirmation(
  groups: readonly ActionGroup[],
  operationId: string,
  { method, path }: CommonOperation,
): boolean {
  const declared = groups
    .flatMap(({ document }) => operationsOf(document))
    .filter((placed) => {
      const isThere = placed.path === path && placed.method === method.toLowerCase();
      return isThere || comparableName(placed.operation.operationId ?? '') === operationId;
    });
  return declared.length > 0 && declared.every(({ operation }) => confirmationOf(operation) === 'ENABLED');
}

function confirmationOf(operation: object): unknown {
  return Object.entries(operation).find(([key]) => key === 'x-requireConfirmation')?.[1];
}

/** AgentCore Gateway gives a request an id and knows no session; it asks no user. */
function isFromBedrock({ sessionId, requestId }: ToolCall): boolean {
  return sessionId !== undefined && requestId === undefined;
}
