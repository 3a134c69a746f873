import { type ActionGroup, operationsOf } from '@sluice/core';
import { comparableName } from '../agent-event/declared-operations.ts';
import type { ToolCall } from '../agent-event/tool-call.ts';
import type { CommonOperation } from '../agent-event/toolbox.ts';

/** What is known of whether Bedrock asks the user before an operation is called. */
export interface UserConfirmation {
  /** Whether the user is asked, where an agent that calls so calls the operation next. */
  readonly isOffered: (call: ToolCall) => boolean;
  /** Whether the user was asked before this call of the operation came here. */
  readonly wasGiven: (call: ToolCall) => boolean;
}

/**
 * Makes what tells whether Bedrock asks the user before it calls an operation: the team's documents declare it, each that
 * does with `x-requireConfirmation: ENABLED`. A call proves that the user was asked only where it came by such a document:
 * from the action group that has its name, by method and path. Functions have no document, and other action groups one
 * that nobody has shown here.
 */
export function userConfirmation(
  groups: readonly ActionGroup[],
  operationId: string,
  { method, path }: CommonOperation,
): UserConfirmation {
  const declaring = groups.flatMap(({ name, document }) =>
    operationsOf(document)
      .filter((placed) => {
        const isThere = placed.path === path && placed.method === method.toLowerCase();
        return isThere || comparableName(placed.operation.operationId ?? '') === operationId;
      })
      .map(({ operation }) => ({ name, isConfirmed: confirmationOf(operation) === 'ENABLED' })),
  );
  const isDeclaredSo = declaring.length > 0 && declaring.every(({ isConfirmed }) => isConfirmed);
  const names = new Set(declaring.map(({ name }) => name));
  const isOffered = (call: ToolCall): boolean => isDeclaredSo && isFromBedrock(call);
  return {
    isOffered,
    wasGiven: (call) => isOffered(call) && names.has(call.actionGroup) && call.operation.name === `${method} ${path}`,
  };
}

function confirmationOf(operation: object): unknown {
  return Object.entries(operation).find(([key]) => key === 'x-requireConfirmation')?.[1];
}

/** AgentCore Gateway gives a request an id and knows no session; it asks no user. */
function isFromBedrock({ sessionId, requestId }: ToolCall): boolean {
  return sessionId !== undefined && requestId === undefined;
}
