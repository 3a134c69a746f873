/** Session attribute with who asks, as API Gateway's authorizer established it. @public */
export const PRINCIPAL_ATTRIBUTE = 'sluice_principal';

/** Returns who asks, as the session attributes tell it; undefined where that is not known. */
export function principalOf(sessionAttributes: Readonly<Record<string, string>> = {}): string | undefined {
  return sessionAttributes[PRINCIPAL_ATTRIBUTE] || undefined;
}
