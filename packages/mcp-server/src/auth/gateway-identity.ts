/**
 * What a gateway in front of the server says of the caller. Only a door that got it from the gateway itself sets it,
 * never a header: the Lambda entry, from the event's request context.
 *
 * @public
 */
export interface GatewayIdentity {
  /**
   * `jwt`: API Gateway's JWT or Cognito authorizer; `lambda`: its Lambda authorizer; `iam`: a signed request;
   * `direct`: whoever may invoke the function.
   */
  readonly kind: 'jwt' | 'lambda' | 'iam' | 'direct';
  /** Who it is: the token's subject, the authorizer's principal id, the ARN of the user or role. */
  readonly subject: string;
  /** What else the gateway says: the token's claims, the authorizer's context. */
  readonly claims: Readonly<Record<string, unknown>>;
}
