/**
 * What the handlers use of the context that Lambda passes; the type of `@types/aws-lambda` fits.
 *
 * @public
 */
export interface LambdaContext {
  readonly awsRequestId: string;
  /** What whoever invoked the function said of itself; AgentCore Gateway names the tool in its `custom` part. */
  readonly clientContext?: { readonly custom?: unknown } | undefined;
  getRemainingTimeInMillis(): number;
}
