import { SluiceError } from '@sluice/core';
import { errors } from 'jose';
import { unauthenticated } from './unauthenticated.ts';

const CLAIMS: Readonly<Partial<Record<string, string>>> = {
  aud: 'This token was not issued for this server: its audience is another one.',
  iss: 'This token is of an issuer that the server does not trust.',
  nbf: 'This token is not valid yet. Its "nbf" lies ahead: compare the clocks.',
};

/** Says what is wrong with a token, without repeating any of it. */
export function tokenRefusal(error: unknown, algorithms: readonly string[]): unknown {
  if (SluiceError.isInstance(error) || !(error instanceof errors.JOSEError)) return error;
  return unauthenticated(textOf(error, algorithms));
}

function textOf(error: errors.JOSEError, algorithms: readonly string[]): string {
  if (error instanceof errors.JWTExpired) return 'This token has expired. Get a new one.';
  if (error instanceof errors.JWTClaimValidationFailed) return claimText(error);
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return `This token is not signed as it must be. Accepted are: ${algorithms.join(', ')}.`;
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return 'This token is signed with a key that its issuer does not publish.';
  }
  if (error instanceof errors.JWKSMultipleMatchingKeys) {
    return 'This token does not say with which key it is signed: its header needs a "kid".';
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature of this token is wrong.';
  return 'This token can not be read: it is no signed JSON web token.';
}

function claimText({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'missing') return `This token lacks the claim "${claim}", which is needed.`;
  if (reason === 'invalid') return `The claim "${claim}" of this token has another form than it must have.`;
  return CLAIMS[claim] ?? `The claim "${claim}" of this token is not one that is accepted here.`;
}
