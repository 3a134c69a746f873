/** The exceptions that Bedrock sends, up front or within the stream. @public */
export type BedrockExceptionName =
  | 'accessDeniedException'
  | 'badGatewayException'
  | 'conflictException'
  | 'dependencyFailedException'
  | 'internalServerException'
  | 'modelNotReadyException'
  | 'resourceNotFoundException'
  | 'serviceQuotaExceededException'
  | 'throttlingException'
  | 'validationException';

/** The HTTP status of each exception. */
export const STATUS_OF: Readonly<Record<BedrockExceptionName, number>> = {
  accessDeniedException: 403,
  badGatewayException: 502,
  conflictException: 409,
  dependencyFailedException: 424,
  internalServerException: 500,
  modelNotReadyException: 424,
  resourceNotFoundException: 404,
  serviceQuotaExceededException: 400,
  throttlingException: 429,
  validationException: 400,
};

/** A failure as Bedrock tells of it. */
export class BedrockException extends Error {
  override readonly name: string = 'BedrockException';
  readonly exception: BedrockExceptionName;
  /** What failed, where Bedrock names it. */
  readonly resourceName: string | undefined;

  constructor(exception: BedrockExceptionName, message: string, resourceName?: string) {
    super(message);
    this.exception = exception;
    this.resourceName = resourceName;
  }

  /** The members that go over the wire. */
  get members(): Readonly<Record<string, string>> {
    return { message: this.message, ...(this.resourceName === undefined ? {} : { resourceName: this.resourceName }) };
  }
}
