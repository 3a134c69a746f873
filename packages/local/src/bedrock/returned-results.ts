import { BedrockException } from './exceptions.ts';

/** What came of the calls that an agent returned control for, as a request brings it. */
export interface ReturnedResults {
  readonly invocationId: string;
  readonly results: readonly ReturnedResult[];
}

export interface ReturnedResult {
  readonly actionGroup: string;
  readonly apiPath: string;
  readonly httpMethod: string;
  readonly decision: Decision;
}

/** What the user said to a call. */
export type Decision = 'confirmed' | 'denied';

const DECISIONS: Readonly<Record<string, Decision>> = { CONFIRM: 'confirmed', DENY: 'denied' };

/**
 * Reads the results that a session state brings; undefined where it brings none.
 *
 * @throws BedrockException `validationException` when they can't be used
 */
export function readReturnedResults(state: Readonly<Record<string, unknown>>): ReturnedResults | undefined {
  const { returnControlInvocationResults: results, invocationId } = state;
  if (results === undefined || results === null) return undefined;
  if (!Array.isArray(results) || results.length === 0)
    throw invalid('returnControlInvocationResults must not be empty');
  if (typeof invocationId !== 'string' || invocationId === '') {
    throw invalid('invocationId must be given with returnControlInvocationResults');
  }
  return { invocationId, results: results.map(readResult) };
}

/** The emulator's agents return control for operations of OpenAPI documents, to be confirmed and never to be done. */
function readResult(member: unknown): ReturnedResult {
  const { actionGroup, apiPath, httpMethod, confirmationState } = fieldsOf(fieldsOf(member)['apiResult']);
  const decision = typeof confirmationState === 'string' ? DECISIONS[confirmationState] : undefined;
  if (typeof actionGroup !== 'string') throw invalid('apiResult.actionGroup must be given');
  if (typeof apiPath !== 'string' || typeof httpMethod !== 'string') {
    throw invalid('apiResult.apiPath and apiResult.httpMethod must be given');
  }
  if (decision === undefined) throw invalid('apiResult.confirmationState must be CONFIRM or DENY');
  return { actionGroup, apiPath, httpMethod, decision };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function invalid(message: string): BedrockException {
  return new BedrockException('validationException', `Value at 'sessionState' is not valid: ${message}`);
}
