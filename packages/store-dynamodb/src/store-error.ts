import { SluiceError } from '@sluice/core';

interface Advice {
  readonly message: string;
  readonly retryable: boolean;
}

const NO_TABLE: Advice = {
  message: 'Its DynamoDB table does not exist: create it, or correct the name of the table or the region.',
  retryable: false,
};
const NO_RIGHT: Advice = {
  message:
    'Its DynamoDB table may not be used: give this server credentials that may read and write it and its indexes.',
  retryable: false,
};
const WRONG_TABLE: Advice = {
  message: 'Its DynamoDB table refused a request: check that it has the keys and indexes of executionTable().',
  retryable: false,
};
const THROTTLED: Advice = {
  message: 'Its DynamoDB table gets more requests than it allows. Ask again in a moment.',
  retryable: true,
};
const UNREACHABLE: Advice = { message: 'DynamoDB could not be reached. Ask again in a moment.', retryable: true };

/** What to do, by the name of the SDK's error. */
const ADVICE: ReadonlyMap<string, Advice> = new Map([
  ['ResourceNotFoundException', NO_TABLE],
  ['AccessDeniedException', NO_RIGHT],
  ['CredentialsProviderError', NO_RIGHT],
  ['ExpiredTokenException', NO_RIGHT],
  ['IncompleteSignatureException', NO_RIGHT],
  ['InvalidSignatureException', NO_RIGHT],
  ['MissingAuthenticationTokenException', NO_RIGHT],
  ['UnrecognizedClientException', NO_RIGHT],
  ['ValidationException', WRONG_TABLE],
  ['ProvisionedThroughputExceededException', THROTTLED],
  ['RequestLimitExceeded', THROTTLED],
  ['ThrottlingException', THROTTLED],
]);

/** Turns whatever the SDK throws into the error that the port promises. */
export function storeError(cause: unknown): SluiceError {
  if (SluiceError.isInstance(cause)) return cause;
  const { message, retryable } = ADVICE.get(cause instanceof Error ? cause.name : '') ?? UNREACHABLE;
  return new SluiceError({
    code: 'store_unavailable',
    message: `The execution store failed. ${message}`,
    retryable,
    cause,
  });
}

/** The error for a write of which nobody can tell whether it took place, or that took place for nobody. */
export function unsettledError(message: string, executionId?: string): SluiceError {
  return new SluiceError({ code: 'store_unavailable', message, retryable: true, executionId });
}
