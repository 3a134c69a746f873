/**
 * What the handlers use of the context that Lambda passes; the type of `@types/aws-lambda` fits.
 *
 * @public
 */
export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}
