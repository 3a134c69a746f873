import type { CallStep, CompletedCall } from '../planner/plan.ts';
import { eventParameters } from './action-group-event.ts';
import { BedrockException } from './exceptions.ts';
import type { Decision, ReturnedResults } from './returned-results.ts';

/** A call that the user has to confirm, and the turn that it belongs to. */
export interface WaitingCall {
  readonly invocationId: string;
  readonly step: CallStep;
  /** What the user said in that turn. */
  readonly message: string;
  /** The calls before it. */
  readonly calls: readonly CompletedCall[];
}

/** Makes the event by which an agent returns control. */
export function returnControl({ invocationId, step }: WaitingCall, agentId: string): object {
  const { operation } = step;
  const { parameters, properties } = eventParameters(operation, step.arguments);
  const apiInvocationInput = {
    actionGroup: operation.actionGroup,
    apiPath: operation.path,
    httpMethod: operation.method,
    parameters,
    ...(operation.hasBody ? { requestBody: { content: { 'application/json': { properties } } } } : {}),
    agentId,
    actionInvocationType: 'USER_CONFIRMATION',
  };
  return { invocationId, invocationInputs: [{ apiInvocationInput }] };
}

/**
 * Returns what the user said to a call.
 *
 * @throws BedrockException `validationException` where nothing waits under this id, or something else does
 */
export function decisionOn({ invocationId, step }: WaitingCall, returned: ReturnedResults): Decision {
  if (returned.invocationId !== invocationId) throw nothingWaits(returned);
  const [result, ...others] = returned.results;
  const { actionGroup, path, method } = step.operation;
  const isMeant =
    result?.actionGroup === actionGroup && result.apiPath === path && result.httpMethod.toUpperCase() === method;
  if (result === undefined || !isMeant || others.length > 0) {
    throw new BedrockException(
      'validationException',
      `returnControlInvocationResults must hold one result, for ${method} ${path} of the action group ${actionGroup}`,
    );
  }
  return result.decision;
}

/** Says that a session waits for no such results. */
export function nothingWaits({ invocationId }: ReturnedResults): BedrockException {
  return new BedrockException(
    'validationException',
    `No invocation with the id ${JSON.stringify(invocationId)} waits for results in this session`,
  );
}
